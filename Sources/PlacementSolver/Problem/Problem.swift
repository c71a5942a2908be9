import PlacementModel

/// A planning task in dense arrays: what every solver, the orderer and the explainer work on.
///
/// Nodes and VMs are their positions in the inventory, resources their positions in
/// ``resources``. Two-dimensional data is stored row by row: `limit[node * R + resource]`.
///
/// A class, so that handing it on costs one reference count and not one for each array. Nothing
/// changes once it is made; unchecked only because what the start looks like is computed from
/// the rest of it.
final class Problem: @unchecked Sendable {
  let inventory: Inventory
  let goal: Goal
  let loadSource: LoadSource

  // MARK: Nodes

  /// Whether a node is Ready, schedulable and not drained.
  let inBalance: [Bool]
  /// The nodes of the balance set.
  let balanceSet: [Int]
  /// The place of each node in the balance set, -1 for the others.
  let balancePosition: [Int]
  let isDrained: [Bool]
  /// Every resource that anything mentions: cpu, memory, then by name.
  let resources: [ResourceName]
  /// Requests that fit, node by resource; `Int64.max` where there is no limit.
  let limit: [Int64]
  /// Requests of what never moves: other pods, and migrations of others that arrive.
  let baseRequests: [Int64]
  /// Load of what never moves: cores, bytes, and a number of VMs that is 0.
  let baseLoad: [Load]
  /// One over what is allocatable (0 where nothing is), and 1 for the number of VMs.
  let perAllocatable: [Load]
  /// Migrations of others in flight: all, away from a node, into a node.
  let inFlight: (total: Int, out: [Int], into: [Int])
  /// Whether a node may take a live migration in beside those of others.
  let hasInboundSlot: [Bool]

  // MARK: Virtual machines

  let names: [String]
  /// The node at the start, -1 for none.
  let start: [Int32]
  let role: [Role]
  /// The node on which each VM must end by stipulation; empty where nothing is stipulated.
  let stipulated: [Int32?]
  /// The VMs that wait for a node.
  let unplaced: [Int]
  /// VMs that may move, but not of their own accord: only for what must be done.
  let outOfScope: [Bool]
  /// Requests, VM by resource; a stopped VM's are those it would have.
  let requests: [Int64]
  /// Load in the view that is balanced: cores, bytes, and 1 for the number of VMs.
  let load: [Load]
  /// Guest memory in bytes.
  let guestMemory: [Double]
  let canMigrateLive: [Bool]
  /// What migrations of others and quotas leave possible throughout the plan: a second pod for a
  /// live migration, a pod in place of the old one.
  let mayGo: [(live: Bool, cold: Bool)]
  /// Whether a stopped VM may be moved at all.
  let mayMoveStopped: [Bool]
  /// The price of a live move; ``MoveTerm`` says what multiplies it for other moves.
  let price: [Double]
  let eligibility: Eligibility

  // MARK: Rules and objective

  let groups: [Group]
  /// The groups of each VM, with its part in them: a compressed row for each VM.
  let memberships: [Membership]
  let membershipStart: [Int]
  /// Where each group's tallies begin: one for each domain and one for no domain; see ``Tallies``.
  let tallyStart: [Int]
  /// The tallies and excesses at the start, the yardstick of "not worse".
  private(set) var startTallies: Tallies
  private(set) var startExcess: [Int] = []
  /// Owners of each required group that do not have at the start what it asks.
  private(set) var ownersAmiss: [Set<Int>] = []
  /// The node another actor moves a VM to.
  let migrationTarget: [Int?]
  /// The rules' members by rule, stopped VMs included.
  let ruleMembers: [[Int]]
  /// VMs that must never be in flight together.
  let dependencies: Dependencies
  let quotas: [Quota]
  /// The terms of the objective.
  let objective: Objective
  /// Standard deviations at the start.
  let startDeviation: Load
  /// The limit on migrations, for all VMs together.
  let maxMigrations: Int
  /// How many moves searches add up to, forced ones aside: they leave to stopped VMs on drained nodes
  /// their part of the limit, so that as few as can be are left there.
  let migrationLimit: Int
  /// How many active VMs may go cold.
  let downtimeLimit: Int
  /// One over the size of the balance set.
  let perBalanceNode: Double
  /// Whether any node is overfull at the start.
  private(set) var startsOverfull = false
  /// What rules ask for the failure of nodes; `nil` where nothing is asked.
  private(set) var standby: Standby?
  /// What inner loops read; the memory is the arena's.
  private(set) var tables: Tables
  private let arena = Arena()

