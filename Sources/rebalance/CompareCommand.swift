import ArgumentParser
import Foundation
import PlacementIO
import PlacementReport
import PlacementSolver

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare weights, and moves with the balance they bring.",
    discussion: """
      Plans for the weights 50/50, 70/30 and 30/70, and for at most 0, 1, 2, 3, 5, 8 … moves, and \
      marks the number after which more moves bring less.
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, markdown, json, svg }

  @Argument(
    help: ArgumentHelp("A scenario, or files and folders of Kubernetes objects."),
    completion: .file()
  )
  var input: [String]

  @OptionGroup(title: "Goal") var goal: GoalArguments
  @OptionGroup(title: "Solver") var solver: SolverArguments

  @Option(help: ArgumentHelp("The most moves to look at.", valueName: "n"))
  var most: Int = 50

  @Option(name: [.short, .customLong("output")], help: "The format: table, markdown, json or svg.")
  var output: Format = .table

  func validate() throws {
    if most < 0 || most > 100_000 { throw ValidationError("--most is 0 to 100000.") }
  }

  func run() throws {
    var input = try PlanInput(paths: input)
    try MemoryLimit()?.check(input.inventory.cluster)
    try goal.apply(to: &input)
    for warning in input.warnings { Console.error("warning: \(warning)") }
    var options = solver.limits.options(solver.solver)
    // Many plans are made: each gets work for seconds at most, and time does not count unless it was
    // asked for.
    if options.workLimit == nil, options.timeLimit == nil {
      options.workLimit = Self.work(input.inventory.cluster)
    }
    let comparison = try ProgressLine()
      .run { line in
        try Planner(options: options)
          .compare(
            input.inventory,
            goal: input.goal,
            most: most,
            context: line.context
          )
      }
    try Console.print(text(comparison))
  }

  /// The work for each plan: with less, the plans for many VMs would be greedy's over again.
  static func work(_ cluster: Cluster) -> Int {
    min(20_000_000, max(2_000_000, 3_000 * cluster.virtualMachines.count))
  }

  private func text(_ comparison: Comparison) throws -> String {
    switch output {
    case .table: return ComparisonReport.table(comparison, style: Console.style)
    case .markdown: return ComparisonReport.markdown(comparison)
    case .svg: return ComparisonReport.svg(comparison)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(comparison), as: UTF8.self) + "\n"
    }
  }
}
