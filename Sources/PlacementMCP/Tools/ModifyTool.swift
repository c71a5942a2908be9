import PlacementModel
import PlacementReport
import PlacementSolver

/// Changes a plan as the user wants; the plan it was made from stays as it is.
struct ModifyTool: Tool {
  private static let numbers = Schema.array(of: .integer(from: 1), fewest: 1, most: 1000)

  let definition = ToolDefinition(
    name: "modify",
    title: "Change a plan",
    description: """
      Makes a new plan from one: leaves migrations out, sends them elsewhere, moves other VMs too, \
      plans the rest anew around that, reorders them or makes them one at a time, in this order. \
      Everything is recomputed and checked, each change has its price, and the new plan has a \
      digest of its own. Numbers are those of the plan as it is shown.
      """,
    input: [
      .required("plan", .string(pattern: .digestPrefix), "The plan's digest."),
      .optional("skip", numbers, "Migrations to leave out."),
      .optional(
        "retarget",
        .array(
          of: .object([
            .required("migration", .integer(from: 1), "The number of the migration."),
            .required("node", .string(longest: 253), "The node to send its VM to."),
          ]),
          fewest: 1,
          most: 1000
        ),
        "Migrations to send to other nodes."
      ),
      .optional(
        "include",
        .array(
          of: .object([
            .required("vm", .string(longest: 512), "A VM's full name."),
            .required("node", .string(longest: 253), "The node to move it to."),
          ]),
          fewest: 1,
          most: 1000
        ),
        "VMs to move that the plan leaves where they are."
      ),
      .optional(
        "reoptimize",
        .boolean,
        "Whether to plan anew what the user did not decide, around what they did."
      ),
      .optional("reorder", numbers, "Migrations to make first, in this order."),
      .optional("sequential", .boolean, "Whether to make one migration after the other."),
    ],
    output: [
      .required("plan", .object(PlanOutline.properties), "The new plan."),
      .required("from", .digest, "The plan it was made from."),
      .required(
        "changes",
        .array(
          of: .object([
            .required("change", .text, "What was changed."),
            .required("effect", .text, "What that changed."),
          ])
        ),
        "The changes with their prices."
      ),
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let old = try workshop.store.plan(arguments.text("plan") ?? "")
    let edits = try Self.edits(arguments, of: old)
    guard !edits.isEmpty else {
      throw ToolFailure(
        "say what to change: skip, retarget, include, reoptimize, reorder or sequential"
      )
    }
    call.report("making the changes")
    let plan = try PlanEditor.plan(old, with: edits, call, workshop)
    let changes = plan.edits.dropFirst(old.edits.count).map { edit -> JSONValue in
      [
        "change": .string(EditReport.title(edit)),
        "effect": .string(EditReport.effect(edit, plan.goal)),
      ]
    }
    return ToolResult(
      text: PlanOutline.text(plan, workshop),
      structured: [
        "plan": .object(try PlanOutline.members(plan)),
        "from": .string(old.digest),
        "changes": .array(changes),
      ],
      links: PlanOutline.links(plan)
    )
  }

  private static func edits(_ arguments: Arguments, of plan: Plan) throws -> [Plan.Edit] {
    var edits: [Plan.Edit] = []
    for number in arguments.members["skip"]?.elements?.compactMap(\.whole) ?? [] {
      let move = try EditText.mover(number, in: plan)
      edits.append(Plan.Edit(.skip, vms: [move.vm], migrations: [number]))
    }
    for wish in arguments.members["retarget"]?.elements ?? [] {
      guard let number = wish["migration"]?.whole, let node = wish["node"]?.text else { continue }
      let move = try EditText.mover(number, in: plan)
      let target = EditText.node(node, in: plan)
      edits.append(Plan.Edit(.retarget, vms: [move.vm], migrations: [number], node: target))
    }
    for wish in arguments.members["include"]?.elements ?? [] {
      guard let vm = wish["vm"]?.text, let node = wish["node"]?.text else { continue }
      edits.append(.include(EditText.fullName(vm), to: EditText.node(node, in: plan)))
    }
    if arguments.flag("reoptimize") ?? false { edits.append(.reoptimize) }
    if let order = arguments.members["reorder"]?.elements?.compactMap(\.whole) {
      let vms = try order.map { try EditText.mover($0, in: plan).vm }
      edits.append(Plan.Edit(.reorder, vms: vms, migrations: order))
    }
    if arguments.flag("sequential") ?? false { edits.append(.sequential) }
    return edits
  }
}
