import PlacementModel

/// The slots for live migrations that are free: in the cluster, out of and into each node.
///
/// A node whose network link is used for more than four fifths gets half its slots, one at least,
/// and two large VMs never leave or enter a node together: they would share its link for long.
struct Lanes {
  private(set) var cluster: Int
  private(set) var out: [Int]
  private(set) var into: [Int]
  private var largeOut: [Bool]
  private var largeInto: [Bool]
  private let large: [Bool]

  /// Utilisation of a link above which migrations must not fill it up.
  static let busyLink = 0.8
  /// Guest memory above which a VM is large.
  static let largeMemory = 32 * 1_073_741_824.0

  init(_ p: Problem) {
    let policy = p.inventory.policy.migration
    cluster = policy.parallelPerCluster - p.inFlight.total
    func slots(_ limit: Int, _ taken: [Int]) -> [Int] {
      (0..<p.nodeCount).map { n in
        let link = p.inventory.cluster.nodes[n].network?.utilization ?? 0
        let reduced = link > Self.busyLink ? min(limit, max(1, limit / 2)) : limit
        return reduced - taken[n]
      }
    }
    out = slots(policy.parallelOutboundPerNode, p.inFlight.out)
    into = slots(policy.parallelInboundPerNode, p.inFlight.into)
    largeOut = [Bool](repeating: false, count: p.nodeCount)
    largeInto = largeOut
    large = p.guestMemory.map { $0 > Self.largeMemory }
  }

  /// Whether a VM is so large that it leaves and enters nodes without another such one.
  func isLarge(_ vm: Int) -> Bool { large[vm] }

  func admits(_ step: Transit.Step) -> Bool {
    guard cluster > 0, out[step.from] > 0, into[step.to] > 0 else { return false }
    return !large[step.vm] || !largeOut[step.from] && !largeInto[step.to]
  }

  mutating func enter(_ step: Transit.Step) { count(step, -1) }
  mutating func exit(_ step: Transit.Step) { count(step, 1) }

  private mutating func count(_ step: Transit.Step, _ sign: Int) {
    cluster += sign
    out[step.from] += sign
    into[step.to] += sign
    if large[step.vm] {
      largeOut[step.from] = sign < 0
      largeInto[step.to] = sign < 0
    }
  }
}
