import Foundation
import PlacementExecution
import PlacementIO
import PlacementModel
import PlacementReport

/// The user's approval of exactly one plan, without which nothing is carried out.
///
/// It is asked of the user through the client, or given on the command line; what the assistant
/// itself says never counts.
struct Consent {
  private static let mostMoves = 20

  let plan: Plan
  let workshop: Workshop

  /// Where the approval is kept. A rehearsal's is another one: it must not count for a cluster.
  private var place: String {
    let path = workshop.store.path(of: plan.digest)
    return workshop.settings.simulates ? path + ".simulated" : path
  }

  /// The approval, where there is one of this digest.
  var given: Approval? {
    Approval.read(beside: place).flatMap { $0.digest == plan.digest ? $0 : nil }
  }

  /// The approval there is, or the user's now.
  ///
  /// - Throws: ``ToolFailure`` where the user does not approve or cannot be asked.
  func demand(in call: Call) throws -> Approval {
    if let given { return given }
    guard call.client.asksUsers else {
      throw ToolFailure(
        "the plan is not approved, and this client cannot ask its user; they approve it with: "
          + "rebalance approve \(workshop.store.path(of: plan.digest)) --digest \(plan.digest)"
      )
    }
    let form = Questions.Form(message: message, schema: Self.schema)
    switch try workshop.questions.ask(form, about: "approve \(plan.digest)", in: call) {
    case .accepted(let content) where content["decision"]?.text == "approve":
      let approval = Approval(digest: plan.digest)
      try approval.write(beside: place)
      return approval
    case .accepted, .declined: throw ToolFailure("the user did not approve the plan")
    case .dismissed: throw ToolFailure("the user gave no answer; nothing is approved")
    }
  }

  private var message: String {
    let summary = plan.summary
    let place =
      workshop.settings.simulates
      ? "in a simulated cluster"
      : "on the cluster \(plan.inventory?.cluster.uid.map { InputText.printable($0) } ?? "of this server")"
    var lines = [
      "Approve this plan, to be carried out \(place)?",
      "Digest: \(plan.digest)",
      "\(Format.count(summary.migrations, "migration")): \(summary.live) live, "
        + "\(summary.cold) cold; about \(Format.duration(summary.estimatedSeconds)), "
        + "downtime \(Format.downtime(summary.downtimeSeconds))",
    ]
    for move in plan.migrations.prefix(Self.mostMoves) {
      let from = move.from.map { InputText.printable($0) } ?? "nowhere"
      lines.append(
        "\(move.id). \(InputText.printable(move.vm)): \(from) → "
          + "\(InputText.printable(move.to)) (\(move.type.rawValue))"
      )
    }
    let more = plan.migrations.count - Self.mostMoves
    if more > 0 { lines.append("and \(more) more") }
    return lines.joined(separator: "\n")
  }

  private static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "decision": [
        "type": "string",
        "title": "Decision",
        "description": "approve lets exactly this plan be carried out",
        "enum": ["approve", "reject"],
      ]
    ],
    "required": ["decision"],
  ]
}
