import PlacementModel

/// Writes a drawn cluster down in the model's terms.
struct SyntheticDocument {
  let machines: [SyntheticMachine]
  /// The members of each anti-affinity group.
  let groups: [[Int]]
  let rack: SyntheticRack
  /// Each VM's node.
  let start: [Int?]

  private static let namespace = "bench"
  private static let taint = Taint(key: "dedicated", value: "pool-d", effect: .noSchedule)

  /// The scenario, with nodes to drain.
  func scenario(of cluster: SyntheticCluster, drain: [Int]) -> Scenario {
    let nodes = self.nodes()
    return Scenario(
      name: cluster.name,
      description: "Synthetic \(cluster.kind.rawValue) cluster, seed \(cluster.seed)",
      inventory: Inventory(
        cluster: Cluster(nodes: nodes, virtualMachines: virtualMachines(nodes)),
        rules: rules(),
        policy: Policy(loadSource: .usage)
      ),
      // As even as possible: what is measured here is how well that is done.
      goal: Goal(
        tolerance: .none,
        drain: drain.map { nodes[$0].name },
        maxMigrations: cluster.kind.maxMigrations
      )
    )
  }

  private func nodes() -> [Node] {
    var used = rack.reserved
    for (vm, node) in start.enumerated() {
      if let node { used[node] += machines[vm].usage }
    }
    return (0..<rack.count).map { n in
      let pool = rack.pools.ofNode[n]
      return Node(
        name: "node-" + Self.number(n, of: rack.count),
        allocatable: ResourceList(rack.allocatable[n]),
        reserved: ResourceList(rack.reserved[n]),
        usage: ResourceList(used[n]),
        labels: [SyntheticPools.label: SyntheticPools.names[pool]],
        taints: pool == SyntheticPools.tainted ? [Self.taint] : []
      )
    }
  }

  private func virtualMachines(_ nodes: [Node]) -> [VirtualMachine] {
    machines.enumerated().map { v, machine in
      VirtualMachine(
        name: name(v),
        namespace: Self.namespace,
        node: start[v].map { nodes[$0].name },
        requests: ResourceList(machine.requests),
        usage: ResourceList(machine.usage),
        instanceType: machine.instanceType,
        nodeSelector: selector(machine),
        affinity: affinity(machine),
        tolerations: machine.tolerant
          ? [Toleration(key: Self.taint.key, value: Self.taint.value, effect: .noSchedule)] : [],
        accessModes: [machine.readWriteOnce ? .readWriteOnce : .readWriteMany]
      )
    }
  }

  /// One pool is a node selector, as users write it.
  private func selector(_ machine: SyntheticMachine) -> [String: String] {
    guard machine.boundTo.count == 1, let pool = machine.boundTo.first else { return [:] }
    return [SyntheticPools.label: SyntheticPools.names[pool]]
  }

  /// Two pools need node affinity.
  private func affinity(_ machine: SyntheticMachine) -> Affinity {
    guard machine.boundTo.count > 1 else { return Affinity() }
    let names = machine.boundTo.map { SyntheticPools.names[$0] }
    let term = NodeSelectorTerm(matchExpressions: [
      LabelRequirement(key: SyntheticPools.label, operator: .in, values: names)
    ])
    return Affinity(
      nodeAffinity: NodeAffinity(required: NodeSelector(nodeSelectorTerms: [term]))
    )
  }

  private func rules() -> [Rule] {
    groups.enumerated().map { g, members in
      Rule(
        name: "apart-" + Self.number(g, of: groups.count),
        demand: .antiAffinity(
          Members(virtualMachines: members.map { "\(Self.namespace)/\(name($0))" }),
          topologyKey: Node.hostnameLabel,
          max: 1
        )
      )
    }
  }

  private func name(_ vm: Int) -> String { "vm-" + Self.number(vm, of: machines.count) }

  /// A number from 1, with as many digits as the last one.
  private static func number(_ index: Int, of count: Int) -> String {
    let digits = String(index + 1)
    return String(repeating: "0", count: max(0, String(count).count - digits.count)) + digits
  }
}

extension ResourceList {
  fileprivate init(_ amounts: SyntheticAmounts) {
    self = ["cpu": Quantity(milli: amounts.cpu), "memory": Quantity(amounts.memory << 20)]
  }
}
