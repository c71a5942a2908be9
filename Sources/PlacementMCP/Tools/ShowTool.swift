import PlacementModel
import PlacementReport

/// Shows a plan that was made before.
struct ShowTool: Tool {
  let definition = ToolDefinition(
    name: "show",
    title: "Show a plan",
    description: "Shows a plan again, by its digest or the first digits of it.",
    input: [.required("plan", .string(pattern: .digestPrefix), "The plan's digest.")],
    output: PlanOutline.properties
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let plan = try workshop.store.plan(arguments.text("plan") ?? "")
    return ToolResult(
      text: PlanOutline.text(plan, workshop),
      structured: try PlanOutline.members(plan),
      links: PlanOutline.links(plan)
    )
  }
}
