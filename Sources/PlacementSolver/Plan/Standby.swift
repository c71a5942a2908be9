import PlacementModel

/// What reserve rules ask for the failure of nodes; the one place that knows which nodes they protect.
struct Standby: Sendable {
  /// What fits once what is kept for a failure is used, node by resource.
  private let limit: [Int64]
  /// The nodes that may fail, and could at the start.
  private let protected: [Int]
  /// The nodes that should be able to fail, and could not at the start.
  private let unprotected: [Int]

  /// Reads the rules of a problem that is complete; `nil` where none asks for anything.
  init?(_ p: Problem) {
    let cluster = p.inventory.cluster
    let demands = FailureDemands(p.inventory.rules, cluster.nodes, p.inBalance)
    guard demands.mayFail.contains(true) else { return nil }
    let limit = Sizes(
      cluster: cluster,
      overcommit: p.inventory.policy.overcommit,
      rules: demands.rulesThen,
      inBalance: p.inBalance
    ).limit
    self.limit = limit
    let meant = p.balanceSet.filter { demands.mayFail[$0] }
    let lost = Set(Failover(problem: p, limit: limit, nodes: meant).strandedNodes(Placement(p)))
    protected = meant.filter { !lost.contains($0) }
    unprotected = meant.filter(lost.contains)
  }

  /// The protected nodes whose VMs would not all find room, with the largest that would not.
  ///
  /// O(V + N²) in most cases.
  func losses(_ p: Problem, _ placement: Placement) -> [Failover.Loss] {
    Failover(problem: p, limit: limit, nodes: protected).losses(placement)
  }

  /// The node that would have had most room for a VM that finds none.
  func room(_ p: Problem, for loss: Failover.Loss, at start: Placement) -> Int? {
    let count = p.resourceCount
    func lack(_ node: Int) -> Double {
      (0..<count).reduce(0) { most, r in
        let i = node * count + r
        let missing = Double(start.used[i]) + Double(p.requests[loss.vm * count + r])
        return max(most, missing / Double(max(1, limit[i])) - 1)
      }
    }
    let nodes = p.balanceSet.filter { $0 != loss.node && p.mayStart(loss.vm, on: $0) }
    return nodes.map { (lack: lack($0), node: $0) }.min { $0 < $1 }?.node
  }

  /// One line that names the nodes that could not fail at the start and still cannot, or none.
  func warning(_ p: Problem, end: Placement) -> String? {
    let lost = Failover(problem: p, limit: limit, nodes: unprotected).losses(end)
    guard let worst = lost.max(by: { p.guestMemory[$0.vm] < p.guestMemory[$1.vm] }) else {
      return nil
    }
    let names = lost.prefix(5).map { p.nodeName($0.node) }.joined(separator: ", ")
    let more = lost.count > 5 ? " and \(lost.count - 5) more" : ""
    return "\(names)\(more) could not fail at the start and still cannot: "
      + "no other node would have room in one piece for \(p.names[worst.vm])"
  }
}

extension Problem {
  /// A batch after which a protected node may not fail.
  struct Stranding {
    /// The batch, from 1.
    var batch: Int
    /// Where everything is then.
    var state: Placement
    var losses: [Failover.Loss]
  }

  /// The end of an order where that strands a protected node, else the first batch that does.
  func stranding(_ order: Orderer.Order) -> Stranding? {
    guard let standby else { return nil }
    let atEnd = standby.losses(self, order.placement)
    if !atEnd.isEmpty {
      return Stranding(batch: order.batches.count, state: order.placement, losses: atEnd)
    }
    var state = Placement(self)
    for (b, batch) in order.batches.dropLast().enumerated() where isActive(batch[0].vm) {
      for step in batch { state.set(self, step.vm, to: step.to) }
      let losses = standby.losses(self, state)
      if !losses.isEmpty { return Stranding(batch: b + 1, state: state, losses: losses) }
    }
    return nil
  }

  /// `if worker-03 failed, prod/db-01 would find no room (rule one-may-fail)`.
  func words(_ loss: Failover.Loss) -> String {
    let rules = failureRules(about: nodeName(loss.node)).joined(separator: ", ")
    return "if \(nodeName(loss.node)) failed, \(names[loss.vm]) would find no room (rule \(rules))"
  }

  /// The names of the rules that protect a node, or any.
  func failureRules(about node: String? = nil) -> [String] {
    FailureDemands.names(inventory.rules, about: node)
  }
}
