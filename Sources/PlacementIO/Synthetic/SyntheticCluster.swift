import PlacementModel

/// A made-up cluster of a given kind and size, the same from the same seed on every machine.
///
/// ```swift
/// let cluster = SyntheticCluster(kind: .drain, nodes: 20, virtualMachines: 200, seed: 1)
/// let scenario = cluster.scenario()
/// ```
///
/// Virtual machines, nodes and the placement are each drawn from a stream of their own, so that
/// clusters of one size and seed differ between kinds only in what the kind is about. The start is
/// skewed but legal: no node is overfull, no rule is broken.
public struct SyntheticCluster: Sendable, Hashable {
  /// What is special about the cluster.
  public var kind: Kind
  /// The number of nodes, 1 or more.
  public var nodes: Int
  /// The number of virtual machines.
  public var virtualMachines: Int
  /// Where random choices start.
  public var seed: UInt64

  /// What is special about a cluster.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Equal nodes, requests fill 70 %.
    case base
    /// Nodes of five sizes and three ratios of memory to cpu.
    case heterogeneous
    /// Requests fill 90 %.
    case tight90
    /// Requests fill as much as random draws lead to, at most 95 %.
    case tight95
    /// Three quarters of the VMs are in anti-affinity groups of 3 to 10.
    case antiAffinity = "anti-affinity"
    /// A tenth of the nodes is to be emptied; requests fill 60 %.
    case drain
    /// Like ``base``, with at most 5 migrations.
    case budget5
    /// Like ``base``, with at most 20 migrations.
    case budget20
    /// Like ``base``, with at most 50 migrations.
    case budget50
  }

  /// Describes a cluster; fewer than one node or none VMs are taken to be that many.
  public init(kind: Kind, nodes: Int, virtualMachines: Int, seed: UInt64) {
    self.kind = kind
    self.nodes = max(1, nodes)
    self.virtualMachines = max(0, virtualMachines)
    self.seed = seed
  }

  /// The name of the scenario: `base-20x200-1`.
  public var name: String { "\(kind.rawValue)-\(nodes)x\(virtualMachines)-\(seed)" }

  /// Draws the cluster, with its rules and its goal.
  ///
  /// - Complexity: O(nodes × VMs), with a small constant.
  public func scenario() -> Scenario {
    let pools = SyntheticPools(nodes: nodes)
    var draw = random(.machines)
    var machines = (0..<virtualMachines).map { _ in SyntheticMachine(pools: pools, &draw) }
    draw = random(.groups)
    let groups = SyntheticMachine.group(&machines, kind: kind, pools: pools, &draw)
    draw = random(.nodes)
    var rack = SyntheticRack(kind: kind, pools: pools, machines: machines, &draw)
    draw = random(.placement)
    let start: [Int?]
    var drained: [Int] = []
    if kind == .drain {
      var choice = random(.drain)
      (start, drained) = SyntheticStart.placeToDrain(machines, on: &rack, &draw, drain: &choice)
    } else {
      start = SyntheticStart.place(machines, on: &rack, &draw)
    }
    return SyntheticDocument(
      machines: machines,
      groups: groups,
      rack: rack,
      start: start
    ).scenario(of: self, drain: drained)
  }

  private enum Stream: UInt64 {
    case machines = 1
    case groups, nodes, placement, drain
  }

  /// The stream for one purpose, in which the kind has no part.
  private func random(_ stream: Stream) -> SyntheticRandom {
    var mixed = SyntheticRandom(seed: seed)
    for part in [UInt64(nodes), UInt64(virtualMachines), stream.rawValue] {
      mixed = SyntheticRandom(seed: mixed.next() ^ part)
    }
    return mixed
  }
}

extension SyntheticCluster.Kind {
  /// The share of what is allocatable that requests fill, other pods' included.
  var fill: Double {
    switch self {
    case .tight90: 0.9
    case .tight95: 0.95
    case .drain: 0.6
    case .base, .heterogeneous, .antiAffinity, .budget5, .budget20, .budget50: 0.7
    }
  }

  /// The share of the VMs that are in anti-affinity groups.
  var groupedShare: Double { self == .antiAffinity ? 0.75 : 0.2 }

  /// How large anti-affinity groups are.
  var groupSizes: ClosedRange<Int> { self == .antiAffinity ? 3...10 : 2...5 }

  /// How many nodes are to be drained.
  func drained(of nodes: Int) -> Int { self == .drain ? max(1, (nodes + 5) / 10) : 0 }

  /// How many migrations a plan may hold.
  var maxMigrations: Int? {
    switch self {
    case .budget5: 5
    case .budget20: 20
    case .budget50: 50
    case .base, .heterogeneous, .tight90, .tight95, .antiAffinity, .drain: nil
    }
  }
}
