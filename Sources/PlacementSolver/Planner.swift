import PlacementModel

/// Plans where virtual machines should be and in which order they get there.
///
/// ```swift
/// let plan = try Planner().plan(inventory, goal: Goal(drain: ["worker-02"]))
/// for move in plan.migrations { print(move.vm, move.from ?? "-", "→", move.to) }
/// ```
public struct Planner: Sendable {
  /// How to look.
  public var options: SolverOptions
  /// What solves mixed-integer programs; `nil` plans with greedy and search alone.
  public var backend: (any MIPBackend)?

  /// Creates a planner.
  public init(
    options: SolverOptions = SolverOptions(),
    backend: (any MIPBackend)? = Planner.defaultBackend
  ) {
    self.options = options
    self.backend = backend
  }

  /// GLPK; `nil` in a build without it.
  public static var defaultBackend: (any MIPBackend)? {
    #if GLPK
    GLPKBackend()
    #else
    nil
    #endif
  }

  /// Makes a plan.
  ///
  /// The plan is never worse than doing nothing (where that is allowed), than the forced moves
  /// alone, or than greedy's. Have ``PlanChecker`` look at it before acting on it.
  ///
  /// - Parameters:
  ///   - inventory: The cluster, its rules and limits.
  ///   - goal: What is wanted.
  ///   - warnings: What was noticed while the inventory was read; the plan lists it first.
  ///   - earlier: Nodes of virtual machines by name, as in an earlier plan: one more place to search
  ///     from. What is not there or not allowed any more is passed over.
  ///   - isCancelled: Asked now and then. Once it says yes, the best plan so far is made, and its
  ///     termination is `interrupted`. Forced moves are planned in any case.
  ///   - progress: Told about each step, on any thread.
  /// - Throws: ``PlanningError`` where the task makes no sense; `EncodingError` where a number in
  ///   the inventory is not finite. A goal that cannot be reached is a plan whose status says so.
  public func plan(
    _ inventory: Inventory,
    goal: Goal = Goal(),
    warnings: [String] = [],
    startingFrom earlier: [String: String] = [:],
    isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled },
    progress: (@Sendable (PlanningProgress) -> Void)? = nil
  ) throws -> Plan {
    let began = ContinuousClock.now
    let problem = try Problem(inventory: inventory, goal: goal)
    var budget = Budget(
      workLimit: options.workLimit ?? Portfolio.defaultWork(problem),
      deadline: options.timeLimit.map { began + $0 },
      isCancelled: Cancellation(isCancelled).isAskedFor
    )
    var portfolio = Portfolio(problem: problem, options: options, backend: backend)
    portfolio.report = progress
    if !earlier.isEmpty { portfolio.warmStart = problem.nodes(named: earlier) }
    let result = portfolio.run(&budget)
    let builder = PlanBuilder(problem: problem, result: result)
    var plan = builder.plan()
    plan.warnings = warnings + plan.warnings
    plan.solver.seconds = began.duration(to: .now) / .seconds(1)
    plan.solver.work = budget.work
    return try plan.sealed(inventory: inventory)
  }
}

extension Problem {
  /// The node of each VM: where the names say, else where it starts.
  func nodes(named names: [String: String]) -> [Int32] {
    var ids: [String: Int32] = [:]
    for (n, node) in inventory.cluster.nodes.enumerated() { ids[node.name] = Int32(n) }
    return self.names.enumerated().map { v, name in
      names[name].flatMap { ids[$0] } ?? start[v]
    }
  }
}
