import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Plan scenario files and compare with what they expect.",
    discussion: "Folders are searched; what is no scenario in them is passed over."
  )

  @Argument(help: "Scenario files and folders.")
  var paths: [String]

  @OptionGroup(title: "Solver") var solver: SolverArguments

  @Option(help: ArgumentHelp("Only scenarios whose name contains this.", valueName: "text"))
  var filter: String?

  @Flag(help: "Print failures and the summary only.")
  var quiet = false

  func run() throws {
    var (passed, failed) = (0, 0)
    for (path, isNamed) in try ScenarioFiles.files(at: paths) {
      guard let verdict = verdict(path, isNamed: isNamed) else { continue }
      if verdict.differences.isEmpty {
        passed += 1
        if !quiet { try Console.print("ok    \(verdict.name)") }
      } else {
        failed += 1
        try Console.print("FAIL  \(verdict.name) (\(path))")
        for line in verdict.differences { try Console.print("      \(line)") }
      }
    }
    guard passed + failed > 0 else {
      throw Failure(.badInput, "error: no scenario in \(paths.joined(separator: ", "))")
    }
    try Console.print("\(passed) passed, \(failed) failed")
    if failed > 0 { throw ExitCode(Failure.Status.badInput.rawValue) }
  }

  private func verdict(
    _ path: String,
    isNamed: Bool
  ) -> (name: String, differences: [String])? {
    do {
      let roots = try DocumentReader.read(path: path)
      if !isNamed, !roots.contains(where: ScenarioFiles.isScenario) { return nil }
      let scenario = try Scenario(contentsOfFile: path)
      if let filter, !scenario.name.contains(filter) { return nil }
      let plan = try Planner(options: solver.options).plan(scenario.inventory, goal: scenario.goal)
      let report = PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan)
      let illegal = report.violations.map { "illegal: \($0)" }
      return (scenario.name, illegal + (differences(scenario, plan)))
    } catch {
      return (URL(fileURLWithPath: path).lastPathComponent, ["\(error)"])
    }
  }

  private func differences(_ scenario: Scenario, _ plan: Plan) -> [String] {
    scenario.expect?.differences(from: plan, for: scenario.inventory.cluster) ?? []
  }
}
