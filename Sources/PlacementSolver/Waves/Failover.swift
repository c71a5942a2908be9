import PlacementModel

/// Whether the VMs of a node that fails would find room on the others.
///
/// Largest first, each goes to the emptiest node that takes it: see <doc:LegalPlans>. Where that
/// finds room there is room; where it does not, there may be.
struct Failover {
  private let problem: Problem
  /// What fits, node by resource.
  private let limit: [Int64]
  /// The nodes that may fail.
  private let nodes: [Int]

  /// Prepares for any node that is Ready and not away, within the capacity limits.
  init(problem: Problem) {
    let nodes = problem.inventory.cluster.nodes
    self.init(
      problem: problem,
      limit: problem.limit,
      nodes: nodes.indices.filter { nodes[$0].ready && !problem.isDrained[$0] }
    )
  }

  /// Prepares for some nodes, within limits.
  init(problem: Problem, limit: [Int64], nodes: [Int]) {
    self.problem = problem
    self.limit = limit
    self.nodes = nodes
  }

  /// A node that may not fail.
  struct Loss: Sendable {
    var node: Int
    /// The first of its VMs that finds no room; smaller ones may find none either.
    var vm: Int
    /// The resource that most of the other nodes lack for it.
    var resource: Int
  }

  /// The nodes whose failure leaves a VM without a node.
  func strandedNodes(_ placement: Placement) -> [Int] { losses(placement).map(\.node) }

  /// The nodes whose failure leaves a VM without a node, and that VM.
  ///
  /// O(V·N) in the worst case, O(V + N²) in most.
  func losses(_ placement: Placement) -> [Loss] {
    let p = problem
    var guests = [[Int]](repeating: [], count: p.nodeCount)
    for v in 0..<p.vmCount where p.isActive(v) && p.migrationTarget[v] == nil {
      let n = Int(placement.node[v])
      if n >= 0 { guests[n].append(v) }
    }
    return nodes.compactMap { loss(of: $0, guests[$0], placement) }
  }

  private func loss(of n: Int, _ guests: [Int], _ placement: Placement) -> Loss? {
    let p = problem
    let count = p.resourceCount
    let memory = p.resources.firstIndex(of: .memory) ?? 0
    let lost = guests.filter { hasOtherHome($0, than: n) }
      .sorted {
        (p.requests[$1 * count + memory], $0) < (p.requests[$0 * count + memory], $1)
      }
    guard !lost.isEmpty else { return nil }
    var state = placement
    for v in lost { state.set(p, v, to: -1) }
    func share(_ node: Int) -> Double {
      let limit = limit[node * count + memory]
      return limit > 0 ? Double(state.used[node * count + memory]) / Double(limit) : .infinity
    }
    for v in lost {
      // The emptiest that takes it; most often it is the emptiest of all.
      var open = p.balanceSet.filter { $0 != n }.map { (share: share($0), node: $0) }
      var target: Int?
      while target == nil, let best = open.indices.min(by: { open[$0] < open[$1] }) {
        let node = open.remove(at: best).node
        if admits(v, node, state) { target = node }
      }
      guard let target else { return Loss(node: n, vm: v, resource: shortage(v, n, state)) }
      state.set(p, v, to: target)
    }
    return nil
  }

  /// The resource that most nodes lack for a VM, memory where none is lacking.
  private func shortage(_ v: Int, _ n: Int, _ state: Placement) -> Int {
    let p = problem
    let count = p.resourceCount
    let memory = p.resources.firstIndex(of: .memory) ?? 0
    var worst = (resource: memory, nodes: 0)
    for r in 0..<count {
      let nodes = p.balanceSet.count { m in
        m != n && state.used[m * count + r] + p.requests[v * count + r] > limit[m * count + r]
      }
      if nodes > worst.nodes { worst = (r, nodes) }
    }
    return worst.resource
  }

  /// Whether a VM that is nowhere could start on a node with no required rule the worse for it.
  private func admits(_ v: Int, _ n: Int, _ state: Placement) -> Bool {
    let p = problem
    guard p.eligibility.admits(v, on: n) else { return false }
    let count = p.resourceCount
    for r in 0..<count
    where state.used[n * count + r] + p.requests[v * count + r] > limit[n * count + r] {
      return false
    }
    return p.memberships(of: v).allSatisfy { m in
      let g = Int(m.group)
      guard p.groups[g].required else { return true }
      let after = p.excess(
        of: g,
        state.tallies,
        state.excess[g],
        moving: v,
        as: m.tally,
        from: -1,
        to: n
      )
      let start = GroupStart(g: g, part: m.tally, domain: p.domain(g, n))
      return after <= state.excess[g]
        && p.groups[g].kind.meaning.schedules(start, state.tallies, in: p)
    }
  }

  /// Whether the rules on one VM and one node allow any other node, whatever its state.
  private func hasOtherHome(_ v: Int, than n: Int) -> Bool {
    (0..<problem.nodeCount).contains { $0 != n && problem.eligibility.admits(v, on: $0) }
  }
}
