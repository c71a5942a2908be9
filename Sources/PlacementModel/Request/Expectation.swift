/// What a scenario's plan must look like; every part is optional.
public struct Expectation: Sendable, Hashable {
  /// The status.
  public var status: Plan.Status?
  /// How many migrations, placements not counted.
  public var migrations: Count?
  /// Where VMs end: full name to acceptable nodes.
  public var placements: [String: [String]]
  /// VMs that must stay.
  public var unmoved: [String]
  /// VMs that must move.
  public var moved: [String]
  /// How VMs move: full name to the type.
  public var types: [String: Plan.MigrationType]
  /// Balance of cpu, memory or count after the plan.
  public var load: [String: Load]
  /// Codes, or the part before their dot, that must be among the reasons of a blocked VM.
  public var blocked: [String: [String]]
  /// Pairs of VMs: the first one's move ends before the second one's starts.
  public var before: [[String]]
  /// Groups of VMs that move in the same batch.
  public var sameBatch: [[String]]
  /// The largest batch allowed.
  public var batchSizeAtMost: Int?
  /// Words that must occur in the relaxations offered.
  public var relaxations: [String]
  /// The load that is balanced.
  public var loadSource: LoadSource?
  /// The largest total downtime allowed, in seconds.
  public var downtimeAtMost: Double?
  /// The largest objective allowed.
  public var objectiveAtMost: Double?
  /// The smallest share of the provable improvement allowed.
  public var capturedAtLeast: Double?
  /// The largest distance of the objective from the bound allowed.
  public var gapAtMost: Double?
  /// The largest number of batches allowed.
  public var batchesAtMost: Int?
  /// The longest estimated duration allowed, in seconds.
  public var secondsEstimatedAtMost: Double?
  /// The largest objective allowed, as a multiple of the greedy plan's.
  public var greedyRatioAtMost: Double?
  /// Words that must occur in the warnings.
  public var warnings: [String]
  /// Words that must not occur in any warning.
  public var noWarnings: [String]
  /// The excess of rules after the plan: rule name to excess, 0 for a rule that is kept.
  public var broken: [String: Int]

  /// Whether nothing at all is expected.
  public var isEmpty: Bool { self == Expectation() }

  /// Bounds on a number.
  public struct Count: Sendable, Hashable {
    /// The largest number allowed.
    public var atMost: Int?
    /// The smallest number allowed.
    public var atLeast: Int?

    /// Creates bounds.
    public init(atMost: Int? = nil, atLeast: Int? = nil) {
      self.atMost = atMost
      self.atLeast = atLeast
    }
  }

  /// Bounds on the load after the plan.
  public struct Load: Sendable, Hashable {
    /// The largest standard deviation allowed.
    public var stddevAtMost: Double?
    /// The largest utilisation allowed on a node of the balance set.
    public var peakAtMost: Double?

    /// Creates bounds.
    public init(stddevAtMost: Double? = nil, peakAtMost: Double? = nil) {
      self.stddevAtMost = stddevAtMost
      self.peakAtMost = peakAtMost
    }
  }

  /// Creates an expectation of nothing.
  public init() {
    placements = [:]
    unmoved = []
    moved = []
    types = [:]
    load = [:]
    blocked = [:]
    before = []
    sameBatch = []
    relaxations = []
    warnings = []
    noWarnings = []
    broken = [:]
  }
}
