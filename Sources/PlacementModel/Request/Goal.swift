/// What an operator wants.
public struct Goal: Sendable, Hashable, Codable {
  /// What is optimised.
  public var optimize: Objective
  /// How much cpu and memory matter; scaled to sum 1, a missing one is 0.
  public var weights: Weights
  /// Weights of terms by name, over what ``optimize`` gives them; see ``TermName``.
  public var terms: [String: Double]
  /// The standard deviations that are good enough.
  public var tolerance: Tolerance
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
  /// VMs, by full name, that may go cold although that loses data or starts a changed template.
  @OmittedWhenEmpty public var allowRestart: [String]
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
    /// The standard deviation of the number of VMs per node.
    case count
    /// Peaks above the thresholds alone.
    case relieve
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

  /// The standard deviations that are good enough: what is below them gains nothing.
  public struct Tolerance: Sendable, Hashable, Codable {
    /// Of cpu utilisation, a fraction.
    public var cpu: Double
    /// Of memory utilisation, a fraction.
    public var memory: Double
    /// Of the number of VMs per node.
    public var count: Double

    /// Creates a tolerance; the default is two points, and half a VM.
    public init(
      cpu: Double = ObjectiveConstants.utilisationTolerance,
      memory: Double = ObjectiveConstants.utilisationTolerance,
      count: Double = ObjectiveConstants.countTolerance
    ) {
      (self.cpu, self.memory, self.count) = (cpu, memory, count)
    }

    /// One tolerance of utilisation for cpu and memory.
    ///
    /// 0 is as even as possible, counts too.
    public init(utilisation: Double) {
      self.init(cpu: utilisation, memory: utilisation)
      if utilisation == 0 { count = 0 }
    }

    /// As even as possible.
    public static let none = Tolerance(utilisation: 0)
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
    terms: [String: Double] = [:],
    tolerance: Tolerance = Tolerance(),
    drain: [String] = [],
    maxMigrations: Int? = nil,
    maxDowntime: Double? = nil,
    migrationCost: Double = 1,
    coldFallback: ColdFallback = .forced,
    allowRestart: [String] = [],
    onInfeasible: OnInfeasible = .stop,
    schedule: Schedule = .batches
  ) {
    self.optimize = optimize
    self.weights = weights
    self.terms = terms
    self.tolerance = tolerance
    self.drain = drain
    self.maxMigrations = maxMigrations
    self.maxDowntime = maxDowntime
    self.migrationCost = migrationCost
    self.coldFallback = coldFallback
    self.allowRestart = allowRestart
    self.onInfeasible = onInfeasible
    self.schedule = schedule
  }
}
extension Goal {
  private enum CodingKeys: String, CodingKey {
    case optimize, weights, terms, tolerance, drain, maxMigrations, maxDowntime, migrationCost
    case coldFallback, allowRestart, onInfeasible, schedule
  }

  /// Reads a goal; documents of earlier versions have no terms and no tolerance.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      optimize: try container.decode(Objective.self, forKey: .optimize),
      weights: try container.decode(Weights.self, forKey: .weights),
      terms: try container.decodeIfPresent([String: Double].self, forKey: .terms) ?? [:],
      tolerance: try container.decodeIfPresent(Tolerance.self, forKey: .tolerance) ?? Tolerance(),
      drain: try container.decode([String].self, forKey: .drain),
      maxMigrations: try container.decodeIfPresent(Int.self, forKey: .maxMigrations),
      maxDowntime: try container.decodeIfPresent(Double.self, forKey: .maxDowntime),
      migrationCost: try container.decode(Double.self, forKey: .migrationCost),
      coldFallback: try container.decode(ColdFallback.self, forKey: .coldFallback),
      allowRestart: try container.decodeIfPresent([String].self, forKey: .allowRestart) ?? [],
      onInfeasible: try container.decode(OnInfeasible.self, forKey: .onInfeasible),
      schedule: try container.decodeIfPresent(Schedule.self, forKey: .schedule) ?? .batches
    )
  }
}
