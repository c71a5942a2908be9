import Foundation
import PlacementIO
import PlacementSolver

extension PlanInput {
  /// Writes what is planned for as a scenario that is called like its file.
  func save(asScenario path: String) throws {
    let url = URL(fileURLWithPath: path)
    let scenario = Scenario(
      name: url.deletingPathExtension().lastPathComponent,
      inventory: inventory,
      goal: goal
    )
    let isJSON = url.pathExtension.lowercased() == "json"
    try PlanFile.write(ScenarioWriter.text(scenario, as: isJSON ? .json : .yaml), to: path)
  }
}
