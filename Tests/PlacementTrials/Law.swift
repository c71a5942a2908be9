import PlacementModel
import PlacementSolver

/// Something that must hold for every trial and every way of solving it.
public struct Law: Sendable {
  /// What it is called in reports and files.
  public var name: String
  /// What is wrong, in one line; `nil` where nothing is, or where the law has nothing to say.
  public var breach: @Sendable (Trial, Solvers) throws -> String?

  /// Creates a law.
  public init(_ name: String, _ breach: @escaping @Sendable (Trial, Solvers) throws -> String?) {
    self.name = name
    self.breach = breach
  }

  /// All laws, the cheapest first.
  public static let all: [Law] =
    [legal, neverWorse, boundsHold, optimal] + metamorphic
}

/// How plans are made while laws are tried.
public struct Solvers: Sendable {
  /// The ways.
  public var methods: [SolverOptions.Method]
  /// Work for each plan.
  public var work: Int
  /// What solves programs.
  public var backend: (any MIPBackend)?

  /// Creates a way of planning.
  public init(
    methods: [SolverOptions.Method] = SolverOptions.Method.allCases,
    work: Int = 10_000,
    backend: (any MIPBackend)? = Planner.defaultBackend
  ) {
    self.methods = methods
    self.work = work
    self.backend = backend
  }

  /// Plans.
  public func plan(_ trial: Trial, _ method: SolverOptions.Method) throws -> Plan {
    let options = SolverOptions(method: method, workLimit: work)
    return try Planner(options: options, backend: backend).plan(trial.inventory, goal: trial.goal)
  }

  /// One plan a method.
  func plans(_ trial: Trial) throws -> [(method: SolverOptions.Method, plan: Plan)] {
    try methods.map { ($0, try plan(trial, $0)) }
  }

  /// Whether a plan was bought at the price of what was demanded: then it is no yardstick.
  static func left(_ plan: Plan) -> Int { plan.blocked.count }

  /// What of the levels is not done after a plan, in billionths so that rounding does not tell.
  static func levels(_ plan: Plan) -> [Int] {
    (plan.levels ?? []).map { Int(($0.after * 1e9).rounded()) }
  }
}

extension Law {
  /// The checker has nothing against any plan.
  static let legal = Law("legal") { trial, solvers in
    let checker = PlanChecker(inventory: trial.inventory, goal: trial.goal)
    for (method, plan) in try solvers.plans(trial) {
      if let violation = checker.check(plan).violations.first { return "\(method): \(violation)" }
    }
    return nil
  }

  /// No plan is worse than the forced moves alone, and none than greedy's.
  static let neverWorse = Law("never-worse") { trial, solvers in
    let greedy = try solvers.plan(trial, .greedy)
    for (method, plan) in try solvers.plans(trial) where plan.status != .infeasible {
      if plan.solver.objective > plan.solver.stay + 1e-9 {
        return "\(method): objective \(plan.solver.objective) above stay \(plan.solver.stay)"
      }
      if greedy.status != .infeasible, Solvers.left(plan) > Solvers.left(greedy) {
        return "\(method): \(Solvers.left(plan)) left, greedy leaves \(Solvers.left(greedy))"
      }
      if Solvers.left(plan) == Solvers.left(greedy),
        plan.solver.objective > greedy.solver.objective + 1e-9
      {
        return "\(method): objective \(plan.solver.objective), greedy has "
          + "\(greedy.solver.objective)"
      }
    }
    return nil
  }

  /// No bound lies above the objective of any plan that leaves no more undone.
  static let boundsHold = Law("bounds-hold") { trial, solvers in
    let plans = try solvers.plans(trial).filter { $0.plan.status != .infeasible }
    for (method, plan) in plans {
      for (other, reached) in plans where Solvers.left(reached) == Solvers.left(plan) {
        if plan.solver.bound > reached.solver.objective + 1e-6 {
          return "\(method): bound \(plan.solver.bound) above \(other)'s objective "
            + "\(reached.solver.objective)"
        }
      }
    }
    return nil
  }
}
