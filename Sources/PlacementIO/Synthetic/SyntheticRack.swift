/// The nodes as drawn, before they have names.
struct SyntheticRack: Sendable {
  let pools: SyntheticPools
  /// What each node can hand out.
  private(set) var allocatable: [SyntheticAmounts] = []
  /// What other pods request and use on each node.
  private(set) var reserved: [SyntheticAmounts] = []
  /// Relative sizes in cpu and memory.
  private let sizes: [(cpu: Double, memory: Double)]
  /// The shares of other pods in cpu and memory.
  private let shares: [(cpu: Double, memory: Double)]
  /// What one unit of relative size holds.
  private var scale: (cpu: Double, memory: Double) = (0, 0)

  /// The number of nodes.
  var count: Int { sizes.count }

  /// Draws nodes that the VMs' requests fill, with those of other pods, as the kind says.
  ///
  /// Where VMs are so few that their fair share of a node is less than the largest of them, the
  /// nodes are larger, and emptier.
  init(
    kind: SyntheticCluster.Kind,
    pools: SyntheticPools,
    machines: [SyntheticMachine],
    _ random: inout SyntheticRandom
  ) {
    self.pools = pools
    var sizes: [(cpu: Double, memory: Double)] = []
    var shares: [(cpu: Double, memory: Double)] = []
    for _ in pools.ofNode {
      shares.append((random.number(in: 0.01...0.03), random.number(in: 0.02...0.04)))
      let size = [0.5, 0.75, 1, 1.5, 2][random.index(below: 5)]
      let ratio = [2.0 / 3, 1, 4.0 / 3][random.index(below: 3)]
      sizes.append(kind == .heterogeneous ? (size, size * ratio) : (1, 1))
    }
    self.sizes = sizes
    self.shares = shares
    let sum = machines.reduce(SyntheticAmounts.zero) { $0 + $1.requests }
    let peak = (
      cpu: machines.reduce(1) { max($0, $1.requests.cpu) },
      memory: machines.reduce(1) { max($0, $1.requests.memory) }
    )
    // Requests of VMs = fill × scale × Σ size − Σ share × scale × size, solved for the scale.
    let fill = kind.fill
    let free = zip(sizes, shares).reduce((cpu: 0.0, memory: 0.0)) { total, node in
      (
        total.cpu + node.0.cpu * (fill - node.1.cpu),
        total.memory + node.0.memory * (fill - node.1.memory)
      )
    }
    let largest = sizes.reduce((cpu: 0.5, memory: 0.3)) { total, size in
      (max(total.cpu, size.cpu), max(total.memory, size.memory))
    }
    scale = (
      max(Double(sum.cpu) / max(free.cpu, 0.1), Double(peak.cpu) / largest.cpu / 0.95),
      max(Double(sum.memory) / max(free.memory, 0.1), Double(peak.memory) / largest.memory / 0.95)
    )
    size()
  }

  /// Makes every node larger.
  mutating func grow(by factor: Double) {
    scale = (scale.cpu * factor, scale.memory * factor)
    size()
  }

  /// Writes down sizes in steps of 100 millicores and 256 MiB.
  private mutating func size() {
    allocatable = sizes.map { size in
      SyntheticAmounts(
        cpu: 100 * max(1, Int((size.cpu * scale.cpu / 100).rounded(.up))),
        memory: 256 * max(1, Int((size.memory * scale.memory / 256).rounded(.up)))
      )
    }
    reserved = zip(allocatable, shares).map { node, share in
      SyntheticAmounts(
        cpu: Int((share.cpu * Double(node.cpu)).rounded()),
        memory: Int((share.memory * Double(node.memory)).rounded())
      )
    }
  }
}
