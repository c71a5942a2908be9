import ArgumentParser
import Foundation
import PlacementExecution
import PlacementIO
import PlacementSolver

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plan migrations for a cluster.",
    discussion: """
      INPUT is a scenario document, or files and folders with what 'kubectl get … -o json' or \
      '-o yaml' printed. What helps: nodes, vm, vmi, pods, pvc, pv, vmim, resourcequotas, and \
      nodes and pods of metrics.k8s.io.
      """
  )

  @Argument(
    help: ArgumentHelp("A scenario, or files and folders of Kubernetes objects."),
    completion: .file()
  )
  var input: [String] = []

  @Flag(help: "Read the cluster through kubectl instead of an input.")
  var live = false

  @OptionGroup(title: "Cluster") var cluster: KubectlArguments
  @OptionGroup(title: "Goal") var goal: GoalArguments
  @OptionGroup(title: "Waves") var waves: WaveArguments
  @OptionGroup(title: "Solver") var solver: SolverArguments

  @Option(
    name: [.short, .customLong("output")],
    help: "The format: table, markdown, json or html."
  )
  var output: OutputFormat = .table

  @OptionGroup(title: "More to show") var extras: ReportExtras

  @Option(
    help: ArgumentHelp("Where to write the plan document.", valueName: "file"),
    completion: .file()
  )
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Where to write what is planned for as a scenario, YAML or, for .json, JSON.",
      valueName: "file"
    ),
    completion: .file()
  )
  var saveScenario: String?

  @Option(
    help: ArgumentHelp(
      "Where to write the mixed-integer program, in CPLEX LP format.",
      valueName: "file"
    ),
    completion: .file()
  )
  var writeLp: String?

  @Option(
    help: ArgumentHelp(
      "VMs migrated less than this ago stay, such as 90m or 1h, unless their node is drained.",
      valueName: "duration"
    )
  )
  var cooldown: Cooldown?

  @Flag(inversion: .prefixedNo, help: "Look for other ways that may suit better.")
  var alternatives = true

  func validate() throws {
    if live == !input.isEmpty {
      throw ValidationError(
        live
          ? "--live reads the cluster itself; leave the input out."
          : "Missing expected argument '<input> ...': a scenario, files and folders, or --live."
      )
    }
    if waves.waves {
      if output == .html { throw ValidationError("--waves prints table, markdown or json.") }
      if writeLp != nil { throw ValidationError("--write-lp is for a single plan, not --waves.") }
      if cooldown != nil { throw ValidationError("--cooldown is for a single plan, not --waves.") }
      if goal.onInfeasible == .relax {
        throw ValidationError("--waves relaxes nothing: use --on-infeasible stop or partial.")
      }
    }
  }

  /// The input: what the paths say, or the cluster does.
  private func read() async throws -> PlanInput {
    guard live else { return try PlanInput(paths: input) }
    let snapshot = try await ClusterSnapshot.read(cluster.kubectl)
    let documents = try DocumentReader.read(snapshot.json, file: "cluster")
    var read = try PlanInput(documents: documents.map { ("cluster", $0) }, source: "cluster")
    read.warnings = snapshot.warnings + read.warnings
    return read
  }

  func run() async throws {
    var input = try await read()
    try MemoryLimit()?.check(input.inventory.cluster)
    try goal.apply(to: &input)
    let rest = cooldown?.stipulations(input)
    if let warning = rest?.warning { input.warnings.append(warning) }
    var options = solver.options(for: input.inventory.cluster)
    if let saveScenario, waves.waves { try input.save(asScenario: saveScenario) }
    if waves.waves { return try waves.run(input, options, output, out: out) }
    options.lpPath = writeLp
    options.proposesAlternatives = alternatives && input.isSmall
    if let writeLp { try PlanFile.create(writeLp) }
    // Before planning, so that there is a scenario to report where planning goes wrong.
    if let saveScenario { try input.save(asScenario: saveScenario) }
    let task = (inventory: input.inventory, goal: input.goal)
    let line = ProgressLine(leavingWith: { plan in
      try Self.check(plan, task.inventory, task.goal)
      if let out { try PlanFile.write(plan, to: out) }
      try Console.print(output.text(plan, file: out ?? "plan.json"))
    })
    let plan = try line.run { line in
      try Planner(options: options)
        .plan(
          input.inventory,
          goal: input.goal,
          stipulations: rest?.0 ?? Stipulations(),
          warnings: input.warnings,
          context: line.context
        )
    }
    try Self.check(plan, input.inventory, input.goal)
    if let writeLp, PlanFile.isEmpty(writeLp) {
      Console.error(
        "warning: no program was solved, so \(writeLp) is empty; --solver exact makes one"
      )
    }
    if let out { try PlanFile.write(plan, to: out) }
    let shown = try extras.made(for: plan, output)
    try Console.print(output.text(plan, file: out ?? "plan.json", extras: shown))
    if plan.status == .infeasible { throw ExitCode(Failure.Status.infeasible.rawValue) }
  }

  /// Lets the checker decide whether a plan may be shown.
  private static func check(_ plan: Plan, _ inventory: Inventory, _ goal: Goal) throws {
    let report = PlanChecker(inventory: inventory, goal: goal).check(plan)
    guard report.isLegal else {
      throw Failure(
        .refused,
        lines: ["error: the checker found the plan illegal, so it is not shown:"]
          + report.violations.map { "  \($0)" }
      )
    }
  }
}
