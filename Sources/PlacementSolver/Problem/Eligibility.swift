import PlacementModel

/// Which rules on one VM and one node a pair breaks.
struct Obstacles: OptionSet {
  var rawValue: UInt16

  static let taint = Obstacles(rawValue: 1 << 0)
  static let nodeSelector = Obstacles(rawValue: 1 << 1)
  static let nodeAffinity = Obstacles(rawValue: 1 << 2)
  static let cpuModel = Obstacles(rawValue: 1 << 3)
  /// The guest's CPU binds a live migration only.
  static let liveCPUModel = Obstacles(rawValue: 1 << 4)
  static let localVolume = Obstacles(rawValue: 1 << 5)
  static let fence = Obstacles(rawValue: 1 << 6)
  static let ban = Obstacles(rawValue: 1 << 7)
  /// A label that KubeVirt demands.
  static let nodeLabel = Obstacles(rawValue: 1 << 8)
}

/// The rules on one VM and one node, tabulated by class: VMs that no rule tells apart share one.
struct Eligibility {
  /// The class of each VM.
  var classOf: [Int32] = []
  var nodeCount: Int
  /// What each class × node breaks.
  var obstacles: [Obstacles] = []
  /// What a cold move of each class to each node breaks: the template starts there.
  var coldObstacles: [Obstacles] = []
  /// The cost to the objective of a VM of the class being on the node: preferences not met.
  var softCost: [Double] = []
  /// Required rules that a VM of the class breaks by staying on the node.
  var brokenRules: [Int16] = []

  /// What makes two VMs alike; everything in it is compared, nothing else matters.
  private struct Key: Hashable {
    var nodeSelector: [String: String]
    var nodeAffinity: NodeAffinity
    var tolerations: [Toleration]
    var cpuSelector: [String: String]
    var liveCPUSelector: [String: String]
    var volumes: [NodeSelector]
    var demandedLabels: [DemandedLabel]
    var pending: PendingRestart?
    var rules: [Int]
  }

  init(inventory: Inventory, members: [[Int]], prices: ExcessPrices) {
    let nodes = inventory.cluster.nodes
    let vms = inventory.cluster.virtualMachines
    nodeCount = nodes.count
    var rulesOf = [[Int]](repeating: [], count: vms.count)
    for (r, rule) in inventory.rules.enumerated() {
      guard rule.demand.meaning.placeRule != nil else { continue }
      for v in members[r] { rulesOf[v].append(r) }
    }
    var known: [Key: Int32] = [:]
    classOf.reserveCapacity(vms.count)
    for (v, vm) in vms.enumerated() {
      let key = Key(
        nodeSelector: vm.nodeSelector,
        nodeAffinity: vm.affinity.nodeAffinity,
        tolerations: vm.tolerations,
        cpuSelector: vm.cpuSelector,
        liveCPUSelector: vm.liveCPUSelector,
        volumes: vm.volumeNodeAffinity,
        demandedLabels: vm.demandedLabels,
        pending: vm.restartPending,
        rules: rulesOf[v]
      )
      if let id = known[key] {
        classOf.append(id)
        continue
      }
      classOf.append(Int32(known.count))
      known[key] = Int32(known.count)
      for node in nodes { append(vm, node, rulesOf[v].map { inventory.rules[$0] }, prices) }
    }
  }

  private mutating func append(
    _ vm: VirtualMachine,
    _ node: Node,
    _ rules: [Rule],
    _ prices: ExcessPrices
  ) {
    var found: Obstacles = []
    var soft = 0.0
    var broken: Int16 = 0
    let untolerated = Matching.untolerated(node, by: vm.tolerations)
    let repelling = untolerated.filter { $0.effect != .preferNoSchedule }
    soft +=
      prices.preferred(weight: ObjectiveConstants.taintWeight)
      * Double(untolerated.count - repelling.count)
    if !repelling.isEmpty { found.insert(.taint) }
    // Taints under this prefix tell a node's state; they are no reason to move what runs there.
    if repelling.contains(where: { !$0.key.hasPrefix("node.kubernetes.io/") }) { broken += 1 }
    if !Matching.carries(vm.nodeSelector, node) {
      found.insert(.nodeSelector)
      broken += 1
    }
    if let required = vm.affinity.nodeAffinity.required, !Matching.matches(required, node) {
      found.insert(.nodeAffinity)
      broken += 1
    }
    soft += prices.preferred(
      weight: Self.unmetPreferences(vm.affinity.nodeAffinity.preferred, node)
    )
    if !vm.demandedLabels.allSatisfy({ Matching.satisfies($0, node) }) { found.insert(.nodeLabel) }
    if !Matching.carries(vm.cpuSelector, node) { found.insert(.cpuModel) }
    if !Matching.carries(vm.liveCPUSelector, node) { found.insert(.liveCPUModel) }
    if !vm.volumeNodeAffinity.allSatisfy({ Matching.matches($0, node) }) {
      found.insert(.localVolume)
    }
    for rule in rules {
      guard let place = rule.demand.meaning.placeRule, place.excludes(node.name) else { continue }
      if rule.required {
        found.insert(place.obstacle)
        broken += 1
      } else {
        soft += prices.price(of: rule)
      }
    }
    obstacles.append(found)
    coldObstacles.append(Self.cold(vm, node, found))
    softCost.append(soft)
    brokenRules.append(broken)
  }

  /// What stands in the way of the template, from what stands in that of the running VM.
  private static func cold(_ vm: VirtualMachine, _ node: Node, _ live: Obstacles) -> Obstacles {
    var found = live.subtracting(.liveCPUModel)
    if let selector = vm.restartPending?.nodeSelector {
      found.remove(.nodeSelector)
      if !Matching.carries(selector, node) { found.insert(.nodeSelector) }
    }
    if let affinity = vm.restartPending?.nodeAffinity {
      found.remove(.nodeAffinity)
      if let required = affinity.required, !Matching.matches(required, node) {
        found.insert(.nodeAffinity)
      }
    }
    return found
  }

  /// The weights of the preferred terms that a node does not match.
  ///
  /// The scheduler skips empty ones.
  private static func unmetPreferences(
    _ preferred: [NodeAffinity.PreferredNode],
    _ node: Node
  ) -> Double {
    preferred.reduce(0) { weight, choice in
      let term = choice.preference
      let isEmpty = term.matchExpressions.isEmpty && term.matchFields.isEmpty
      return isEmpty || Matching.matches(term, node) ? weight : weight + Double(choice.weight)
    }
  }

  @inline(__always)
  func index(_ vm: Int, _ node: Int) -> Int { Int(classOf[vm]) * nodeCount + node }

  /// Whether the rules on one VM and one node let the VM start there.
  func admits(_ vm: Int, on node: Int) -> Bool {
    obstacles[index(vm, node)].subtracting(.liveCPUModel).isEmpty
  }
}
