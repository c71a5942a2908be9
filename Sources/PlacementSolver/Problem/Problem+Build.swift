import PlacementModel

extension Problem {
  static func role(of vm: VirtualMachine, drained: Bool, sourceReady: Bool) -> Role {
    if !vm.isActive { return drained ? .idleForced : .idle }
    if vm.isMigrating || (vm.pinned && vm.node != nil) { return .frozen }
    if vm.node == nil { return .unplaced }
    // A live migration needs its source, and what is stopped there may run on.
    if !sourceReady { return .frozen }
    return drained ? .forced : .movable
  }

  /// The members of each rule, in order.
  ///
  /// O(V + members), and V more for each rule with a selector.
  static func members(of groups: [Members?], _ vms: [VirtualMachine]) -> [[Int]] {
    var ids: [String: Int] = [:]
    for (v, vm) in vms.enumerated() { ids[vm.fullName] = v }
    return groups.map { members in
      guard let members else { return [] }
      var found = Set(members.virtualMachines.compactMap { ids[$0] })
      if let selector = members.selector {
        for v in vms.indices where Matching.matches(selector, vms[v].labels) { found.insert(v) }
      }
      return found.sorted()
    }
  }

  static func memberships(
    _ groups: [Group],
    vmCount: Int
  ) -> (start: [Int], rows: [Membership]) {
    var rows = [[Membership]](repeating: [], count: vmCount)
    for (g, group) in groups.enumerated() {
      let owners = Set(group.owners)
      let matched = Set(group.matched)
      for v in group.owners {
        rows[v].append(
          Membership(group: Int32(g), tally: matched.contains(v) ? .both : .owner)
        )
      }
      for v in group.matched where !owners.contains(v) {
        rows[v].append(Membership(group: Int32(g), tally: .matched))
      }
    }
    var start = [0]
    for row in rows { start.append((start.last ?? 0) + row.count) }
    return (start, rows.flatMap { $0 })
  }

  static func validate(_ inventory: Inventory, _ goal: Goal) throws {
    let cluster = inventory.cluster
    guard !cluster.nodes.isEmpty else {
      throw PlanningError(code: .noNodes, message: "the cluster has no nodes")
    }
    let names = Set(cluster.nodes.map(\.name))
    guard names.count == cluster.nodes.count else {
      throw PlanningError(code: .duplicateName, message: "two nodes have the same name")
    }
    guard Set(cluster.virtualMachines.map(\.fullName)).count == cluster.virtualMachines.count
    else {
      throw PlanningError(code: .duplicateName, message: "two virtual machines have the same name")
    }
    for name in goal.drain where !names.contains(name) {
      throw PlanningError(code: .unknownNode, message: "there is no node '\(name)' to drain")
    }
    for vm in cluster.virtualMachines {
      for name in [vm.node, vm.migratingTo].compactMap({ $0 }) where !names.contains(name) {
        throw PlanningError(
          code: .unknownNode,
          message: "'\(vm.fullName)' is on node '\(name)', which is not there"
        )
      }
    }
    let numbers = [
      goal.migrationCost, goal.weights.cpu, goal.weights.memory,
      inventory.policy.overcommit.cpu, inventory.policy.overcommit.memory,
    ]
    guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw PlanningError(
        code: .invalidNumber,
        message: "weights, the migration cost and overcommit ratios are finite and not negative"
      )
    }
    let tolerance = [goal.tolerance.cpu, goal.tolerance.memory, goal.tolerance.count]
    guard (tolerance + goal.terms.values).allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw PlanningError(
        code: .invalidNumber,
        message: "tolerances and the weights of terms are finite and not negative"
      )
    }
    for name in goal.terms.keys.sorted() {
      if let problem = Goal.problem(withTerm: name, rules: inventory.rules) {
        throw PlanningError(code: .unknownTerm, message: problem)
      }
    }
    let weights = TermWeights(goal)
    let lanes: [TermName] = [.balanceCPU, .balanceMemory, .peaks, .bursts]
    if weights[.balanceCount] > 0, let other = lanes.first(where: { weights[$0] > 0 }) {
      throw PlanningError(
        code: .unsupportedTerms,
        message: "'\(TermName.balanceCount.rawValue)' cannot be weighed together with "
          + "'\(other.rawValue)'; give one of them weight 0"
      )
    }
    guard inventory.rules.allSatisfy({ $0.weight.isFinite && $0.weight >= 0 }) else {
      throw PlanningError(
        code: .invalidNumber,
        message: "the weight of a rule is finite and not negative"
      )
    }
  }
}
