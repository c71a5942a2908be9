import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Numbers of moves and the balance they bring.
@Suite struct CompareTests {
  private func front(_ path: String) throws -> (Comparison, Plan) {
    let scenario = try Scenario(contentsOfFile: ScenarioFixtures.path(path))
    let comparison = try Planner().compare(scenario.inventory, goal: scenario.goal, weights: [])
    return (comparison, try Planner().plan(scenario.inventory, goal: scenario.goal))
  }

  @Test func moreMovesAreNeverWorse() throws {
    let (comparison, plan) = try front("balance/four-workers.yaml")
    let objectives = comparison.front.map(\.figures.objective)
    #expect(objectives == objectives.sorted(by: >))
    #expect(comparison.front.first?.limit == 0 && comparison.front.first?.share == 0)
    #expect(comparison.front.last?.share == 1)
    #expect(comparison.front.last?.figures.migrations == plan.summary.migrations)
  }

  @Test func aDrainBeginsWithWhatMustLeave() throws {
    let (comparison, plan) = try front("dialogue/drain-two-cold.yaml")
    // Five VMs must leave, and nothing else pays.
    #expect(comparison.front.map(\.limit) == [5])
    #expect(comparison.front.first?.figures.migrations == plan.summary.migrations)
    #expect(comparison.knee == nil)
  }
}
