/// A VM as drawn, before it has a name and a node.
struct SyntheticMachine: Sendable {
  /// Requests: millicores and MiB.
  let requests: SyntheticAmounts
  /// Measured use: millicores and MiB.
  let usage: SyntheticAmounts
  /// The instance type whose size it has: `u1.xlarge`.
  let instanceType: String
  /// Whether its volume can be mounted by one node only.
  let readWriteOnce: Bool
  /// Whether it tolerates the tainted pool.
  let tolerant: Bool
  /// The pools it is bound to, in order; empty where it is not.
  let boundTo: [Int]
  /// The pools whose nodes it may be on.
  let allowed: SyntheticPools.Choice
  /// How many nodes those are.
  let allowedNodes: Int
  /// Its anti-affinity group.
  var group: Int?

  private static let sizes: [((cores: Int, name: String), Double)] = [
    ((1, "medium"), 0.2), ((2, "large"), 0.3), ((4, "xlarge"), 0.3), ((8, "2xlarge"), 0.15),
  ]

  private static let families: [((gibibytesPerCore: Int, name: String), Double)] = [
    ((2, "cx1"), 1.0 / 3), ((4, "u1"), 1.0 / 3),
  ]

  /// Draws a VM from the distributions that `Benchmarks/README.md` lists.
  init(pools: SyntheticPools, _ random: inout SyntheticRandom) {
    let size = random.categorical(Self.sizes, otherwise: (16, "4xlarge"))
    let family = random.categorical(Self.families, otherwise: (8, "m1"))
    requests = SyntheticAmounts(
      cpu: 1_000 * size.cores,
      memory: 1_024 * size.cores * family.gibibytesPerCore
    )
    usage = SyntheticAmounts(
      cpu: Self.part(0.05 + 0.9 * random.beta(1.2, 2.2), of: requests.cpu),
      memory: Self.part(0.05 + 0.9 * random.beta(3, 2), of: requests.memory)
    )
    instanceType = "\(family.name).\(size.name)"
    readWriteOnce = random.chance(0.15)
    tolerant = random.chance(0.15)
    let choices = pools.choices(tolerant: tolerant)
    if random.chance(0.2) {
      let count = random.chance(0.5) ? 1 : 2
      boundTo = random.shuffled(choices).prefix(count).sorted()
    } else {
      boundTo = []
    }
    allowed = SyntheticPools.Choice(boundTo.isEmpty ? choices : boundTo)
    allowedNodes = pools.count(in: allowed)
  }

  private static func part(_ share: Double, of whole: Int) -> Int {
    Int((share * Double(whole)).rounded())
  }

  /// Puts VMs into anti-affinity groups, and gives each group's members in order.
  ///
  /// A group never has more members than nodes for them, drained ones not counted: with its
  /// members in the order of how many nodes they may be on, each one may be on more nodes than come
  /// before it. A VM for which no group has room is passed over.
  static func group(
    _ machines: inout [SyntheticMachine],
    kind: SyntheticCluster.Kind,
    pools: SyntheticPools,
    _ random: inout SyntheticRandom
  ) -> [[Int]] {
    let wanted = Int((kind.groupedShare * Double(machines.count)).rounded())
    var waiting = random.shuffled(Array(machines.indices)).prefix(wanted)
    let drained = kind.drained(of: pools.ofNode.count)
    let nodes = machines.map { pools.count(in: $0.allowed, drained: drained) }
    var groups: [[Int]] = []
    while waiting.count >= 2 {
      let sizes = kind.groupSizes
      let size = min(
        sizes.lowerBound + random.index(below: sizes.count),
        waiting.count,
        pools.ofNode.count
      )
      guard size >= 2 else { break }
      var members: [Int] = []
      var passedOver: [Int] = []
      while members.count < size, let vm = waiting.popFirst() {
        let choices = (members + [vm]).map { nodes[$0] }.sorted()
        if zip(choices, 0...).allSatisfy({ $0 > $1 }) {
          members.append(vm)
        } else {
          passedOver.append(vm)
        }
      }
      // They get another chance in the next group, unless this one could not be filled at all.
      if members.count < 2 { break }
      waiting = (passedOver + waiting)[...]
      for vm in members { machines[vm].group = groups.count }
      groups.append(members.sorted())
    }
    return groups
  }
}

/// Cpu in millicores and memory in MiB.
struct SyntheticAmounts: Sendable, Hashable {
  var cpu: Int
  var memory: Int

  static let zero = SyntheticAmounts(cpu: 0, memory: 0)

  static func + (a: Self, b: Self) -> Self { Self(cpu: a.cpu + b.cpu, memory: a.memory + b.memory) }

  static func - (a: Self, b: Self) -> Self { Self(cpu: a.cpu - b.cpu, memory: a.memory - b.memory) }

  static func += (a: inout Self, b: Self) { a = a + b }

  /// Whether both amounts fit into another pair.
  func fits(into room: Self) -> Bool { cpu <= room.cpu && memory <= room.memory }
}
