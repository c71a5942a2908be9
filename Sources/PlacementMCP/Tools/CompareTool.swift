import PlacementModel
import PlacementReport
import PlacementSolver

/// Compares goals without choosing one.
struct CompareTool: Tool {
  /// The work for each of the plans that are made.
  private static let work = 300_000

  let definition = ToolDefinition(
    name: "compare",
    title: "Compare weights and numbers of moves",
    description: """
      Plans for the weights 50/50, 70/30 and 30/70 of cpu and memory, and for at most 0, 1, 2, 3, \
      5, 8 … moves, and says after which number more moves bring less. For a user who wonders \
      what matters or how many moves are worth it. Keeps no plan.
      """,
    input: PlanSource.properties + GoalOptions.properties + [
      .optional("most", .integer(from: 0, to: 200), "The most moves to look at; 20 by default.")
    ],
    output: [
      .required(
        "presets",
        .array(
          of: .open([
            .required("weights", .anyObject, "The weights of cpu and memory."),
            .required("figures", .figures, "What they come to."),
          ])
        ),
        "What each pair of weights comes to."
      ),
      .required(
        "front",
        .array(
          of: .open([
            .required("limit", .integer(from: 0), "The most moves."),
            .required("figures", .figures, "What they come to."),
            .required("share", .number(), "The share of the whole improvement."),
          ])
        ),
        "What each number of moves comes to."
      ),
      .optional(
        "knee",
        .integer(from: 0),
        "The point of the front, from 0, after which more moves bring less."
      ),
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let source = try PlanSource(arguments, workshop)
    var inventory = source.inventory
    if let loadSource = arguments.word("loadSource", as: LoadSource.self) {
      inventory.policy.loadSource = loadSource
    }
    // What is open is what the comparison is for.
    let goal: Goal
    switch try GoalOptions.goal(arguments, source) {
    case .said(let said, _): goal = said
    case .open: goal = Goal()
    }
    call.report("making a plan for each")
    let comparison = try Planner(options: SolverOptions(workLimit: Self.work))
      .compare(
        inventory,
        goal: goal,
        most: arguments.whole("most") ?? 20,
        context: SolveContext(
          stop: { call.isCancelled },
          progress: { call.report(PlanTool.describe($0)) }
        )
      )
    try call.checkCancellation()
    var structured: [String: JSONValue] = [
      "presets": try JSONValue(encoding: comparison.presets),
      "front": try JSONValue(encoding: comparison.front),
    ]
    if let knee = comparison.knee { structured["knee"] = .integer(knee) }
    return ToolResult(
      text: DataFence.wrap(
        ComparisonReport.markdown(comparison),
        mark: workshop.settings.random()
      ),
      structured: structured
    )
  }
}
