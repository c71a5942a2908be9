/// What an operator wants.
public struct Goal: Sendable, Hashable, Codable {
  /// What is optimised.
  public var optimize: Objective
  /// How much cpu and memory matter; scaled to sum 1, a missing one is 0.
  public var weights: Weights
  /// Names of the nodes to empty.
  public var drain: [String]
  /// How many migrations the plan may hold, forced ones included; `nil` sets no limit.
  public var maxMigrations: Int?
  /// How many seconds VMs may be down in all, by cold migrations, forced ones included; `nil` sets
  /// no limit.
  public var maxDowntime: Double?
  /// Multiplies the price of every move; 0 makes moves free.
  public var migrationCost: Double
  /// When a VM that could go live may go cold.
  public var coldFallback: ColdFallback
  /// What to do when a forced move is impossible.
  public var onInfeasible: OnInfeasible
  /// When moves begin.
  public var schedule: Schedule

  /// When moves begin.
  public enum Schedule: String, Sendable, Hashable, Codable, CaseIterable {
    /// Batch by batch: the next one when the one before has ended.
    case batches
    /// Each as soon as a slot is free and what it waits for has ended.
    case streaming
  }

  /// What is optimised.
  public enum Objective: String, Sendable, Hashable, Codable, CaseIterable {
    /// The standard deviation of cpu utilisation.
    case cpu
    /// The standard deviation of memory utilisation.
    case memory
    /// Both, weighted.
    case balance
    /// Both, and peaks above the thresholds.
    case performance
    /// The standard deviation of the number of VMs a node.
    case count
    /// Nothing: only forced moves and repairs.
    case none
  }

  /// How much cpu and memory matter.
  public struct Weights: Sendable, Hashable, Codable {
    /// The weight of cpu.
    public var cpu: Double
    /// The weight of memory.
    public var memory: Double

    /// Creates weights.
    public init(cpu: Double = 0.5, memory: Double = 0.5) {
      self.cpu = cpu
      self.memory = memory
    }

    /// The weights scaled to sum 1; equal ones where both are 0.
    public var normalized: Weights {
      let sum = cpu + memory
      return sum > 0 ? Weights(cpu: cpu / sum, memory: memory / sum) : Weights()
    }
  }

  /// When a VM that could go live may go cold.
  public enum ColdFallback: String, Sendable, Hashable, Codable, CaseIterable {
    /// For a forced move that cannot happen otherwise.
    case forced
    /// Never.
    case never
    /// For any move that cannot happen otherwise.
    case always
  }

  /// What to do when a forced move is impossible.
  public enum OnInfeasible: String, Sendable, Hashable, Codable, CaseIterable {
    /// Plan nothing.
    case stop
    /// Apply the cheapest relaxations.
    case relax
    /// Do everything that is possible.
    case partial
  }

  /// Creates a goal.
  public init(
    optimize: Objective = .balance,
    weights: Weights = Weights(),
    drain: [String] = [],
    maxMigrations: Int? = nil,
    maxDowntime: Double? = nil,
    migrationCost: Double = 1,
    coldFallback: ColdFallback = .forced,
    onInfeasible: OnInfeasible = .stop,
    schedule: Schedule = .batches
  ) {
    self.optimize = optimize
    self.weights = weights
    self.drain = drain
    self.maxMigrations = maxMigrations
    self.maxDowntime = maxDowntime
    self.migrationCost = migrationCost
    self.coldFallback = coldFallback
    self.onInfeasible = onInfeasible
    self.schedule = schedule
  }
}
