import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Plan scenario files and compare with what they expect.",
    discussion: """
      Folders are searched; what is no scenario in them is passed over. Every plan is also checked \
      as 'verify' checks it.

      A scenario without 'expect' is planned and checked, and counted as 'nothing expected'.

      Exit status: 0 none failed; 1 a scenario failed, or there is none; 64 wrong usage.
      """
  )

  @Argument(help: "Scenario files and folders.", completion: .file())
  var paths: [String]

  @Option(help: ArgumentHelp("Only scenarios whose name or path contains this.", valueName: "text"))
  var filter: String?

  @Option(
    help: ArgumentHelp(
      "How to look: auto, exact, search, lns, greedy, or all of them; repeat for several.",
      valueName: "solver"
    )
  )
  var solver: [Ways] = []

  @OptionGroup(title: "Solver") var limits: SearchLimits

  @Option(
    name: [.short, .customLong("jobs")],
    help: ArgumentHelp("How many to run at a time. (default: one a core)", valueName: "n")
  )
  var jobs: Int?

  @Option(name: [.short, .customLong("output")], help: "The format: text or json.")
  var output: Format = .text

  @Option(
    help: ArgumentHelp("Where to write the results as JUnit XML.", valueName: "file"),
    completion: .file()
  )
  var junit: String?

  @Flag(help: "Write what scenarios without 'expect' come to into their files, for review.")
  var record = false

  @Flag(help: "Print failures and the summary only.")
  var quiet = false

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  /// One way to look, or all of them.
  enum Ways: String, ExpressibleByArgument, CaseIterable {
    case auto, exact, search, lns, greedy, all

    var methods: [SolverOptions.Method] {
      SolverOptions.Method(rawValue: rawValue).map { [$0] } ?? SolverOptions.Method.allCases
    }
  }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is 1 or more.") }
    if record, methods.count > 1 {
      throw ValidationError("--record takes one --solver; plans of several may differ.")
    }
  }

  private var methods: [SolverOptions.Method] {
    var methods: [SolverOptions.Method] = []
    for method in solver.flatMap(\.methods) where !methods.contains(method) {
      methods.append(method)
    }
    return methods.isEmpty ? [.auto] : methods
  }

  func run() throws {
    if let junit { try PlanFile.create(junit) }
    let tasks = try ScenarioTasks(paths: paths, filter: filter)
    guard !tasks.items.isEmpty else {
      let chosen = filter.map { " whose name or path contains '\($0)'" } ?? ""
      throw Failure(.badInput, "error: no scenario\(chosen) in \(paths.joined(separator: ", "))")
    }
    let methods = methods
    var report = TestReport()
    try tasks.run(
      methods.map(limits.options),
      threads: jobs ?? ProcessInfo.processInfo.activeProcessorCount
    ) { run in
      var run = run
      if record, run.isNew { run = recorded(run) }
      report.add(run)
      if output == .text { try show(run, withSolver: methods.count > 1) }
    }
    switch output {
    case .json: try Console.print(report.json())
    case .text: try Console.print(report.summary)
    }
    if let junit { try PlanFile.write(report.junit(), to: junit) }
    if !report.isSuccess { throw ExitCode(Failure.Status.badInput.rawValue) }
  }

  /// Writes a new scenario's expectation; what is against that is the run's error.
  private func recorded(_ run: ScenarioRun) -> ScenarioRun {
    guard run.outcome == .nothingExpected, let plan = run.plan else { return run }
    var run = run
    do {
      try ExpectationRecorder(plan: plan).record(into: run.path)
      run.isRecorded = true
    } catch {
      run.error = "\(error)"
    }
    return run
  }

  private func show(_ run: ScenarioRun, withSolver: Bool) throws {
    let name = run.name + (withSolver ? " [\(run.solver.rawValue)]" : "")
    switch run.outcome {
    case .passed:
      if !quiet { try Console.print("ok    \(name)") }
    case .nothingExpected where run.isRecorded:
      try Console.print("new   \(name) (\(run.path)): recorded, read it before you trust it")
    case .nothingExpected:
      if !quiet { try Console.print("none  \(name): nothing expected") }
    case .failed, .error:
      try Console.print("FAIL  \(name) (\(run.path))")
      for line in run.lines { try Console.print("      \(line)") }
    }
  }
}
