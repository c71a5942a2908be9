import PlacementChecker
import PlacementModel

/// Random virtual machines for tiny clusters.
enum RandomVMs {
  /// Draws VMs that are nowhere yet.
  static func draw(nodes: [Node], _ random: inout SplitMix) -> [VirtualMachine] {
    let count = random.pick(3, 4, 5, 6, 7, 7)
    let picky = random.chance(0.4)
    let sociable = random.chance(0.5)
    return (1...count).map { i in
      var vm = VirtualMachine(
        name: "v\(i)",
        namespace: random.pick("prod", "prod", "test"),
        requests: [
          "cpu": Quantity(milli: random.pick(500, 1000, 1500, 2000, 4000)),
          "memory": Quantity(random.number(1...6) << 30),
        ]
      )
      if random.chance(0.15) { vm.requests["example.com/gpu"] = Quantity(1) }
      vm.usage = [
        "cpu": Quantity(milli: random.number(50...4000)),
        "memory": Quantity(random.number(256...6144) << 20),
      ]
      if random.chance(0.5) {
        vm.guest = ["cpu": Quantity(random.number(1...4)), "memory": Quantity(4 << 30)]
      }
      vm.labels = ["app": random.pick("a", "b", "c")]
      if random.chance(0.5) { vm.labels["tier"] = random.pick("db", "web") }
      if picky { restrict(&vm, &random) }
      if sociable { relate(&vm, &random) }
      equip(&vm, nodes: nodes, &random)
      return vm
    }
  }

  /// Storage, power state and whatever keeps it where it is.
  private static func equip(_ vm: inout VirtualMachine, nodes: [Node], _ random: inout SplitMix) {
    vm.accessModes = random.pick([], [.readWriteMany], [.readWriteMany], [.readWriteOnce])
    if random.chance(0.08) {
      let status = random.pick("True", "False", "Unknown")
      vm.liveMigratable = VirtualMachine.LiveMigratable(status: status)
    }
    if random.chance(0.12) { vm.powerState = random.pick(.stopped, .paused) }
    vm.pinned = random.chance(0.06)
    vm.evacuating = random.chance(0.02)
    if random.chance(0.05), let node = nodes.randomElement(using: &random) {
      vm.migratingTo = node.name
    }
    if random.chance(0.06) { vm.cpuSelector = ["generation": "2"] }
    if random.chance(0.06) { vm.liveCPUSelector = ["generation": "\(random.number(1...3))"] }
    if random.chance(0.06) {
      vm.volumeNodeAffinity = [
        NodeSelector(nodeSelectorTerms: [
          NodeSelectorTerm(matchExpressions: [
            LabelRequirement(key: "zone", operator: .in, values: [random.pick("a", "b")])
          ])
        ])
      ]
    }
  }

  /// What it asks of its node.
  private static func restrict(_ vm: inout VirtualMachine, _ random: inout SplitMix) {
    if random.chance(0.15) { vm.nodeSelector = ["pool": random.pick("gold", "silver")] }
    if random.chance(0.3) {
      vm.tolerations = [
        random.pick(
          Toleration(operator: .exists),
          Toleration(key: "dedicated", operator: .exists),
          Toleration(key: "dedicated", value: "gpu", effect: .noSchedule)
        )
      ]
    }
    if random.chance(0.2) {
      vm.affinity.nodeAffinity.required = NodeSelector(
        nodeSelectorTerms: [term(&random)] + (random.chance(0.5) ? [term(&random)] : [])
      )
    }
    if random.chance(0.25) {
      vm.affinity.nodeAffinity.preferred = [
        NodeAffinity.PreferredNode(weight: random.number(1...100), preference: term(&random))
      ]
    }
  }

  private static func term(_ random: inout SplitMix) -> NodeSelectorTerm {
    if random.chance(0.15) {
      let name = random.pick("n1", "n2", "n3")
      return NodeSelectorTerm(matchFields: [
        LabelRequirement(key: "metadata.name", operator: random.pick(.in, .notIn), values: [name])
      ])
    }
    return NodeSelectorTerm(matchExpressions: [
      random.pick(
        LabelRequirement(key: "zone", operator: .in, values: ["a"]),
        LabelRequirement(key: "zone", operator: .notIn, values: ["b"]),
        LabelRequirement(key: "pool", operator: .exists),
        LabelRequirement(key: "pool", operator: .doesNotExist),
        LabelRequirement(key: "generation", operator: .gt, values: ["1"]),
        LabelRequirement(key: "generation", operator: .lt, values: ["3"])
      )
    ])
  }

