import PlacementModel

/// Asks the user to approve a plan.
struct ApproveTool: Tool {
  let definition = ToolDefinition(
    name: "approve",
    title: "Ask for approval",
    description: """
      Asks the user, through the client, to approve exactly this plan, and records it. An approval \
      that the assistant gives itself does not exist: where the client cannot ask, the user \
      approves on the command line.
      """,
    input: [.required("plan", .string(pattern: .digestPrefix), "The plan's digest.")],
    output: [
      .required("plan", .digest, "The plan that is approved."),
      .required("user", .text, "Whose approval it is."),
      .required("time", .text, "When it was given, ISO 8601."),
    ],
    effect: .records
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    try workshop.settings.demandExecution()
    let plan = try workshop.store.plan(arguments.text("plan") ?? "")
    try ExecuteTool.refuseEmpty(plan)
    let approval = try Consent(plan: plan, workshop: workshop).demand(in: call)
    return ToolResult(
      text: "Approved: \(plan.digest). 'execute' may carry it out.",
      structured: [
        "plan": .string(plan.digest),
        "user": .string(approval.user),
        "time": .string(approval.time),
      ]
    )
  }
}
