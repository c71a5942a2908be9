import PlacementModel

extension Problem {
  /// Turns an inventory and a goal into dense arrays. O(V·classes + N·classes + rules).
  ///
  /// - Throws: ``PlanningError`` where the goal names a node that is not there, or numbers do not
  ///   make sense.
  init(inventory: Inventory, goal: Goal) throws {
    try Self.validate(inventory, goal)
    self.inventory = inventory
    self.goal = goal
    let nodes = inventory.cluster.nodes
    let vms = inventory.cluster.virtualMachines
    let policy = inventory.policy
    var nodeID: [String: Int] = [:]
    for (n, node) in nodes.enumerated() { nodeID[node.name] = n }
    let drained = Set(goal.drain)
    let isDrained = nodes.map { drained.contains($0.name) }
    let inBalance = nodes.indices.map {
      nodes[$0].ready && !nodes[$0].unschedulable && !isDrained[$0]
    }
    self.isDrained = isDrained
    self.inBalance = inBalance
    balanceSet = nodes.indices.filter { inBalance[$0] }
    let measured = balanceSet.allSatisfy { nodes[$0].usage != nil }
    let loadSource = policy.loadSource ?? (measured ? .usage : .requests)
    self.loadSource = loadSource

    names = vms.map(\.fullName)
    start = vms.map { Int32($0.node.flatMap { nodeID[$0] } ?? -1) }
    let role = vms.indices.map { v in
      Self.role(of: vms[v], drained: vms[v].node.map(drained.contains) ?? false)
    }
    self.role = role
    unplaced = role.indices.filter { role[$0] == .unplaced }
    guestMemory = vms.map { $0.guest[.memory].value }
    canMigrateLive = vms.map(\.canMigrateLive)
    price = Self.prices(guestMemory, cost: goal.migrationCost)

    let sizes = Sizes(cluster: inventory.cluster, overcommit: policy.overcommit)
    resources = sizes.resources
    limit = sizes.limit
    requests = sizes.requests
    let usesUsage = loadSource == .usage
    load = vms.map { vm in
      Self.load(usesUsage ? vm.usage : vm.requests, rounded: !usesUsage, count: 1)
    }
    perAllocatable = nodes.map { node in
      let size = Self.load(node.allocatable, rounded: false, count: 1)
      return (1 / size).replacing(with: 0, where: size .<= 0)
    }

    let base = Self.base(
      inventory, sizes: sizes, start: start, load: load, usesUsage: usesUsage, nodeID: nodeID)
    baseRequests = base.requests
    baseLoad = base.load
    inFlight = base.inFlight

    let members = inventory.rules.map { Self.members($0.members, vms) }
    ruleMembers = members
    eligibility = Eligibility(inventory: inventory, members: members)
    let dependencies = zip(inventory.rules, members).compactMap { rule, members in
      if case .dependency = rule.demand, rule.required { members } else { nil }
    }
    self.dependencies = dependencies
    var builder = GroupBuilder(inventory: inventory, inBalance: inBalance)
    let targets = vms.map { $0.isActive ? $0.migratingTo.flatMap { nodeID[$0] } : nil }
    migrationTarget = targets
    let groups = builder.build(members: members, start: start, targets: targets)
    self.groups = groups
    (membershipStart, memberships) = Self.memberships(groups, vmCount: vms.count)
    tallyStart = groups.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.domains.count + 1) }
    let (rows, rowStart) = (memberships, membershipStart)
    mayLift = vms.indices.map { v in
      rows[rowStart[v]..<rowStart[v + 1]].allSatisfy {
        let group = groups[Int($0.group)]
        return !group.required || group.kind != .podAffinity
      }
    }
    let quotas = Self.quotas(inventory, sizes: sizes)
    self.quotas = quotas
    hasInboundSlot = base.inFlight.into.map { $0 < policy.migration.parallelInboundPerNode }
    let homes = start
    mayGo = vms.indices.map { v in
      let isHeld = dependencies.contains { members in
        members.contains(v) && members.contains { $0 != v && targets[$0] != nil }
      }
      let from = Int(homes[v])
      if from >= 0 && isHeld { return (false, false) }
      let hasSlot = from < 0 || base.hasSlot(from: from, policy.migration)
      return (
        hasSlot && quotas.allSatisfy { $0.admits(v, again: true, sizes) },
        quotas.allSatisfy { $0.admits(v, again: false, sizes) }
      )
    }

    let deviation = Self.deviations(
      balanceSet, start: start, vms: vms, load: load, baseLoad: base.load,
      perAllocatable: perAllocatable)
    startDeviation = deviation
    weight = Self.weights(goal, deviation)
    let performance = goal.optimize == .performance
    peak =
      performance
      ? Load(policy.thresholds.cpu.high, policy.thresholds.memory.high, .infinity, .infinity)
      : Load(repeating: .infinity)
    chargesPeaks = performance
    maxMigrations = goal.maxMigrations ?? .max
    perBalanceNode = balanceSet.isEmpty ? 0 : 1 / Double(balanceSet.count)
    (startsOverfull, startTallies, startExcess, startsLonely) = (false, [], [], [])
    measureStart()
  }

  /// Fills in what the start looks like, by which everything later is judged.
  private mutating func measureStart() {
    var used = baseRequests
    var tallies = [Tally](repeating: Tally(), count: tallyStart.last ?? 0)
    for v in names.indices where isActive(v) {
      let n = Int(start[v])
      for m in memberships(of: v) { count(v, m, in: &tallies, at: n, 1) }
      guard n >= 0 else { continue }
      for r in resources.indices {
        used[n * resourceCount + r] += requests[v * resourceCount + r]
      }
    }
    startsOverfull = used.indices.contains { used[$0] > limit[$0] }
    startTallies = tallies
    startExcess = groups.indices.map { excess(of: $0, tallies) }
    startsLonely = groups.indices.map { g in
      guard groups[g].kind == .podAffinity, groups[g].required else { return [] }
      return Set(groups[g].owners.filter { isLonely($0, in: g, at: Int(start[$0]), tallies) })
    }
  }

  private static func role(of vm: VirtualMachine, drained: Bool) -> Role {
    if !vm.isActive { return drained ? .idleForced : .idle }
    if vm.isMigrating || (vm.pinned && vm.node != nil) { return .frozen }
    if vm.node == nil { return .unplaced }
    return drained ? .forced : .movable
  }

  /// What a live move of each VM costs (CONTRACT: 0.05/V + 0.05·mem/M).
  private static func prices(_ guestMemory: [Double], cost: Double) -> [Double] {
    let total = guestMemory.reduce(0, +)
    return guestMemory.map { memory in
      cost * (0.05 / Double(guestMemory.count) + (total > 0 ? 0.05 * memory / total : 0))
    }
  }

  static func members(_ members: Members?, _ vms: [VirtualMachine]) -> [Int] {
    guard let members else { return [] }
    let named = Set(members.virtualMachines)
    return vms.indices.filter { v in
      named.contains(vms[v].fullName)
        || (members.selector != nil && Matching.matches(members.selector, vms[v].labels))
    }
  }

  private static func memberships(
    _ groups: [Group], vmCount: Int
  ) -> (start: [Int], rows: [Membership]) {
    var rows = [[Membership]](repeating: [], count: vmCount)
    for (g, group) in groups.enumerated() {
      let owners = Set(group.owners)
      let matched = Set(group.matched)
      for v in group.owners {
        rows[v].append(
          Membership(group: Int32(g), tally: matched.contains(v) ? .both : .owner))
      }
      for v in group.matched where !owners.contains(v) {
        rows[v].append(Membership(group: Int32(g), tally: .matched))
      }
    }
    var start = [0]
    for row in rows { start.append((start.last ?? 0) + row.count) }
    return (start, rows.flatMap { $0 })
  }

  private static func weights(_ goal: Goal, _ deviation: Load) -> Load {
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

  private static func validate(_ inventory: Inventory, _ goal: Goal) throws {
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
          code: .unknownNode, message: "'\(vm.fullName)' is on node '\(name)', which is not there")
      }
    }
    let numbers = [
      goal.migrationCost, goal.weights.cpu, goal.weights.memory,
      inventory.policy.overcommit.cpu, inventory.policy.overcommit.memory,
    ]
    guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw PlanningError(
        code: .invalidNumber,
        message: "weights, the migration cost and overcommit ratios are finite and not negative")
    }
    guard inventory.rules.allSatisfy({ $0.weight.isFinite && $0.weight >= 0 }) else {
      throw PlanningError(
        code: .invalidNumber, message: "the weight of a rule is finite and not negative")
    }
  }
}