  /// Cpu, memory, number of VMs, and an unused lane: what is balanced, side by side.
  typealias Load = SIMD4<Double>

  enum Role: UInt8 {
    /// May move.
    case movable
    /// Must leave its node: it is drained, or another one is stipulated.
    case forced
    /// Waits for a node.
    case unplaced
    /// Never moves: pinned, moved by another actor, on a node that is not Ready, or stipulated to
    /// stay.
    case frozen
    /// Does not run, on a node that is not drained, or nowhere.
    case idle
    /// Does not run, on a drained node.
    case idleForced
  }

  struct Membership {
    var group: Int32
    var tally: Tally.Role
  }

  /// Turns an inventory and a goal into dense arrays.
  ///
  /// O(V·classes + N·classes + rules).
  ///
  /// - Throws: ``PlanningError`` where the goal names a node that is not there, or numbers do not
  ///   make sense.
  init(
    inventory: Inventory,
    goal: Goal,
    stipulations: Stipulations = Stipulations()
  ) throws {
    try Self.validate(inventory, goal)
    let inventory = inventory.chargingRestarts(allowedBy: goal)
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
    var position = [Int](repeating: -1, count: nodes.count)
    for (i, n) in balanceSet.enumerated() { position[n] = i }
    balancePosition = position
    let measured = balanceSet.allSatisfy { nodes[$0].usage != nil }
    let loadSource = policy.loadSource ?? (measured ? .usage : .requests)
    self.loadSource = loadSource

    names = vms.map(\.fullName)
    let homes = vms.map { Int32($0.node.flatMap { nodeID[$0] } ?? -1) }
    start = homes
    var role = vms.indices.map { v in
      Self.role(
        of: vms[v],
        drained: vms[v].node.map(drained.contains) ?? false,
        sourceReady: homes[v] < 0 || nodes[Int(homes[v])].ready
      )
    }
    stipulated = try Self.stipulate(stipulations, inventory, nodeID, start: start, &role)
    self.role = role
    unplaced = role.indices.filter { role[$0] == .unplaced }
    // Nodes outside the balance set are not there to even out the others.
    outOfScope = role.indices.map { v in
      role[v] == .movable && homes[v] >= 0 && !inBalance[Int(homes[v])]
    }
    guestMemory = vms.map { $0.guest[.memory].value }
    canMigrateLive = vms.map(\.canMigrateLive)
    let mayMoveStopped = vms.map { !$0.pinned && !$0.isMigrating }
    self.mayMoveStopped = mayMoveStopped
    let weights = TermWeights(goal)
    let prices = ExcessPrices(weights, vmCount: vms.count)
    price = zip(vms, MoveTerm.livePrices(guestMemory, weight: weights[.moves])).map {
      $1 * policy.priceFactor(of: $0)
    }

    let sizes = Sizes(
      cluster: inventory.cluster,
      overcommit: policy.overcommit,
      rules: inventory.rules,
      inBalance: inBalance
    )
    resources = sizes.resources
    limit = sizes.limit
    requests = sizes.requests
    let usesUsage = loadSource == .usage
    load = vms.map { vm in
      Self.load(usesUsage ? vm.usage : vm.requests, rounded: !usesUsage, count: 1)
    }
    let perAllocatable = nodes.map { node in
      let size = Self.load(node.allocatable, rounded: false, count: 1)
      return (1 / size).replacing(with: 0, where: size .<= 0)
    }
    self.perAllocatable = perAllocatable

    let base = Self.base(
      inventory,
      sizes: sizes,
      start: start,
      load: load,
      usesUsage: usesUsage,
      nodeID: nodeID
    )
    baseRequests = base.requests
    baseLoad = base.load
    inFlight = base.inFlight

    let members = Self.members(of: inventory.rules.map(\.members), vms)
    ruleMembers = members
    let eligibility = Eligibility(inventory: inventory, members: members, prices: prices)
    self.eligibility = eligibility
    let dependencies = Dependencies(inventory, members: members)
    self.dependencies = dependencies
    var builder = GroupBuilder(inventory: inventory, inBalance: inBalance, prices: prices)
    let targets = vms.map { $0.isActive ? $0.migratingTo.flatMap { nodeID[$0] } : nil }
    migrationTarget = targets
    let groups = builder.build(members: members, start: start, targets: targets)
    self.groups = groups
    (membershipStart, memberships) = Self.memberships(groups, vmCount: vms.count)
    (tallyStart, startTallies) = Tallies.layout(groups)
    let quotas = Quota.all(inventory, sizes)
    self.quotas = quotas
    hasInboundSlot = base.inFlight.into.map { $0 < policy.migration.parallelInboundPerNode }
    mayGo = vms.indices.map { v in
      let isHeld = dependencies.companion(of: v) { targets[$0] != nil } != nil
      let from = Int(homes[v])
      if from >= 0 && isHeld { return (false, false) }
      let hasSlot = from < 0 || base.hasSlot(from: from, policy.migration)
      return (
        hasSlot && quotas.allSatisfy { $0.admits(v, again: true, sizes) },
        quotas.allSatisfy { $0.admits(v, again: false, sizes) }
          && (vms[v].maxDowntime.map { policy.migration.coldDowntime <= $0 } ?? true)
          && Self.mayRestart(vms[v], goal)
      )
    }

    let deviation = Self.deviations(
      balanceSet,
      start: start,
      vms: vms,
      load: load,
      baseLoad: base.load,
      perAllocatable: perAllocatable
    )
    startDeviation = deviation
    objective = Objective(goal, weights, inventory, balanceSet: balanceSet, start: deviation)
    let most = goal.maxMigrations ?? .max
    maxMigrations = most
    let targetNodes = balanceSet
    let leaving = role.indices.count { v in
      most < .max && role[v] == .idleForced && mayMoveStopped[v]
        && targetNodes.contains { eligibility.admits(v, on: $0) }
    }
    migrationLimit = max(0, most - leaving)
    downtimeLimit = Self.coldMoves(within: goal.maxDowntime, policy.migration)
    perBalanceNode = balanceSet.isEmpty ? 0 : 1 / Double(balanceSet.count)
    tables = Tables(arena: arena)
    measureStart()
    standby = Standby(self)
  }

