import PlacementIO
import PlacementModel
import PlacementReport
import PlacementSolver

/// Makes a plan; asks back where it is open what for.
struct PlanTool: Tool {
  /// VMs times nodes up to which alternatives are looked for unasked.
  private static let mostForAlternatives = 20_000
  /// Seconds that a plan may take without a limit of the caller's, and VMs times nodes up to which
  /// none is needed, so that small plans never depend on time.
  private static let (defaultSeconds, mostWithoutLimit) = (10.0, 1_000)

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
      .optional(
        "timeLimit",
        .number(from: 0.001, to: 3600),
        "Seconds to look; for a large cluster 10 by default."
      ),
      .optional("workLimit", .integer(from: 1), "Work to spend; the same gives the same plan."),
      .optional("seed", .integer(from: 0), "Where random choices start."),
      .optional(
        "alternatives",
        .boolean,
        "Whether to look for other ways that may suit better; by default where that is quick."
      ),
    ],
    output: [
      .optional("plan", .object(PlanOutline.properties), "The plan, where one was made."),
      .optional("understood", .text, "How the user's words were understood."),
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
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    call.report("reading the cluster")
    let source = try PlanSource(arguments, workshop)
    try call.checkCancellation()
    let (goal, understood): (Goal, String?)
    switch try GoalOptions.goal(arguments, source) {
    case .said(let said, let words): (goal, understood) = (said, words)
    case .open(let why): return Self.question(why)
    }
    var inventory = source.inventory
    if let loadSource = arguments.word("loadSource", as: LoadSource.self) {
      inventory.policy.loadSource = loadSource
    }
    call.report("looking for a plan")
    let size = inventory.cluster.virtualMachines.count * inventory.cluster.nodes.count
    var options = Self.options(arguments, size)
    // They take several times as long as the plan itself.
    options.proposesAlternatives =
      arguments.flag("alternatives") ?? (size <= Self.mostForAlternatives)
    let plan = try Planner(options: options)
      .plan(
        inventory,
        goal: goal,
        warnings: source.warnings,
        context: SolveContext(
          stop: { call.isCancelled },
          progress: { call.report(Self.describe($0)) }
        )
      )
    try call.checkCancellation()
    call.report("checking every step")
    try CheckedPlan.demand(plan, of: inventory)
    if try workshop.store.keep(plan) { workshop.onNewPlan() }
    var structured: [String: JSONValue] = ["plan": .object(try PlanOutline.members(plan))]
    if let understood { structured["understood"] = .string(understood) }
    let opening = understood.map { "Understood: \(InputText.printable($0))\n\n" } ?? ""
    return ToolResult(
      text: opening + PlanOutline.text(plan, workshop),
      structured: structured,
      links: PlanOutline.links(plan)
    )
  }

  /// A step of the search in one line.
  static func describe(_ progress: PlanningProgress) -> String {
    func round(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
    return "\(progress.stage.rawValue): objective \(round(progress.objective)), "
      + "bound \(round(progress.bound)), \(progress.migrations) migrations"
  }

  private static func options(_ arguments: Arguments, _ size: Int) -> SolverOptions {
    let workLimit = arguments.whole("workLimit")
    let needsLimit = workLimit == nil && size > mostWithoutLimit
    let seconds = arguments.real("timeLimit") ?? (needsLimit ? defaultSeconds : nil)
    return SolverOptions(
      method: arguments.word("solver", as: SolverOptions.Method.self) ?? .auto,
      timeLimit: seconds.map { .seconds($0) },
      workLimit: workLimit,
      seed: arguments.whole("seed").map { UInt64($0) } ?? 1
    )
  }

  private static func question(_ why: String?) -> ToolResult {
    let ask = "Which optimization goal should the plan pursue?"
    let lines = GoalOptions.choices.enumerated().map { "\($0 + 1). \($1.text)" }
    let options = GoalOptions.choices.map { choice -> JSONValue in
      ["goal": .string(choice.goal), "text": .string(choice.text)]
    }
    let opening =
      why.map { "It is not clear what is wanted: \(InputText.printable($0)).\n\n" } ?? ""
    return ToolResult(
      text: opening
        + "The cluster can be optimized for several goals:\n\(lines.joined(separator: "\n"))"
        + "\n\n\(ask)",
      structured: ["question": ["text": .string(ask), "options": .array(options)]]
    )
  }
}