  /// What it asks of other VMs.
  private static func relate(_ vm: inout VirtualMachine, _ random: inout SplitMix) {
    if random.chance(0.15) { vm.affinity.podAntiAffinity.required = [podTerm(&random)] }
    if random.chance(0.1) { vm.affinity.podAffinity.required = [podTerm(&random)] }
    if random.chance(0.12) {
      vm.affinity.podAntiAffinity.preferred = [
        PodAffinity.PreferredTerm(weight: random.number(1...100), podAffinityTerm: podTerm(&random))
      ]
    }
    if random.chance(0.12) {
      vm.affinity.podAffinity.preferred = [
        PodAffinity.PreferredTerm(weight: random.number(1...100), podAffinityTerm: podTerm(&random))
      ]
    }
    if random.chance(0.2) {
      vm.topologySpreadConstraints = [
        TopologySpreadConstraint(
          maxSkew: random.number(1...2),
          topologyKey: random.pick("zone", Node.hostnameLabel),
          whenUnsatisfiable: random.pick(.doNotSchedule, .doNotSchedule, .scheduleAnyway),
          labelSelector: selector(&random),
          minDomains: random.chance(0.2) ? random.number(1...3) : nil,
          nodeAffinityPolicy: random.pick(.honor, .honor, .ignore),
          nodeTaintsPolicy: random.pick(.ignore, .ignore, .honor)
        )
      ]
    }
  }

  private static func podTerm(_ random: inout SplitMix) -> PodAffinityTerm {
    var term = PodAffinityTerm(
      labelSelector: selector(&random),
      topologyKey: random.pick("zone", Node.hostnameLabel)
    )
    if random.chance(0.2) { term.namespaces = ["test"] }
    if random.chance(0.2) {
      term.namespaceSelector = random.pick(
        LabelSelector(),
        LabelSelector(matchLabels: ["team": "shop"])
      )
    }
    return term
  }

  static func selector(_ random: inout SplitMix) -> LabelSelector? {
    random.pick(
      LabelSelector(matchLabels: ["app": "a"]),
      LabelSelector(matchLabels: ["app": "b"]),
      LabelSelector(matchLabels: ["tier": "db"]),
      LabelSelector(matchExpressions: [
        LabelRequirement(key: "app", operator: .in, values: ["a", "c"])
      ]),
      LabelSelector(matchExpressions: [
        LabelRequirement(key: "app", operator: .notIn, values: ["c"])
      ]),
      LabelSelector(matchExpressions: [LabelRequirement(key: "tier", operator: .exists)]),
      LabelSelector(matchExpressions: [LabelRequirement(key: "tier", operator: .doesNotExist)]),
      LabelSelector(),
      nil
    )
  }

  /// Gives each VM a node: where it fits, when the start is to be tidy; anywhere, otherwise.
  static func place(
    _ vms: inout [VirtualMachine],
    on nodes: [Node],
    tidy: Bool,
    _ random: inout SplitMix
  ) {
    let crowded = nodes.randomElement(using: &random)?.name
    for i in vms.indices {
      if vms[i].powerState == .running, vms[i].migratingTo == nil, random.chance(0.07) {
        // It waits for its first node; nobody pins what is nowhere.
        vms[i].pinned = false
        vms[i].evacuating = false
        continue
      }
      let skewed = random.chance(tidy ? 0.3 : 0.5)
      vms[i].node = skewed ? crowded : nodes.randomElement(using: &random)?.name
      if vms[i].migratingTo == vms[i].node { vms[i].migratingTo = nil }
    }
  }

  /// Moves VMs that break a rule to a better node, or shuts them down where there is none.
  ///
  /// What counts as a breach is what the score finds; it is a way to legal starts, not a proof.
  static func settle(_ inventory: inout Inventory, _ goal: Goal) {
    func breaches() -> Double {
      let score = Scorer(inventory: inventory, goal: goal).score(placement: [:], moves: [])
      return score.levels.first { $0.name == "required" }?.before ?? 0
    }
    var worst = breaches()
    for i in inventory.cluster.virtualMachines.indices where worst > 0 {
      let home = inventory.cluster.virtualMachines[i].node
      guard home != nil else { continue }
      var best = home
      for node in inventory.cluster.nodes.map(\.name) {
        if inventory.cluster.virtualMachines[i].migratingTo == node { continue }
        inventory.cluster.virtualMachines[i].node = node
        let now = breaches()
        if now < worst { (worst, best) = (now, node) }
      }
      inventory.cluster.virtualMachines[i].node = best
    }
  }
}
