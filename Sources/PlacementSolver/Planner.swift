import PlacementChecker
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
  /// alone, or than greedy's. Have ``/PlacementChecker/PlanChecker`` look at it before acting on it.
  ///
  /// - Parameters:
  ///   - inventory: The cluster, its rules and limits.
  ///   - goal: What is wanted.
  ///   - stipulations: What is decided already. Where it cannot be kept, the plan is infeasible.
  ///   - warnings: What was noticed while the inventory was read; the plan lists it first.
  ///   - earlier: Nodes of virtual machines by name, as in an earlier plan: one more place to search
  ///     from. What is not there or not allowed any more is passed over.
  ///   - context: A deadline, who may stop it, and who is told how it goes.
  /// - Throws: ``PlanningError`` where the task makes no sense; `EncodingError` where a number in
  ///   the inventory is not finite. A goal that cannot be reached is a plan whose status says so.
  public func plan(
    _ inventory: Inventory,
    goal: Goal = Goal(),
    stipulations: Stipulations = Stipulations(),
    warnings: [String] = [],
    startingFrom earlier: [String: String] = [:],
    context: SolveContext = SolveContext()
  ) throws -> Plan {
    let context = context.solve(options, work: .max)
    var draft = try draft(
      inventory,
      goal: goal,
      stipulations: stipulations,
      startingFrom: earlier,
      context: context
    )
    if options.findsRelaxations { try explain(&draft, inventory, goal, stipulations, context) }
    var plan = draft.plan
    plan.warnings = warnings + plan.warnings
    if !warnings.isEmpty { plan.inputWarnings = warnings }
    if !stipulations.isEmpty { plan.stipulations = stipulations }
    if options.proposesAlternatives {
      plan.alternatives =
        AlternativeFinder(
          planner: self,
          inventory: inventory,
          stipulations: stipulations,
          plan: plan,
          context: context
        )
        .alternatives()
    }
    plan.solver.seconds = context.elapsed / .seconds(1)
    return try plan.sealed(inventory: inventory)
  }

  /// A plan that is not sealed yet, with what it was made of.
  struct Draft {
    var plan: Plan
    var problem: Problem
    /// The placement in which as much as possible is done, whether that is planned or not.
    var end: Placement
  }

  /// Makes a plan without looking for ways around what is impossible.
  func draft(
    _ inventory: Inventory,
    goal: Goal,
    stipulations: Stipulations = Stipulations(),
    startingFrom earlier: [String: String] = [:],
    context: SolveContext
  ) throws -> Draft {
    let problem = try Problem(inventory: inventory, goal: goal, stipulations: stipulations)
    let usual = options.workLimit ?? Portfolio.defaultWork(problem)
    var context = context.solve(options, work: usual)
    var portfolio = Portfolio(problem: problem, options: options, backend: backend)
    if !earlier.isEmpty { portfolio.warmStart = problem.nodes(named: earlier) }
    portfolio.stipulations = stipulations
    let result = portfolio.run(&context)
    var plan = PlanBuilder(problem: problem, result: result).plan()
    plan.solver.work = context.work
    return Draft(plan: plan, problem: problem, end: result.best.order.placement)
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
