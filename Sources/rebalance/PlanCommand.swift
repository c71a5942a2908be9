import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plan migrations for a cluster.",
    discussion: """
      INPUT is a scenario document, or files and folders with what 'kubectl get … -o json' or \
      '-o yaml' printed. What helps: nodes, vm, vmi, pods, pvc, pv, vmim, resourcequotas, and \
      nodes and pods of metrics.k8s.io.
      """
  )

  @Argument(help: ArgumentHelp("A scenario, or files and folders of Kubernetes objects."))
  var input: [String]

  @OptionGroup(title: "Goal") var goal: GoalArguments
  @OptionGroup(title: "Solver") var solver: SolverArguments

  @Option(
    name: [.short, .customLong("output")],
    help: "The format: table, markdown, json or html."
  )
  var output: OutputFormat = .table

  @Option(help: ArgumentHelp("Where to write the plan document.", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Where to write what is planned for as a scenario, YAML or, for .json, JSON.",
      valueName: "file"
    )
  )
  var saveScenario: String?

  @Option(
    help: ArgumentHelp(
      "Where to write the mixed-integer program, in CPLEX LP format.",
      valueName: "file"
    )
  )
  var writeLp: String?

  func run() throws {
    var input = try PlanInput(paths: input)
    try goal.apply(to: &input)
    var options = solver.options(for: input.inventory.cluster)
    options.lpPath = writeLp
    if let writeLp { try PlanFile.create(writeLp) }
    // Before planning, so that there is a scenario to report where planning goes wrong.
    if let saveScenario { try input.save(asScenario: saveScenario) }
    let plan = try ProgressLine().run { line in
      try Planner(options: options)
        .plan(
          input.inventory,
          goal: input.goal,
          warnings: input.warnings,
          isCancelled: line.isCancelled,
          progress: line.show
        )
    }
    let report = PlanChecker(inventory: input.inventory, goal: input.goal).check(plan)
    guard report.isLegal else {
      throw Failure(
        .refused,
        lines: ["error: the checker found the plan illegal, so it is not shown:"]
          + report.violations.map { "  \($0)" }
      )
    }
    if let writeLp, PlanFile.isEmpty(writeLp) {
      Console.error(
        "warning: no program was solved, so \(writeLp) is empty; --solver exact makes one"
      )
    }
    if let out { try PlanFile.write(plan, to: out) }
    try Console.print(output.text(plan, file: out ?? "plan.json"))
    if plan.status == .infeasible { throw ExitCode(Failure.Status.infeasible.rawValue) }
  }
}
