import PlacementModel

/// Anything that solves mixed-integer programs.
///
/// GLPK is the one that comes with this package (unless it is built without the trait `GLPK`);
/// conform a type of your own to plan with another, and hand it to
/// ``Planner/init(options:backend:)``. Bounds that a backend states wrongly make plans that claim
/// too much, but never illegal ones: objectives are recomputed and states checked elsewhere.
public protocol MIPBackend: Sendable {
  /// Minimises a model within limits, from an incumbent where there is one.
  ///
  /// Never traps and never exceeds the time limit by more than a moment: what goes wrong is a
  /// result with ``MIPResult/Status/failed(_:)``.
  ///
  /// - Parameters:
  ///   - model: What to minimise.
  ///   - incumbent: A feasible value for each variable.
  ///   - limits: When to stop.
  func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult
}

/// Limits of one solve.
public struct MIPLimits: Sendable {
  /// Wall-clock time; `nil` for no limit.
  public var time: Duration?
  /// Work in the units of ``SolverOptions/workLimit``; `nil` for no limit.
  public var work: Int?
  /// The relative gap at which to stop.
  public var relativeGap = 1e-9
  /// Memory in MiB; 0 for no limit.
  public var memory = 4_096
  /// Where to write the model in CPLEX LP format.
  public var lpPath: String?
  /// Asked now and then; the solve ends soon after it says yes.
  public var isCancelled: @Sendable () -> Bool = { Task.isCancelled }

  /// Creates limits that only cancellation and memory set.
  public init() {}
}

/// What a solve came to.
public struct MIPResult: Sendable {
  /// Why it stopped.
  public enum Status: Sendable, Equatable {
    /// The solution is proven best, to within the relative gap.
    case optimal
    /// A limit was reached, with or without a solution.
    case stopped(SolverInfo.Termination)
    /// There is proven to be no solution.
    case infeasible
    /// Something went wrong, in the backend's own words.
    case failed(String)
  }

  /// Why it stopped.
  public var status: Status
  /// One value a variable, where there is a solution.
  public var values: [Double]?
  /// The solution's cost, the model's constant included.
  public var objective: Double
  /// A proven lower bound on the cost; minus infinity where none is known.
  public var bound: Double
  /// Work spent, in the units of ``SolverOptions/workLimit``; the same on every machine.
  public var work: Int

  /// Creates a result.
  public init(
    status: Status,
    values: [Double]? = nil,
    objective: Double = .nan,
    bound: Double = -.infinity,
    work: Int = 0
  ) {
    self.status = status
    self.values = values
    self.objective = objective
    self.bound = bound
    self.work = work
  }
}
