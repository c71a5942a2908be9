/// The limits and thresholds of a cluster.
public struct Policy: Sendable, Hashable, Codable {
  /// What is balanced; `nil` chooses usage where every node of the balance set is measured.
  public var loadSource: LoadSource?
  /// How far requests may exceed what is allocatable.
  public var overcommit: Overcommit
  /// When a node counts as overloaded or underloaded.
  public var thresholds: Thresholds
  /// How migrations run.
  public var migration: MigrationPolicy
  /// What is special about workloads, by the word that names one; see ``WorkloadPolicy``.
  public var workloads: [String: WorkloadPolicy]

  /// Ratios of the requests that fit on a node to what is allocatable there.
  public struct Overcommit: Sendable, Hashable, Codable {
    /// The ratio for cpu.
    public var cpu: Double
    /// The ratio for memory.
    public var memory: Double

    /// Creates ratios.
    public init(cpu: Double = 1, memory: Double = 1) {
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// When a node counts as overloaded or underloaded, as fractions of what is allocatable.
  public struct Thresholds: Sendable, Hashable, Codable {
    /// The thresholds for cpu.
    public var cpu: Band
    /// The thresholds for memory.
    public var memory: Band

    /// A high and a low mark.
    public struct Band: Sendable, Hashable, Codable {
      /// Above this a node is overloaded.
      public var high: Double
      /// Below this a node is underloaded.
      public var low: Double

      /// Creates marks.
      public init(high: Double, low: Double) {
        self.high = high
        self.low = low
      }
    }

    /// Creates thresholds.
    public init(
      cpu: Band = Band(high: 0.80, low: 0.50),
      memory: Band = Band(high: 0.85, low: 0.50)
    ) {
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// Creates a policy.
  public init(
    loadSource: LoadSource? = nil,
    overcommit: Overcommit = Overcommit(),
    thresholds: Thresholds = Thresholds(),
    migration: MigrationPolicy = MigrationPolicy(),
    workloads: [String: WorkloadPolicy] = [:]
  ) {
    self.loadSource = loadSource
    self.overcommit = overcommit
    self.thresholds = thresholds
    self.migration = migration
    self.workloads = workloads
  }
}

/// Which load is balanced.
public enum LoadSource: String, Sendable, Hashable, Codable, CaseIterable {
  /// Measured use.
  case usage
  /// Requests.
  case requests
}

/// How migrations run.
public struct MigrationPolicy: Sendable, Hashable, Codable {
  /// Live migrations at a time in the cluster.
  public var parallelPerCluster: Int
  /// Live migrations at a time away from one node.
  public var parallelOutboundPerNode: Int
  /// Live migrations at a time into one node; KubeVirt has no such limit, this planner does.
  public var parallelInboundPerNode: Int
  /// Bytes a second that one migration copies.
  public var bandwidth: Quantity
  /// Seconds allowed for each 10⁹ bytes of guest memory, begun or whole.
  public var completionTimeoutPerGiB: Int
  /// Seconds that a cold move keeps a VM down.
  public var coldDowntime: Double

  /// Creates a migration policy.
  public init(
    parallelPerCluster: Int = 5,
    parallelOutboundPerNode: Int = 2,
    parallelInboundPerNode: Int = 2,
    bandwidth: Quantity = Quantity(64 << 20),
    completionTimeoutPerGiB: Int = 150,
    coldDowntime: Double = 40
  ) {
    self.parallelPerCluster = parallelPerCluster
    self.parallelOutboundPerNode = parallelOutboundPerNode
    self.parallelInboundPerNode = parallelInboundPerNode
    self.bandwidth = bandwidth
    self.completionTimeoutPerGiB = completionTimeoutPerGiB
    self.coldDowntime = coldDowntime
  }
}
