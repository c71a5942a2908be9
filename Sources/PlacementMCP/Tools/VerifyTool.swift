import PlacementChecker
import PlacementIO
import PlacementModel

/// Has the independent checker replay a plan.
struct VerifyTool: Tool {
  let definition = ToolDefinition(
    name: "verify",
    title: "Verify a plan",
    description: """
      Replays a plan batch by batch with the checker, which shares no code with the solver: \
      against the cluster it was made for, or against another state of it.
      """,
    input: [.required("plan", .string(pattern: .digestPrefix), "The plan's digest.")]
      + PlanSource.properties,
    output: [
      .required("digest", .digest, "The plan."),
      .required("legal", .boolean, "Whether every state is legal and every figure true."),
      .required("violations", .array(of: .text), "What is wrong."),
      .required("batches", .integer(from: 0), "How many batches were replayed."),
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let plan = try workshop.store.plan(arguments.text("plan") ?? "")
    var inventory: Inventory
    if arguments.members.count > 1 {
      inventory = try PlanSource(arguments, workshop).inventory
      // What was balanced may have been said to 'plan' and not by the input.
      var told = inventory
      told.policy.loadSource = plan.loadSource
      if try told.digest() == plan.inventoryDigest { inventory = told }
    } else if let own = plan.inventory {
      inventory = own
    } else {
      throw ToolFailure("the plan does not hold its cluster; give paths, document or snapshot")
    }
    let report = PlanChecker(inventory: inventory, goal: plan.goal).check(plan)
    let violations = report.violations.map { "\($0)" }
    let text =
      if report.isLegal {
        """
        Legal: \(plan.migrations.count) moves in \(plan.batches.count) batches, every state \
        checked, figures recomputed.
        """
      } else {
        "**Not legal.**\n\n"
          + DataFence.wrap(
            violations.map { "- \(InputText.printable($0))" }.joined(separator: "\n"),
            mark: workshop.settings.random()
          )
      }
    return ToolResult(
      text: text,
      structured: [
        "digest": .string(plan.digest),
        "legal": .bool(report.isLegal),
        "violations": .array(violations.map { .string($0) }),
        "batches": .integer(report.transcript.count),
      ]
    )
  }
}
