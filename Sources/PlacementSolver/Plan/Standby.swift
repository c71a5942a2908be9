import PlacementModel

/// Whether the room that reserve rules keep for the failure of a node would really do.
///
/// The rule keeps enough in all; whether large VMs fit into the pieces is another question.
struct Standby {
  private let problem: Problem
  private let end: Placement
  /// What fits once the reserve is used, node by resource.
  private let limit: [Int64]
  private let isMeant: [Bool]

  /// Prepares for a plan's end; `nil` where no rule asks for it.
  init?(problem: Problem, end: Placement) {
    let cluster = problem.inventory.cluster
    var isMeant = [Bool](repeating: false, count: problem.nodeCount)
    var rules = problem.inventory.rules
    for r in rules.indices where rules[r].required {
      guard case .reserve(let names, let free, let share, let failures) = rules[r].demand,
        failures > 0
      else { continue }
      let meant = problem.inBalance.indices.filter {
        names.isEmpty || names.contains(cluster.nodes[$0].name)
      }
      rules[r].demand = .reserve(nodes: names, free: free, share: share)
      let open = meant.filter { problem.inBalance[$0] }
      // Where as many have failed as may, nothing is kept any more.
      guard meant.count - open.count < failures else { continue }
      for n in open { isMeant[n] = true }
    }
    guard isMeant.contains(true) else { return nil }
    self.problem = problem
    self.end = end
    self.isMeant = isMeant
    limit =
      Sizes(
        cluster: cluster,
        overcommit: problem.inventory.policy.overcommit,
        rules: rules,
        inBalance: problem.inBalance
      ).limit
  }

  /// One line that names the nodes whose VMs would not all find room, or none.
  func warning() -> String? {
    var stranded: [(node: Int, vms: [Int])] = []
    for n in problem.balanceSet where isMeant[n] {
      let vms = homeless(n)
      if !vms.isEmpty { stranded.append((n, vms)) }
    }
    guard let worst = stranded.max(by: { $0.vms.count < $1.vms.count }) else { return nil }
    let names = worst.vms.prefix(3).map { problem.names[$0] }.joined(separator: ", ")
    let more = worst.vms.count > 3 ? " and \(worst.vms.count - 3) more" : ""
    return "enough is kept free in all, but not in one piece: if \(problem.nodeName(worst.node)) "
      + "failed, no node would have room for \(names)\(more)"
      + (stranded.count > 1 ? "; \(stranded.count) nodes cannot be taken over from" : "")
  }

  /// The VMs of a node that find no place elsewhere, largest first and each where it fits closest.
  ///
  /// O(VMs of the node × N × resources).
  private func homeless(_ n: Int) -> [Int] {
    let p = problem
    let count = p.resourceCount
    var used = end.used
    let vms = (0..<p.vmCount).filter { Int(end.node[$0]) == n && p.isActive($0) }
    return vms.sorted { size($0) > size($1) }.filter { v in
      var best: (node: Int, free: Double)?
      for m in p.balanceSet where m != n && p.mayStart(v, on: m) {
        var free = Double.infinity
        for r in 0..<count where p.requests[v * count + r] > 0 {
          let i = m * count + r
          let left = limit[i] == .max ? .max : limit[i] - used[i] - p.requests[v * count + r]
          free = min(free, left < 0 ? -1 : Double(left) / Double(max(1, limit[i])))
        }
        if free >= 0, best.map({ free < $0.free }) ?? true { best = (m, free) }
      }
      guard let best else { return true }
      for r in 0..<count { used[best.node * count + r] += p.requests[v * count + r] }
      return false
    }
  }

  /// The largest share of cpu or memory that a VM takes of an average node.
  private func size(_ v: Int) -> Double {
    let p = problem
    let load = Problem.load(
      p.inventory.cluster.virtualMachines[v].requests,
      rounded: true,
      count: 0
    )
    let mean = p.balanceSet.reduce(Problem.Load.zero) { $0 + p.perAllocatable[$1] }
    return max(load[0] * mean[0], load[1] * mean[1])
  }
}
