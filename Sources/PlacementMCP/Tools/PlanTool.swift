import PlacementModel
import PlacementReport
import PlacementSolver

/// Makes a plan; asks back where it is open what for.
struct PlanTool: Tool {
  /// The longest a plan may take without a limit of the caller's.
  private static let defaultSeconds = 10.0

  let definition = ToolDefinition(
    name: "plan",
    title: "Make a plan",
    description: """
      Plans live and cold migrations for a goal, checked step by step, and keeps the plan under \
      its digest. Changes nothing in the cluster. Where it is open what the user wants, no plan is \
      made and 'question' has the options: ask the user, do not choose.
      """,
    input: PlanSource.properties + GoalOptions.properties + [
      .optional(
        "solver",
        .word(of: SolverOptions.Method.self),
        "How to look; 'auto' chooses by size."
      ),
      .optional("timeLimit", .number(from: 0.001, to: 3600), "Seconds to look; 10 by default."),
      .optional("workLimit", .integer(from: 1), "Work to spend; the same gives the same plan."),
      .optional("seed", .integer(from: 0), "Where random choices start."),
    ],
    output: [
      .optional("plan", .object(PlanOutline.properties), "The plan, where one was made."),
      .optional(
        "question",
        .object([
          .required("text", .text, "What to ask the user."),
          .required(
            "options",
            .array(
              of: .object([
                .required("goal", .text, "The argument to give: 'goal', or 'drain' with nodes."),
                .required("text", .text, "What it means."),
              ])
            ),
            "What the user can choose."
          ),
        ]),
        "What has to be known first, where no plan was made."
      ),
    ]
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    call.report("reading the cluster")
    let source = try PlanSource(arguments, workshop)
    try call.checkCancellation()
    guard let goal = try GoalOptions.goal(arguments, source) else { return Self.question }
    var inventory = source.inventory
    if let loadSource = arguments.word("loadSource", as: LoadSource.self) {
      inventory.policy.loadSource = loadSource
    }
    call.report("looking for a plan")
    let plan = try Planner(options: Self.options(arguments))
      .plan(
        inventory,
        goal: goal,
        warnings: source.warnings,
        isCancelled: { call.isCancelled },
        progress: { call.report(Self.describe($0)) }
      )
    try call.checkCancellation()
    call.report("checking every step")
    try CheckedPlan.demand(plan, of: inventory)
    if try workshop.store.keep(plan) { workshop.onNewPlan() }
    return ToolResult(
      text: DataFence.wrap(MarkdownReport.render(plan), mark: workshop.settings.random()),
      structured: ["plan": .object(try PlanOutline.members(plan))],
      links: PlanOutline.links(plan)
    )
  }

  private static func describe(_ progress: PlanningProgress) -> String {
    func round(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
    return "\(progress.stage.rawValue): objective \(round(progress.objective)), "
      + "bound \(round(progress.bound)), \(progress.migrations) migrations"
  }

  private static func options(_ arguments: Arguments) -> SolverOptions {
    let workLimit = arguments.whole("workLimit")
    let seconds = arguments.real("timeLimit") ?? (workLimit == nil ? defaultSeconds : nil)
    return SolverOptions(
      method: arguments.word("solver", as: SolverOptions.Method.self) ?? .auto,
      timeLimit: seconds.map { .seconds($0) },
      workLimit: workLimit,
      seed: arguments.whole("seed").map { UInt64($0) } ?? 1
    )
  }

  private static let question: ToolResult = {
    let ask = "Which optimization goal should the plan pursue?"
    let lines = GoalOptions.choices.enumerated().map { "\($0 + 1). \($1.text)" }
    let options = GoalOptions.choices.map { choice -> JSONValue in
      ["goal": .string(choice.goal), "text": .string(choice.text)]
    }
    return ToolResult(
      text: "The cluster can be optimized for several goals:\n\(lines.joined(separator: "\n"))"
        + "\n\n\(ask)",
      structured: ["question": ["text": .string(ask), "options": .array(options)]]
    )
  }()
}
