import PlacementModel

extension PlanEditor {
  /// Nodes to which a VM could be sent with everything else as planned, best first.
  ///
  /// O(N · groups of the VM).
  public func targets(for vm: String) -> [PlanEditError.Target] {
    vmID[vm].map(targets) ?? []
  }

  /// Why a VM cannot go to a node with everything else as planned, or what that would cost.
  ///
  /// The price is the change of the objective; it is `nil` where there are reasons against it.
  public func whyNot(_ vm: String, on node: String) -> (reasons: [Reason], price: Double?) {
    guard let v = vmID[vm] else {
      return ([Reason(node: nil, code: .unknown, message: "there is no VM '\(vm)'")], nil)
    }
    guard let n = nodeID[node] else {
      return ([Reason(node: nil, code: .unknown, message: "there is no node '\(node)'")], nil)
    }
    let end = self.end
    if Int(end.node[v]) == n { return ([], 0) }
    let reasons = obstacles(v, on: n, end)
    if !reasons.isEmpty { return (reasons, nil) }
    let why = WhyNot(problem: problem, placement: end, start: Placement(problem))
    if let failure = why.failure(v, on: n) { return ([failure], nil) }
    return ([], problem.isActive(v) ? end.change(problem, moving: v, to: n) ?? 0 : 0)
  }

  func targets(_ vm: Int) -> [PlanEditError.Target] {
    let p = problem
    let end = self.end
    let present = end.node[vm]
    let found = p.balanceSet.compactMap { n -> PlanEditError.Target? in
      guard n != Int(present), n != Int(p.start[vm]), obstacles(vm, on: n, end).isEmpty
      else { return nil }
      let change = p.isActive(vm) ? end.change(p, moving: vm, to: n) ?? 0 : 0
      return PlanEditError.Target(node: p.nodeName(n), objective: change)
    }
    return found.sorted { ($0.objective, $0.node) < ($1.objective, $1.node) }
  }

  /// Where everything ends.
  var end: Placement {
    var end = Placement(problem)
    for step in steps where problem.isActive(step.vm) { end.set(problem, step.vm, to: step.to) }
    return end
  }

  /// What keeps a VM off a node with everything else as planned; nothing where it may go there.
  func obstacles(_ vm: Int, on node: Int) -> [Reason] { obstacles(vm, on: node, end) }

  private func obstacles(_ vm: Int, on node: Int, _ end: Placement) -> [Reason] {
    let p = problem
    let isLegal =
      p.isActive(vm)
      ? end.change(p, moving: vm, to: node) != nil : p.couldStart(vm, on: node, end)
    if isLegal { return [] }
    let details = p.inventory.cluster.virtualMachines[vm]
    let why = WhyNot(problem: p, placement: end, start: Placement(p))
    if details.pinned || details.isMigrating { return why.reasons(for: vm) }
    return why.reasons(for: vm, on: node)
  }

  /// No order leads to what an edit wants: a move cannot start when its turn comes.
  func noOrder(
    _ edit: Plan.Edit,
    stuck step: Transit.Step,
    at now: Placement
  ) -> PlanEditError {
    let p = problem
    let why = WhyNot(problem: p, placement: now, start: Placement(p))
    let name = p.names[step.vm]
    let node = p.nodeName(step.to)
    let message =
      switch edit.action {
      case .reorder: "in this order \(name) cannot go to \(node) when its turn comes"
      case .skip where edit.vms.first != name:
        "without it \(name) cannot go to \(node): skip or retarget that migration too"
      default: "then no legal order of moves brings \(name) to \(node)"
      }
    return PlanEditError(
      .noOrder,
      edit,
      message,
      reasons: why.reasons(for: step.vm, on: step.to).filter { $0.code != .maxMigrations },
      targets: edit.action == .reorder ? [] : targets(step.vm)
    )
  }

  /// The moves could be made, but then a node that should be able to fail could not.
  func strands(
    _ edit: Plan.Edit,
    _ stranding: Problem.Stranding,
    _ order: Orderer.Order
  ) -> PlanEditError {
    let p = problem
    let isEnd = stranding.batch == order.batches.count
    let time = isEnd ? "then, " : "then, after batch \(stranding.batch), "
    return PlanEditError(.noOrder, edit, time + (stranding.losses.first.map(p.words) ?? ""))
  }

  /// The moves could be made, but what comes out breaks a rule.
  func illegalEnd(
    _ edit: Plan.Edit,
    _ end: Placement,
    _ nodes: [Int32]
  ) -> PlanEditError {
    let p = problem
    if p.maxMigrations < .max, end.moves + p.leavingStopped(nodes).count > p.maxMigrations {
      return PlanEditError(
        .illegalTarget,
        edit,
        "the plan may hold no more than \(p.maxMigrations) migrations: skip another one first"
      )
    }
    if end.coldMoves > p.downtimeLimit {
      return PlanEditError(
        .illegalTarget,
        edit,
        "VMs may be down for no more than \(Amount.number(p.goal.maxDowntime ?? 0)) s in all: "
          + "skip another cold migration first"
      )
    }
    let broken = p.groups.indices.filter { p.groups[$0].required && !p.isNoWorse($0, end) }
    let names = broken.prefix(3).map { p.groups[$0].name }.joined(separator: ", ")
    if !names.isEmpty {
      return PlanEditError(.noOrder, edit, "that would break \(names)")
    }
    let stopped = p.leavingStopped(nodes).first { !p.couldStart($0, on: Int(nodes[$0]), end) }
    let name = stopped.map { p.names[$0] } ?? "a VM"
    return PlanEditError(.noOrder, edit, "then \(name), which is stopped, could not start there")
  }
}
