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
  /// Whether the scenario has no `expect` yet.
  var isNew = false
  /// Whether its `expect` is missing or empty, so that no plan could fail.
  var expectsNothing = false
  /// Whether what it came to was written into its file.
  var isRecorded = false

  /// How a run ended.
  enum Outcome: String, Codable {
    case passed
    /// Planned and legal, and nothing was expected of it.
    case nothingExpected
    /// Planned, and not as expected or not legal.
    case failed
    /// Not read or not planned.
    case error
  }

  var outcome: Outcome {
    if error != nil { return .error }
    if !differences.isEmpty || !violations.isEmpty { return .failed }
    return expectsNothing ? .nothingExpected : .passed
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
    expectsNothing = scenario.expect?.isEmpty ?? true
    do {
      let plan = try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
      violations =
        PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan).violations
      let greedy = try Self.greedy(scenario, plan, options)
      differences =
        scenario.expect?
        .differences(from: plan, for: scenario.inventory.cluster, greedy: greedy) ?? []
      self.plan = plan
    } catch {
      self.error = "\(error)"
    }
    seconds = began.duration(to: .now) / .seconds(1)
  }

  /// The greedy plan for the same input, where the expectation compares with it.
  private static func greedy(
    _ scenario: Scenario,
    _ plan: Plan,
    _ options: SolverOptions
  ) throws -> Plan? {
    guard scenario.expect?.greedyRatioAtMost != nil else { return nil }
    if options.method == .greedy { return plan }
    var options = options
    options.method = .greedy
    return try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
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
