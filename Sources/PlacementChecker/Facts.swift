import PlacementModel

/// What the checker knows of an inventory and a goal, with every name replaced by a number.
///
/// Nodes, VMs, resources, topology keys, domains and groups are addressed by their index; ``none``
/// stands for no node and no domain.
struct Facts: Sendable {
  /// No node, no domain.
  static let none = -1

  let goal: Goal
  let policy: Policy
  let nodes: [Node]
  let vms: [VirtualMachine]
  let nodeIndex: [String: Int]
  let vmIndex: [String: Int]

  /// Where each VM is at the start.
  let home: [Int]
  /// The node to which another actor moves a VM now.
  let secondNode: [Int]
  let active: [Bool]
  let frozen: [Bool]
  let drained: [Bool]
  let balanced: [Bool]
  /// The nodes of the balance set, ascending.
  let balanceSet: [Int]
  let loadSource: LoadSource

  /// The resources by index: cpu, memory and pods are the first three.
  let resources: [ResourceName]
  /// What each VM requests, as the scheduler counts it.
  let vmRequests: [[Charge]]
  /// Requests of everything that is no VM, node by node.
  let reserved: [[Charge]]
  /// The capacity limits, resource by resource within node by node; `nil` is no limit.
  let limits: [Int128?]

  /// Domains of each topology key, node by node.
  let domains: [[Int]]
  let domainNames: [[String]]
  /// The rules on several VMs.
  let groups: [Group]
  /// The groups that count a VM: it is a member, or the term matches it.
  let countedIn: [[Int]]
  /// The groups whose term a VM carries.
  let carries: [[Int]]
  /// Fence and ban rules of each VM.
  let placeRules: [[PlaceRule]]
  /// The names of the inventory's rules.
  let ruleNames: Set<String>
  let quotas: [Quota]
  /// The required dependency rules each VM is a member of.
  let dependenciesOf: [[Int]]
  let dependencies: [Dependency]

  /// VMs that another actor moves now.
  let inFlight: [Int]
  let totalGuestMemory: Double
  /// What is wrong with the inventory or the goal itself.
  let defects: [String]

  /// Reads an inventory.
  init(inventory: Inventory, goal: Goal) {
    // What may be restarted with another size requests the larger of the two.
    let inventory = inventory.chargingRestarts(allowedBy: goal)
    let cluster = inventory.cluster
    var defects: [String] = []
    let nodes = cluster.nodes
    let vms = cluster.virtualMachines
    var nodeIndex: [String: Int] = [:]
    for (n, node) in nodes.enumerated() {
      if nodeIndex[node.name] != nil { defects.append("node \(node.name) occurs twice") }
      nodeIndex[node.name] = nodeIndex[node.name] ?? n
    }
    var vmIndex: [String: Int] = [:]
    for (v, vm) in vms.enumerated() {
      if vmIndex[vm.fullName] != nil { defects.append("VM \(vm.fullName) occurs twice") }
      vmIndex[vm.fullName] = vmIndex[vm.fullName] ?? v
    }
    func node(_ name: String?, _ what: () -> String) -> Int {
      guard let name else { return Self.none }
      if let n = nodeIndex[name] { return n }
      defects.append("\(what()) names node \(name), which is not there")
      return Self.none
    }
    home = vms.map { vm in node(vm.node) { "VM \(vm.fullName)" } }
    let second = vms.map { vm in node(vm.migratingTo) { "migratingTo of VM \(vm.fullName)" } }
    active = vms.map(\.isActive)
    var drained = [Bool](repeating: false, count: nodes.count)
    for name in goal.drain {
      let n = node(name) { "the goal's drain" }
      if n != Self.none { drained[n] = true }
    }
    // A stopped VM has no pod that could be on two nodes.
    let home = self.home
    secondNode = vms.indices.map {
      vms[$0].isActive && second[$0] != home[$0] ? second[$0] : Self.none
    }
    let balanced = nodes.indices.map {
      nodes[$0].ready && !nodes[$0].unschedulable && !drained[$0]
    }
    // What runs on a node that is not Ready cannot be moved at all.
    frozen = vms.indices.map { v in
      let isOut = vms[v].isActive && home[v] != Self.none && !nodes[home[v]].ready
      return vms[v].pinned || vms[v].isMigrating || isOut
    }
    self.drained = drained
    self.balanced = balanced
    balanceSet = nodes.indices.filter { balanced[$0] }
    loadSource =
      inventory.policy.loadSource
      ?? (balanceSet.allSatisfy { nodes[$0].usage != nil } ? .usage : .requests)

    let ledger = Ledger(
      cluster: cluster,
      policy: inventory.policy,
      rules: inventory.rules,
      open: balanced
    )
    resources = ledger.resources
    vmRequests = ledger.vmRequests
    reserved = ledger.reserved
    limits = ledger.limits

    var builder = GroupBuilder(cluster: cluster, vmIndex: vmIndex, balanced: balanced)
    builder.read(inventory.rules, weights: TermWeights(goal), ledger: ledger)
    builder.readWorkloads(inventory.policy)
    builder.readTerms()
    domains = builder.domains
    domainNames = builder.domainNames
    groups = builder.groups
    countedIn = builder.countedIn
    carries = builder.carries
    placeRules = builder.placeRules
    ruleNames = Set(inventory.rules.map(\.name))
    quotas = builder.quotas
    dependencies = builder.dependencies
    var dependenciesOf = [[Int]](repeating: [], count: vms.count)
    for (d, dependency) in builder.dependencies.enumerated() {
      for vm in dependency.members { dependenciesOf[vm].append(d) }
    }
    self.dependenciesOf = dependenciesOf

    inFlight = vms.indices.filter { vms[$0].isActive && vms[$0].migratingTo != nil }
    totalGuestMemory = vms.reduce(0) { $0 + $1.guest[.memory].value }
    self.goal = goal
    self.policy = inventory.policy
    self.nodes = nodes
    self.vms = vms
    self.nodeIndex = nodeIndex
    self.vmIndex = vmIndex
    self.defects = defects
  }

  /// Whether a VM is on a drained node and must leave.
  func isForced(_ vm: Int) -> Bool { home[vm] != Self.none && mustLeave(vm, home[vm]) }

  /// Whether a VM may not stay on a node: it is drained, or another actor moves the VM to a drained
  /// one.
  ///
  /// What another actor moves off for good is on its way.
  func mustLeave(_ vm: Int, _ node: Int) -> Bool {
    if secondNode[vm] != Self.none { return drained[secondNode[vm]] }
    return drained[node]
  }

  /// Whether a VM moves only for what must be done.
  func isOutOfScope(_ vm: Int) -> Bool {
    active[vm] && home[vm] != Self.none && !isForced(vm) && !balanced[home[vm]]
  }

  /// Whether a VM waits for its first node.
  func isUnplaced(_ vm: Int) -> Bool {
    active[vm] && home[vm] == Self.none && vms[vm].node == nil
  }

  /// Whether a VM that could go live may go cold.
  func coldFallbackAllows(_ vm: Int) -> Bool {
    switch goal.coldFallback {
    case .always: true
    case .forced: isForced(vm)
    case .never: false
    }
  }
}
