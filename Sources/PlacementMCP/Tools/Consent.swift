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
  private static let mostWarnings = 5

  let plan: Plan
  let workshop: Workshop

  /// Where an approval may be; the first is where one that is asked for is kept.
  ///
  /// What was approved for a simulated cluster must not count for a real one.
  private var places: [String] {
    let path = workshop.store.path(of: plan.digest)
    return workshop.settings.simulates ? [path + ".simulated", path] : [path]
  }

  /// The approval, where there is one of this digest.
  var given: Approval? {
    places.lazy.compactMap { Approval.read(beside: $0) }.first { $0.digest == plan.digest }
  }

  /// Keeps the approval as a record beside the run that it was given for: it counts once.
  ///
  /// - Throws: ``ToolFailure`` where it is gone or cannot be kept.
  func spend(into run: String) throws {
    for place in places where Approval.read(beside: place)?.digest == plan.digest {
      guard rename(Approval.path(for: place), Approval.path(for: run)) == 0 else { break }
      return
    }
    throw ToolFailure("the approval cannot be kept with the run; nothing was started")
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
      try approval.write(beside: places[0])
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
    if !plan.goal.drain.isEmpty {
      let nodes = plan.goal.drain.map { InputText.printable($0) }.joined(separator: ", ")
      lines.append("Drained, and cordoned first where that is asked for: \(nodes)")
    }
    lines += plan.warnings.prefix(Self.mostWarnings).map { "Warning: \(InputText.printable($0))" }
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
