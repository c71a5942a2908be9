import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Every way of solving on every scenario there is; the checker alone decides.
@Suite struct ConformanceTests {
  @Test func thereAreScenarios() { #expect(ScenarioLibrary.paths().count > 200) }

  @Test(arguments: ScenarioLibrary.paths())
  func everySolverPlansLegally(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    let checker = PlanChecker(inventory: scenario.inventory, goal: scenario.goal)
    for method in SolverOptions.Method.allCases {
      for backend in [Planner.defaultBackend, nil] where method != .greedy || backend == nil {
        var options = SolverOptions(method: method, workLimit: 3_000)
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

  /// What a scenario expects, the default way of solving finds with little work.
  @Test(arguments: ScenarioLibrary.paths().filter { !$0.hasPrefix("scale/") })
  func expectationsAreMet(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    let expectation = try #require(scenario.expect)
    let plan = try Planner(options: SolverOptions(workLimit: 100_000))
      .plan(scenario.inventory, goal: scenario.goal)
    let differences = expectation.differences(from: plan, for: scenario.inventory.cluster)
    #expect(differences.isEmpty, "\(differences.map(\.description))")
  }
}
