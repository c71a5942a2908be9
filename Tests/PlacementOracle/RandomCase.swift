import PlacementModel

/// A random tiny cluster with a goal, the same for the same seed.
///
/// Every field of nodes, VMs, rules, policy and goal that bears on placement occurs, alone and
/// together with others; about half of the starts keep all rules.
public struct RandomCase: Sendable {
  /// The seed it was drawn with.
  public let seed: UInt64
  /// The cluster, rules and limits.
  public private(set) var inventory: Inventory
  /// What is wanted.
  public private(set) var goal: Goal

  /// Draws a case.
  public init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix(seed: seed &* 0x2545_f491_4f6c_dd1d &+ 1)
    let nodes = Self.nodes(&random)
    let names = nodes.map(\.name)
    goal = Self.goal(names, &random)
    var vms = RandomVMs.draw(nodes: nodes, &random)
    let tidy = random.chance(0.5)
    RandomVMs.place(&vms, on: nodes, tidy: tidy, &random)
    inventory = Inventory(
      cluster: Cluster(
        nodes: nodes,
        virtualMachines: vms,
        namespaces: [Namespace(name: "prod", labels: ["team": "shop"])]
      ),
      rules: RandomRules.draw(vms: vms, nodes: names, &random),
      policy: Self.policy(&random)
    )
    var later = SplitMix(seed: seed &* 0x9e37_79b9_7f4a_7c15 &+ 5)
    inventory.rules += RandomRules.extras(vms: vms, nodes: names, &later)
    Self.enrich(&inventory, &later)
    limitDowntime(seed)
    weigh(seed)
    if tidy { RandomVMs.settle(&inventory, goal) }
  }

  /// Limits on downtime, from a sequence of their own: what a seed drew before stays.
  private mutating func limitDowntime(_ seed: UInt64) {
    var random = SplitMix(seed: seed &* 0xd134_2543_de82_ef95 &+ 7)
    if random.chance(0.25) { goal.maxDowntime = random.pick(0, 40, 80, 90) }
    for v in inventory.cluster.virtualMachines.indices where random.chance(0.1) {
      inventory.cluster.virtualMachines[v].maxDowntime = random.pick(0, 40, 60)
    }
  }

  /// Tolerances, the goal that only relieves, and weights of terms, from a sequence of their own.
  private mutating func weigh(_ seed: UInt64) {
    var random = SplitMix(seed: seed &* 0xa076_1d64_78bd_642f &+ 11)
    goal.tolerance = random.pick(
      Goal.Tolerance(),
      .none,
      .none,
      Goal.Tolerance(cpu: 0.1, memory: 0, count: 1)
    )
    if random.chance(0.05) { goal.optimize = .relieve }
    if goal.optimize != .count, random.chance(0.1) {
      goal.terms = ["balance.cpu": random.pick(0.3, 2), "peaks": random.pick(0, 5)]
    }
    if random.chance(0.1) { goal.terms["moves"] = random.pick(0, 2) }
  }

  /// Workloads with policies of their own.
  private static func enrich(_ inventory: inout Inventory, _ random: inout SplitMix) {
    for v in inventory.cluster.virtualMachines.indices {
      if random.chance(0.3) {
        inventory.cluster.virtualMachines[v].workload = random.pick(.database, .cache, .web)
      }
      if random.chance(0.3) {
        inventory.cluster.virtualMachines[v].usagePeak = [
          "cpu": Quantity(milli: random.number(50...6000)),
          "memory": Quantity(random.number(256...8192) << 20),
        ]
      }
    }
    if random.chance(0.25) {
      inventory.policy.workloads["database"] = WorkloadPolicy(
        price: random.pick(1, 2, 0.5),
        alone: random.chance(0.5)
      )
    }
  }

  private static func nodes(_ random: inout SplitMix) -> [Node] {
    let count = random.pick(2, 3, 3, 4, 4)
    let unequal = random.chance(0.4)
    let measured = random.pick(0.0, 1.0, 0.6)
    let special = random.chance(0.4)
    return (1...count).map { i in
      let size = unequal ? random.pick(4, 8, 16) : 8
      let memory = unequal ? random.pick(size, 2 * size, 4 * size) : 16
      var node = Node(
        name: "n\(i)",
        allocatable: ["cpu": Quantity(size), "memory": Quantity(memory << 30)]
      )
      if random.chance(0.3) { node.allocatable[.pods] = Quantity(random.number(2...6)) }
      if random.chance(0.3) { node.allocatable["example.com/gpu"] = Quantity(random.number(1...2)) }
      node.capacity = node.allocatable
      if random.chance(0.3) { node.capacity[.cpu] = Quantity(size + 1) }
      if random.chance(0.4) {
        node.reserved = [
          "cpu": Quantity(milli: random.pick(100, 250, 1500)),
          "memory": Quantity(random.number(0...2) << 30),
        ]
      }
      if random.chance(measured) {
        node.usage = [
          "cpu": Quantity(milli: random.number(0...size * 1000)),
          "memory": Quantity(random.number(0...memory) << 30),
        ]
      }
      if random.chance(0.85) { node.labels["zone"] = random.pick("a", "b") }
      if random.chance(0.7) { node.labels["pool"] = random.pick("gold", "silver") }
      if random.chance(0.5) { node.labels["generation"] = "\(random.number(1...3))" }
      if special, random.chance(0.4) { node.taints.append(taint(&random)) }
      if special { node.ready = !random.chance(0.1) }
      if special { node.unschedulable = random.chance(0.15) }
      return node
    }
  }

  private static func taint(_ random: inout SplitMix) -> Taint {
    Taint(
      key: random.pick("dedicated", "dedicated", "node.kubernetes.io/memory-pressure"),
      value: random.pick("", "gpu"),
      effect: random.pick(.noSchedule, .noSchedule, .noExecute, .preferNoSchedule)
    )
  }

  private static func goal(_ nodes: [String], _ random: inout SplitMix) -> Goal {
    var goal = Goal()
    goal.optimize = random.pick(
      .balance,
      .balance,
      .balance,
      .cpu,
      .memory,
      .performance,
      .count,
      .none
    )
    let cpu = random.pick(0.5, 0.7, 1.0, 3.0)
    goal.weights = Goal.Weights(cpu: cpu, memory: random.pick(0.5, 0.3, 0.0))
    if random.chance(0.4) { goal.drain = random.some(of: nodes, 0.3) }
    if random.chance(0.25) { goal.maxMigrations = random.number(0...4) }
    goal.migrationCost = random.pick(1, 1, 0)
    goal.coldFallback = random.pick(.forced, .forced, .never, .always)
    goal.onInfeasible = random.pick(.partial, .partial, .stop)
    return goal
  }

  private static func policy(_ random: inout SplitMix) -> Policy {
    var policy = Policy()
    policy.loadSource = random.pick(nil, nil, .usage, .requests)
    if random.chance(0.3) {
      policy.overcommit = Policy.Overcommit(cpu: random.pick(1.15, 1.5, 2, 0.9), memory: 1)
    }
    if random.chance(0.3) { policy.thresholds.cpu.high = 0.5 }
    policy.migration.parallelPerCluster = random.pick(5, 5, 2, 1)
    policy.migration.parallelOutboundPerNode = random.pick(2, 2, 1)
    policy.migration.parallelInboundPerNode = random.pick(2, 2, 1)
    return policy
  }
}
