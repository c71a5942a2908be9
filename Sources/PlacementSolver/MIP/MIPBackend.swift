/// Anything that solves mixed-integer programs.
protocol MIPBackend: Sendable {
  /// Minimises a model within limits, from an incumbent where there is one.
  ///
  /// Never traps and never exceeds the time limit by more than a moment: what goes wrong is a
  /// result with ``MIPResult/Status/failed``.
  func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult
}

/// Limits of one solve.
struct MIPLimits {
  /// Wall-clock time; `nil` for no limit.
  var time: Duration?
  /// Work in the units of ``Budget``; `nil` for no limit.
  var work: Int?
  /// The relative gap at which to stop.
  var relativeGap = 1e-9
  /// Memory in MiB; 0 for no limit.
  var memory = 4_096
  /// Where to write the model in CPLEX LP format.
  var lpPath: String?
  var isCancelled: @Sendable () -> Bool = { Task.isCancelled }
}

/// What a solve came to.
struct MIPResult {
  /// Why it stopped.
  enum Status: Equatable {
    case optimal
    /// A limit was reached, with or without a solution.
    case stopped(SolverInfo.Termination)
    case infeasible
    case failed(String)
  }

  var status: Status
  /// One value a variable, where there is a solution.
  var values: [Double]?
  /// The solution's cost.
  var objective: Double
  /// A proven lower bound on the cost.
  var bound: Double
  var work: Int
}
