import ArgumentParser
import Foundation
import PlacementExecution
import PlacementIO
import PlacementReport
import PlacementSolver

/// The flags that turn a drain of several nodes into waves.
struct WaveArguments: ParsableArguments {
  @Flag(help: "Empty the nodes to drain in as few waves as possible; --out then names a folder.")
  var waves = false

  @Option(
    help: ArgumentHelp(
      "The most nodes that may be away at a time; as many as there is room for, without it.",
      valueName: "n"
    )
  )
  var maxUnavailable: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "While nodes are away, any other one may fail and its VMs find room."
  )
  var failover = true

  func validate() throws {
    if let maxUnavailable, maxUnavailable < 1 {
      throw ValidationError("--max-unavailable is 1 or more.")
    }
    if !waves, maxUnavailable != nil {
      throw ValidationError("--max-unavailable needs --waves.")
    }
  }

  /// Plans, checks and prints waves.
  func run(
    _ input: PlanInput,
    _ options: SolverOptions,
    _ output: OutputFormat,
    out: String?
  ) throws {
    guard !input.goal.drain.isEmpty else {
      throw Failure(
        .badInput,
        "error: --waves empties nodes one wave after the other: name them with --drain"
      )
    }
    if input.goal.onInfeasible == .relax {
      throw Failure(
        .badInput,
        "error: --waves relaxes nothing: use --on-infeasible stop or partial"
      )
    }
    for warning in input.warnings { Console.error("warning: \(warning)") }
    let maintenance = try ProgressLine().run { line in
      try Planner(options: options)
        .maintenance(
          input.inventory,
          goal: input.goal,
          maxUnavailable: maxUnavailable,
          failover: failover,
          context: line.context
        )
    }
    let problems = MaintenanceChecker(inventory: input.inventory, goal: input.goal)
      .check(maintenance)
    guard problems.isEmpty else {
      throw Failure(
        .refused,
        lines: ["error: the checker found the waves illegal, so they are not shown:"]
          + problems.map { "  \($0)" }
      )
    }
    if let out { try Self.write(maintenance, to: out) }
    try Self.show(maintenance, output)
    if maintenance.status == .infeasible { throw ExitCode(Failure.Status.infeasible.rawValue) }
  }

  static func show(_ maintenance: Maintenance, _ output: OutputFormat) throws {
    switch output {
    case .table: try Console.print(MaintenanceReport.table(maintenance, style: Console.style))
    case .json: try Console.print(String(decoding: try maintenance.json(), as: UTF8.self))
    case .markdown: try Console.print(MaintenanceReport.markdown(maintenance))
    case .html:
      throw ValidationError("Waves are shown as table, markdown or json; each wave has a page.")
    }
  }

  /// Writes the whole, and each wave's plan by itself, into a folder.
  private static func write(_ maintenance: Maintenance, to folder: String) throws {
    let url = URL(fileURLWithPath: folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw InputError(file: folder, message: "is no folder and cannot be made one")
    }
    // As a plan does, it holds the cluster that it was made for.
    try PrivateFile.write(
      try maintenance.json(),
      to: url.appending(path: "maintenance.json").path
    )
    for wave in maintenance.waves {
      try PlanFile.write(wave.plan, to: url.appending(path: "wave-\(wave.number).json").path)
    }
  }
}
