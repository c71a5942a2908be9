import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Every way of solving on every scenario there is; the checker alone decides.
@Suite struct ConformanceTests {
  /// Every method, and what a build without GLPK does by default.
  private static let ways: [(SolverOptions.Method, (any MIPBackend)?)] = [
    (.greedy, nil), (.search, nil), (.lns, Planner.defaultBackend),
    (.exact, Planner.defaultBackend), (.auto, nil),
  ]

  @Test func thereAreScenarios() { #expect(ScenarioLibrary.paths().count > 200) }

  @Test(arguments: ScenarioLibrary.paths())
  func everySolverPlansLegally(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    let checker = PlanChecker(inventory: scenario.inventory, goal: scenario.goal)
    for (method, backend) in Self.ways {
      var options = SolverOptions(method: method, workLimit: 1_000)
      options.findsRelaxations = scenario.goal.onInfeasible == .relax
      let plan = try Planner(options: options, backend: backend)
        .plan(scenario.inventory, goal: scenario.goal)
      let report = checker.check(plan)
      #expect(
        report.isLegal,
        "\(method), \(backend == nil ? "no" : "with") GLPK: \(report.violations.map(\.description))"
      )
    }
  }
}
