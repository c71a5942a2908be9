import PlacementModel
import PlacementReport
import PlacementSolver

/// Says why a migration is made, and why a VM does not go elsewhere.
struct ExplainTool: Tool {
  let definition = ToolDefinition(
    name: "explain",
    title: "Explain a plan",
    description: """
      Says why a migration of a plan is made; or why a VM does not go to a node, rule by rule, and \
      what going there would cost where nothing forbids it.
      """,
    input: [
      .required("plan", .string(pattern: .digestPrefix), "The plan's digest."),
      .optional("migration", .integer(from: 1), "The number of a migration."),
      .optional(
        "vm",
        .string(longest: 512),
        "Instead of a migration: a VM's full name, with 'to'."
      ),
      .optional("to", .string(longest: 253), "The node that the VM could go to."),
    ],
    output: [
      .required("explanation", .text, "The answer in words."),
      .optional("isPossible", .boolean, "Whether the VM could go there."),
      .optional("objective", .number(), "What the objective would change by; above 0 is worse."),
      .required("reasons", .array(of: .reason), "The rules in the way, with code and message."),
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let plan = try workshop.store.plan(arguments.text("plan") ?? "")
    switch (arguments.whole("migration"), arguments.text("vm"), arguments.text("to")) {
    case (let number?, nil, nil):
      let text = EditReport.why(try EditText.mover(number, in: plan))
      return Self.result(text, ["reasons": []], workshop)
    case (nil, let vm?, let to?): return try Self.whyNot(vm, to, plan, workshop)
    default: throw ToolFailure("give a migration, or a vm and the node 'to'")
    }
  }

  private static func whyNot(
    _ vm: String,
    _ to: String,
    _ plan: Plan,
    _ workshop: Workshop
  ) throws -> ToolResult {
    guard let cluster = plan.inventory?.cluster else {
      throw ToolFailure("the plan does not hold the cluster it was made for; make it again")
    }
    let name = EditText.fullName(vm)
    let node = EditText.node(to, in: plan)
    guard cluster.virtualMachines.contains(where: { $0.fullName == name }) else {
      throw ToolFailure("there is no such VM; give namespace/name", details: [name])
    }
    guard cluster.nodes.contains(where: { $0.name == node }) else {
      throw ToolFailure("there is no such node", details: [node])
    }
    let (reasons, price) = try PlanEditor(plan).whyNot(name, on: node)
    var structured: [String: JSONValue] = [
      "reasons": try JSONValue(encoding: reasons), "isPossible": .bool(price != nil),
    ]
    structured["objective"] = price.map { .number($0) }
    let lines = reasons.map { "- \($0.code.rawValue): \($0.message)" }
    let text =
      if let price { "\(name) could go to \(node): objective \(EditReport.signed(price))" } else {
        (["\(name) cannot go to \(node):"] + lines).joined(separator: "\n")
      }
    return result(text, structured, workshop)
  }

  private static func result(
    _ text: String,
    _ structured: [String: JSONValue],
    _ workshop: Workshop
  ) -> ToolResult {
    var structured = structured
    structured["explanation"] = .string(text)
    return ToolResult(
      text: DataFence.wrap(text, mark: workshop.settings.random()),
      structured: structured
    )
  }
}
