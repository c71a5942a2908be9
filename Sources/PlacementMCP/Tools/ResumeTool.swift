import PlacementExecution
import PlacementIO
import PlacementModel

/// Goes on with a run that paused, as the user decides.
struct ResumeTool: Tool {
  /// Lets what runs end and starts nothing more.
  static let pause = "pause"
  /// Everything that can be decided.
  static let words = Decision.allCases.map(\.rawValue) + [pause]

  let definition = ToolDefinition(
    name: "resume",
    title: "Go on with a run",
    description: """
      Goes on with a run after a failure, an interruption or a restart of the server, as the user \
      decides: retry, retryCold, skip or abort after a failure, proceed or abort otherwise; pause \
      lets what runs end. The user is asked, whatever the assistant proposes; where the client \
      cannot ask, they decide on the command line. Only pause and abort need nobody's word. What \
      really happened is read from the cluster, so that nothing is done twice.
      """,
    input: [
      .required("run", .string(longest: 64), "The run's name."),
      .optional("decision", .string(words: words), "What the user decided."), ExecuteTool.wait,
    ],
    output: RunSummary.properties,
    effect: .moves
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let name = arguments.text("run") ?? ""
    let isSimulated = (try? workshop.runs.summary(name).isSimulated) ?? false
    if !isSimulated { try workshop.settings.demandExecution() }
    let wish = arguments.text("decision")
    let run: ActiveRun
    if wish == Self.pause {
      guard let going = workshop.runs.going(name) else {
        throw ToolFailure("the run is not under way")
      }
      going.pause()
      run = going
    } else {
      run = try workshop.runs.resume(name) { run in
        let decision = try decision(wish.flatMap(Decision.init), run, call, workshop)
        try call.checkCancellation()
        return decision
      }
    }
    return try ExecuteTool.follow(run, arguments, call, workshop)
  }

  /// What the user decides.
  private func decision(
    _ wish: Decision?,
    _ run: ActiveRun,
    _ call: Call,
    _ workshop: Workshop
  ) throws -> Decision {
    let choices: [Decision] =
      run.hasFailures ? [.retry, .retryCold, .skip, .abort] : [.proceed, .abort]
    if let wish, !choices.contains(wish) {
      throw ToolFailure("now the user can choose \(InputText.choices(choices.map(\.rawValue)))")
    }
    if wish == .abort { return .abort }
    // A rehearsal needs nobody's word, as it needed none to begin.
    if run.isSimulated, !(workshop.settings.simulates && call.client.asksUsers), let wish {
      return wish
    }
    guard call.client.asksUsers else {
      guard let command = workshop.runs.command(for: run, choices) else {
        throw ToolFailure("give a decision: \(InputText.choices(choices.map(\.rawValue)))")
      }
      throw ToolFailure(
        "the user decides, and this client cannot ask its user; they do it with: \(command)"
      )
    }
    let form = Questions.Form(message: message(wish, run), schema: Self.schema(choices))
    let subject = "decide on \(run.header.run)"
    guard case .accepted(let content) = try workshop.questions.ask(form, about: subject, in: call),
      let decision = content["decision"]?.text.flatMap(Decision.init), choices.contains(decision)
    else { throw ToolFailure("the user did not decide; the run stays paused") }
    return decision
  }

  private func message(_ wish: Decision?, _ run: ActiveRun) -> String {
    var lines = ["The run \(run.header.run) is paused. How should it go on?"]
    for move in run.summary.report?.moves ?? [] where move.state == .failed {
      let why = move.message.map { ": \(InputText.printable($0))" } ?? ""
      lines.append("Migration \(move.id) of \(InputText.printable(move.vm)) failed\(why)")
    }
    if let wish { lines.append("The assistant proposes: \(wish.rawValue)") }
    return lines.joined(separator: "\n")
  }

  private static func schema(_ choices: [Decision]) -> JSONValue {
    [
      "type": "object",
      "properties": [
        "decision": [
          "type": "string",
          "title": "Decision",
          "description": "retryCold takes the VM down for a while; abort ends the run",
          "enum": .array(choices.map { .string($0.rawValue) }),
        ]
      ],
      "required": ["decision"],
    ]
  }
}
