/// The pools of nodes: three open ones of equal size, and a tainted one with a tenth of the nodes.
///
/// Below five nodes a tainted one would hold more than the VMs that tolerate it could use, so there
/// is none.
struct SyntheticPools: Sendable {
  /// Each node's pool.
  let ofNode: [Int]
  /// How many nodes each pool has.
  let sizes: [Int]

  /// The pools' names, as values of ``label``.
  static let names = ["a", "b", "c", "d"]
  /// The label that names a node's pool.
  static let label = "pool"
  /// The tainted pool.
  static let tainted = 3

  init(nodes: Int) {
    let taintedNodes = nodes < 5 ? 0 : max(1, (nodes + 5) / 10)
    ofNode = (0..<nodes).map { $0 < nodes - taintedNodes ? $0 % Self.tainted : Self.tainted }
    sizes = ofNode.reduce(into: [0, 0, 0, 0]) { $0[$1] += 1 }
  }

  /// How many nodes are in a set of pools.
  func count(in allowed: Choice) -> Int {
    sizes.indices.reduce(0) { $0 + (allowed.contains($1) ? sizes[$1] : 0) }
  }

  /// How many nodes of a set of pools are left at least when some are drained, but none of them the
  /// last of its pool.
  func count(in allowed: Choice, drained: Int) -> Int {
    let lasting = sizes.indices.count { sizes[$0] > 0 && allowed.contains($0) }
    return max(lasting, count(in: allowed) - drained)
  }

  /// Pools that have nodes and that a VM may be bound to.
  func choices(tolerant: Bool) -> [Int] {
    sizes.indices.filter { sizes[$0] > 0 && (tolerant || $0 != Self.tainted) }
  }

  /// A set of pools, kept in order.
  struct Choice: Sendable, Hashable {
    private var bits: UInt8 = 0

    init(_ pools: [Int]) {
      for pool in pools { bits |= 1 << UInt8(truncatingIfNeeded: pool & 7) }
    }

    /// Whether a pool is in it.
    func contains(_ pool: Int) -> Bool { bits & (1 << UInt8(truncatingIfNeeded: pool & 7)) != 0 }
  }
}
