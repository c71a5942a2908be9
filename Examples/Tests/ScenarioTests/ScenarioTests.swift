import Foundation
import PlacementIO
import PlacementSolver
import Testing

/// Your clusters as regression tests: every scenario file must be planned as it expects.
@Suite struct ScenarioTests {
  static var files: [URL] {
    let folder = Bundle.module.resourceURL?.appending(path: "Scenarios")
    return folder.flatMap {
      try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    } ?? []
  }

  @Test func thereAreScenarios() { #expect(!Self.files.isEmpty) }

  @Test(arguments: files)
  func plansAsExpected(file: URL) throws {
    let scenario = try Scenario(contentsOfFile: file.path)
    let plan = try Planner().plan(scenario.inventory, goal: scenario.goal)
    let report = PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan)
    #expect(report.violations.isEmpty)
    let expectation = try #require(scenario.expect)
    #expect(expectation.differences(from: plan, for: scenario.inventory.cluster).isEmpty)
  }
}
