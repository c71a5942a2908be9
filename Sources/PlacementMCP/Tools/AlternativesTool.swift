import PlacementModel
import PlacementReport
import PlacementSolver

/// Lists other ways than a plan's, and takes one.
struct AlternativesTool: Tool {
  let definition = ToolDefinition(
    name: "alternatives",
    title: "Other ways",
    description: """
      Lists the alternatives that were found beside a plan, with their figures and reasons; with \
      'accept' makes one of them the plan, under a new digest. Which one, or the original, is the \
      user's choice.
      """,
    input: [
      .required("plan", .string(pattern: .digestPrefix), "The plan's digest."),
      .optional("accept", .integer(from: 1), "The number of the alternative that the user wants."),
    ],
    output: [
      .required("from", .digest, "The plan that they are alternatives to."),
      .required("alternatives", .array(of: .alternative), "What there is."),
      .optional("plan", .object(PlanOutline.properties), "The new plan, where one was accepted."),
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let old = try workshop.store.plan(arguments.text("plan") ?? "")
    var structured: [String: JSONValue] = [
      "from": .string(old.digest),
      "alternatives": try JSONValue(encoding: old.alternatives ?? []),
    ]
    guard let number = arguments.whole("accept") else {
      let text = AlternativesSection.markdown(old)
      return ToolResult(
        text: text.isEmpty
          ? (old.alternatives == nil
            ? "None were looked for; 'plan' looks for them with 'alternatives'."
            : "No alternative was found that may suit better.")
          : DataFence.wrap(text, mark: workshop.settings.random()),
        structured: structured
      )
    }
    call.report("planning the alternative")
    let plan = try PlanEditor.plan(old, with: [.accept(alternative: number)], call, workshop)
    structured["plan"] = .object(try PlanOutline.members(plan))
    return ToolResult(
      text: PlanOutline.text(plan, workshop),
      structured: structured,
      links: PlanOutline.links(plan)
    )
  }
}
