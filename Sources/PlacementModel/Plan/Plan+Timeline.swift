extension Plan {
  /// How long a plan takes by its estimates, and what that cannot fall below.
  public struct Timeline: Sendable, Hashable, Codable {
    /// When moves begin.
    public var schedule: Goal.Schedule
    /// Seconds from the first beginning to the last end.
    public var seconds: Double
    /// Seconds of all live moves over the slots of the cluster, and those of the moves that run
    /// alone.
    public var work: Double
    /// The node whose slots are needed longest.
    public var busiestNode: BusiestNode?
    /// Seconds of the longest chain of moves of which each waits for the one before.
    public var chain: Double

    /// A node and how long migrations keep all its slots for one direction busy.
    public struct BusiestNode: Sendable, Hashable, Codable {
      /// The node.
      public var name: String
      /// Seconds, those of the moves that run alone included.
      public var seconds: Double

      /// Creates an entry.
      public init(name: String, seconds: Double) {
        self.name = name
        self.seconds = seconds
      }
    }

    /// Creates a timeline.
    public init(
      schedule: Goal.Schedule,
      seconds: Double,
      work: Double,
      busiestNode: BusiestNode?,
      chain: Double
    ) {
      self.schedule = schedule
      self.seconds = seconds
      self.work = work
      self.busiestNode = busiestNode
      self.chain = chain
    }

    /// What no schedule of these moves can fall below, as long as each waits for what it waits for
    /// here: the largest of ``work``, ``busiestNode`` and ``chain``.
    public var lowerBound: Double { max(work, busiestNode?.seconds ?? 0, chain) }
  }
}
