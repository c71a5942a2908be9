import Foundation
import PlacementIO
import PlacementSolver

/// One scenario planned in one way, and what came of it.
struct ScenarioRun: Sendable {
  /// The file.
  var path: String
  /// The scenario's name; the file's where it cannot be read.
  var name: String
  /// How it was planned.
  var solver: SolverOptions.Method
  /// How long reading, planning and checking took.
  var seconds: Double
  /// The plan, where there is one.
  var plan: Plan?
  /// What is not as expected.
  var differences: [Expectation.Difference] = []
  /// What the checker has against the plan.
  var violations: [Violation] = []
  /// Why there is no plan.
  var error: String?
  /// Whether the scenario expects nothing yet.
  var isNew = false
  /// Whether what it came to was written into its file.
  var isRecorded = false

  /// How a run ended.
  enum Outcome: String, Codable {
    case passed
    /// Planned, and not as expected or not legal.
    case failed
    /// Not read or not planned.
    case error
  }

  var outcome: Outcome {
    if error != nil { return .error }
    return differences.isEmpty && violations.isEmpty ? .passed : .failed
  }

  /// What is wrong, and what the plan is instead, a line each.
  var lines: [String] {
    var lines = TestReport.Result(self).lines
    guard let plan else { return lines }
    lines.append(
      "the plan: \(plan.status.rawValue), \(plan.migrations.isEmpty ? "no moves" : "these moves")"
    )
    for move in plan.migrations.prefix(Self.movesShown) {
      lines.append(
        "  batch \(move.batch), \(move.type.rawValue): \(move.vm) \(move.from ?? "-") → \(move.to)"
      )
    }
    let more = plan.migrations.count - Self.movesShown
    if more > 0 { lines.append("  … and \(more) more") }
    return lines
  }

  private static let movesShown = 12

  /// Plans a scenario and compares.
  init(_ scenario: Scenario, path: String, options: SolverOptions) {
    let began = ContinuousClock.now
    self.path = path
    name = scenario.name
    solver = options.method
    isNew = scenario.expect == nil
    do {
      let plan = try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
      violations =
        PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan).violations
      differences =
        scenario.expect?.differences(from: plan, for: scenario.inventory.cluster) ?? []
      self.plan = plan
    } catch {
      self.error = "\(error)"
    }
    seconds = began.duration(to: .now) / .seconds(1)
  }

  /// A file that cannot be read.
  init(unreadable path: String, options: SolverOptions, error: InputError) {
    self.path = path
    name = URL(fileURLWithPath: path).lastPathComponent
    solver = options.method
    seconds = 0
    self.error = "\(error)"
  }
}