  /// Whether a cold move neither loses data nor starts a changed template, or may.
  static func mayRestart(_ vm: VirtualMachine, _ goal: Goal) -> Bool {
    vm.losesOnRestart.isEmpty && vm.restartPending == nil
      || goal.coldFallback == .always || goal.allowRestart.contains(vm.fullName)
  }

  /// How many cold moves a downtime in all is enough for.
  private static func coldMoves(within seconds: Double?, _ policy: MigrationPolicy) -> Int {
    guard let seconds, policy.coldDowntime > 0 else { return .max }
    return Int(min(1e9, max(0, seconds) / policy.coldDowntime * (1 + 1e-9)))
  }

  /// Fills in what the start looks like, by which everything later is judged.
  private func measureStart() {
    var used = baseRequests
    var tallies = startTallies
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
    ownersAmiss = groups.indices.map { g in
      groups[g].required ? groups[g].kind.meaning.ownersAmiss(g, tallies, in: self) : []
    }
    let broken = zip(groups, startExcess).reduce(0.0) { $0 + ($1.0.required ? Double($1.1) : 0) }
    let standing = names.indices.reduce(0) { sum, v in
      isActive(v) && start[v] >= 0 ? sum + brokenRules(v, Int(start[v])) : sum
    }
    let overload = used.indices.reduce(0.0) { $0 + Placement.overload(used[$1], limit[$1]) }
    let weights = levelWeights(required: broken + Double(standing) + overload)
    tables = Tables(self, arena: arena, levels: weights)
  }

  var nodeCount: Int { inBalance.count }
  var vmCount: Int { names.count }
  var resourceCount: Int { resources.count }

  /// Whether a VM's pod exists or should.
  func isActive(_ vm: Int) -> Bool { role[vm] != .idle && role[vm] != .idleForced }

  /// What a VM's being on a node costs by itself: preferences not met.
  @inline(__always)
  func stayCost(_ vm: Int, _ node: Int) -> Double {
    eligibility.softCost[eligibility.index(vm, node)]
  }

  /// Required rules that a VM breaks by being on a node.
  @inline(__always)
  func brokenRules(_ vm: Int, _ node: Int) -> Int {
    Int(eligibility.brokenRules[eligibility.index(vm, node)])
  }

  /// What the levels ask of a VM.
  func duty(of vm: Int) -> Tables.Duty {
    switch role[vm] {
    case .forced: .leave
    case .unplaced: .arrive
    case .movable: outOfScope[vm] ? .stay : .none
    case .frozen, .idle, .idleForced: .none
    }
  }

  /// The groups that a VM belongs to.
  @inline(__always)
  func memberships(of vm: Int) -> ArraySlice<Membership> {
    memberships[membershipStart[vm]..<membershipStart[vm + 1]]
  }
}
