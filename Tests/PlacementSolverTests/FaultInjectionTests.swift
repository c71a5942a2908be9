import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Whatever the solver of programs does, the plan is legal, no worse than greedy's, and says so.
@Suite struct FaultInjectionTests {
  /// A way to be broken, wrapped around a backend that works.
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Whether the plan must say that something went wrong.
    var isNamed = false
    var spoil: @Sendable (MIPModel, MIPResult) -> MIPResult
  }

  static let faults: [Fault] = [
    Fault(testDescription: "aborts", isNamed: true) { _, _ in
      MIPResult(status: .failed("glp_free: memory block corrupted"))
    },
    Fault(testDescription: "runs out of memory", isNamed: true) { _, _ in
      MIPResult(status: .failed("glp_alloc: memory allocation limit exceeded"))
    },
    Fault(testDescription: "is out of time before it begins") { _, _ in
      MIPResult(status: .stopped(.timeLimit))
    },
    Fault(testDescription: "is interrupted") { _, _ in MIPResult(status: .stopped(.interrupted)) },
    Fault(testDescription: "finds nothing feasible", isNamed: true) { _, _ in
      MIPResult(status: .infeasible, work: 1)
    },
    Fault(testDescription: "says optimal and gives no values", isNamed: true) { _, _ in
      MIPResult(status: .optimal, objective: 0, bound: 0, work: 1)
    },
    Fault(testDescription: "gives no number for any variable") { model, _ in
      MIPResult(
        status: .optimal,
        values: [Double](repeating: .nan, count: model.variableCount),
        objective: .nan,
        bound: .nan,
        work: 1_000
      )
    },
    Fault(testDescription: "gives infinite values") { model, _ in
      MIPResult(
        status: .optimal,
        values: [Double](repeating: .infinity, count: model.variableCount),
        objective: -.infinity,
        bound: -.infinity,
        work: 1_000
      )
    },
    Fault(testDescription: "sets every binary") { model, _ in
      MIPResult(
        status: .optimal,
        values: [Double](repeating: 1, count: model.variableCount),
        objective: 0,
        bound: 0,
        work: 1_000
      )
    },
    Fault(testDescription: "gives too few values", isNamed: true) { model, _ in
      MIPResult(
        status: .optimal,
        values: [Double](repeating: 0, count: model.variableCount / 2),
        objective: 0,
        bound: 0,
        work: 1_000
      )
    },
    Fault(testDescription: "claims to be optimal with the first solution it had") { _, right in
      var wrong = right
      wrong.status = .optimal
      wrong.objective = -1
      return wrong
    },
    Fault(testDescription: "knows no bound") { _, right in
      var wrong = right
      wrong.bound = -.infinity
      return wrong
    },
    Fault(testDescription: "counts its work below zero") { _, right in
      var wrong = right
      wrong.work = -5
      return wrong
    },
  ]

  private struct Broken: MIPBackend {
    var fault: Fault

    func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult {
      let right =
        Planner.defaultBackend?.solve(model, incumbent: incumbent, limits: limits)
        ?? MIPResult(status: .failed("no solver"))
      return fault.spoil(model, right)
    }
  }

  @Test(arguments: faults)
  func thePlanIsGoodAllTheSame(fault: Fault) throws {
    for seed in UInt64(700)..<712 {
      let drawn = RandomCase(seed: seed)
      let options = SolverOptions(method: .exact, workLimit: 8_000)
      let plan = try Planner(options: options, backend: Broken(fault: fault))
        .plan(drawn.inventory, goal: drawn.goal)
      let report = PlanChecker(inventory: drawn.inventory, goal: drawn.goal).check(plan)
      #expect(report.isLegal, "seed \(seed): \(report.violations.map(\.description))")
      let greedy = try Planner(options: SolverOptions(method: .greedy))
        .plan(drawn.inventory, goal: drawn.goal)
      if plan.blocked.count == greedy.blocked.count {
        #expect(plan.solver.objective <= greedy.solver.objective + 1e-9, "seed \(seed)")
      }
      #expect(plan.solver.bound.isFinite && plan.solver.bound <= plan.solver.objective + 1e-9)
      if fault.isNamed {
        #expect(plan.solver.fallback?.isEmpty == false, "seed \(seed): nothing says so")
      }
    }
  }
}
