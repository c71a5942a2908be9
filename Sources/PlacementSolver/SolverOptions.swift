/// How hard and in what way to look for a placement.
public struct SolverOptions: Sendable, Hashable {
  /// The way.
  public var method: Method
  /// Wall-clock time; `nil` for no limit.
  ///
  /// A plan made under a time limit may differ from run to run and from machine to machine.
  public var timeLimit: Duration?
  /// Work: move evaluations, with simplex iterations converted.
  ///
  /// The same limit gives the same plan everywhere. `nil` chooses one by the size of the cluster.
  public var workLimit: Int?
  /// Where random choices start.
  public var seed: UInt64
  /// Where to write the mixed-integer program in CPLEX LP format.
  public var lpPath: String?

  /// Whether to look for alternatives that may suit better; takes several times as long.
  public var proposesAlternatives = false
  /// Whether to prove how good the plan is, which for greedy's takes longer than making it.
  ///
  /// Without, ``/PlacementModel/SolverInfo/bound`` is 0 unless the exact solver has one.
  public var provesBound = true
  /// Whether to find out what would make an impossible goal possible, and what is in conflict.
  package var findsRelaxations = true

  /// How a placement is looked for.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Exact where that is promising, else search.
    case auto
    /// The mixed-integer program, with search's placement to start from.
    case exact
    /// Greedy, then local search.
    case search
    /// Search, most of it in large neighbourhoods, each solved as a mixed-integer program.
    case lns
    /// Steepest descent.
    case greedy
  }

  /// Creates options.
  public init(
    method: Method = .auto,
    timeLimit: Duration? = nil,
    workLimit: Int? = nil,
    seed: UInt64 = 1,
    lpPath: String? = nil
  ) {
    self.method = method
    self.timeLimit = timeLimit
    self.workLimit = workLimit
    self.seed = seed
    self.lpPath = lpPath
  }
}
