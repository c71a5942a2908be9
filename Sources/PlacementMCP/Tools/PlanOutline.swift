import PlacementModel
import PlacementReport

/// A plan as tools return it: what an assistant talks about, without the inventory.
struct PlanOutline {
  private static let mostMigrations = 200
  private static let mostBlocked = 50
  private static let mostReasons = 20

  static let change = Schema.object([
    .required("before", .number(), "Before the plan."), .required("after", .number(), "After it."),
  ])

  static let properties: [Schema.Property] = [
    .required("digest", .digest, "The plan's digest: its name for every other tool."),
    .required("status", .word(of: Plan.Status.self), "What came out of planning."),
    .required("goal", .anyObject, "The goal as resolved."),
    .required("loadSource", .word(of: LoadSource.self), "The load that is balanced."),
    .required("solver", .solver, "How it was found, its objective and proven bound."),
    .required(
      "balance",
      .object([
        .required("cpu", change, "Of cpu utilisation."),
        .required("memory", change, "Of memory utilisation."),
        .required("count", change, "Of the number of VMs."),
      ]),
      "Population standard deviations over the nodes that are balanced."
    ),
    .required("summary", .summary, "Totals: migrations, live, cold, seconds, downtime."),
    .required("migrations", .array(of: .migration), "The first 200 moves, in order."),
    .required("omittedMigrations", .integer(from: 0), "How many moves more there are."),
    .required("blocked", .array(of: .blocked), "VMs that cannot move, and why; the first 50."),
    .required("relaxations", .array(of: .relaxation), "What would unlock the goal."),
    .required("warnings", .array(of: .text), "What the user should know."),
    .required("resources", resources, "Where the plan can be read in full."),
  ]

  private static let resources = Schema.object([
    .required("json", .text, "The plan document."),
    .required("markdown", .text, "The report."),
    .required("html", .text, "The report as a page with pictures."),
  ])

  /// The plan in that shape.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  static func members(_ plan: Plan) throws -> [String: JSONValue] {
    let blocked = plan.blocked.prefix(mostBlocked).map { blocked in
      var blocked = blocked
      blocked.reasons = Array(blocked.reasons.prefix(mostReasons))
      return blocked
    }
    return [
      "digest": .string(plan.digest),
      "status": .string(plan.status.rawValue),
      "goal": try JSONValue(encoding: plan.goal),
      "loadSource": .string(plan.loadSource.rawValue),
      "solver": try JSONValue(encoding: plan.solver),
      "balance": try JSONValue(encoding: plan.balance),
      "summary": try JSONValue(encoding: plan.summary),
      "migrations": try JSONValue(encoding: Array(plan.migrations.prefix(mostMigrations))),
      "omittedMigrations": .integer(max(0, plan.migrations.count - mostMigrations)),
      "blocked": try JSONValue(encoding: blocked),
      "relaxations": try JSONValue(encoding: plan.relaxations),
      "warnings": try JSONValue(encoding: plan.warnings),
      "resources": [
        "json": .string(PlanResource(digest: plan.digest, format: .json).uri),
        "markdown": .string(PlanResource(digest: plan.digest, format: .markdown).uri),
        "html": .string(PlanResource(digest: plan.digest, format: .html).uri),
      ],
    ]
  }

  /// The report on the plan for an assistant and its user.
  static func text(_ plan: Plan, _ workshop: Workshop) -> String {
    DataFence.wrap(
      Abridgement.of(MarkdownReport.render(plan)),
      mark: workshop.settings.random()
    )
  }

  /// Links to the plan in full.
  static func links(_ plan: Plan) -> [JSONValue] {
    PlanResource.Format.allCases.map { format in
      var link = PlanResource(digest: plan.digest, format: format).json
      link["type"] = "resource_link"
      return .object(link)
    }
  }
}
