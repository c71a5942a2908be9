import PlacementModel

extension Problem {
  static func role(of vm: VirtualMachine, drained: Bool) -> Role {
    if !vm.isActive { return drained ? .idleForced : .idle }
    if vm.isMigrating || (vm.pinned && vm.node != nil) { return .frozen }
    if vm.node == nil { return .unplaced }
    return drained ? .forced : .movable
  }

  /// What a live move of each VM costs (CONTRACT: 0.05/V + 0.05·mem/M).
  static func prices(_ guestMemory: [Double], cost: Double) -> [Double] {
    let total = guestMemory.reduce(0, +)
    return guestMemory.map { memory in
      cost * (0.05 / Double(guestMemory.count) + (total > 0 ? 0.05 * memory / total : 0))
    }
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

  static func weights(_ goal: Goal, _ deviation: Load) -> Load {
    let share: Load
    switch goal.optimize {
    case .cpu: share = [1, 0, 0, 0]
    case .memory: share = [0, 1, 0, 0]
    case .count: share = [0, 0, 1, 0]
    case .none: share = .zero
    case .balance, .performance:
      let weights = goal.weights.normalized
      share = [weights.cpu, weights.memory, 0, 0]
    }
    // A resource that is calm already does not matter: the normaliser has a floor.
    return share / pointwiseMax(deviation, [0.01, 0.01, 0.5, 1])
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
    guard inventory.rules.allSatisfy({ $0.weight.isFinite && $0.weight >= 0 }) else {
      throw PlanningError(
        code: .invalidNumber,
        message: "the weight of a rule is finite and not negative"
      )
    }
  }
}
