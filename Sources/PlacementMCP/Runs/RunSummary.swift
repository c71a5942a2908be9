import PlacementExecution
import PlacementModel
import PlacementReport

/// How a run is, as tools return it.
struct RunSummary: Sendable {
  private static let mostMoves = 200

  var run: String
  var plan: String
  var isSimulated: Bool
  var isGoing: Bool
  var progress: ExecutionProgress?
  var report: ExecutionReport?
  /// What keeps it waiting, where the platform does not answer.
  var trouble: String?

  static let properties: [Schema.Property] = [
    .required("run", .text, "The run's name, for 'status', 'resume' and 'report'."),
    .required("plan", .digest, "The plan that it carries out."),
    .required("simulated", .boolean, "Whether nothing is changed."),
    .required("state", .word(of: ExecutionReport.Status.self), "How it is."),
    .required("done", .integer(from: 0), "How many migrations are made."),
    .required("failed", .integer(from: 0), "How many failed and wait for a decision."),
    .required("total", .integer(from: 0), "How many there are."),
    .required("moves", .array(of: .outcome), "The first 200 migrations and how each is."),
    .required(
      "options",
      .array(of: .string(words: ResumeTool.words)),
      "What the user can decide now, for 'resume'."
    ),
    .optional("remainingSeconds", .number(from: 0), "How long the rest may take."),
    .optional("reason", .text, "Why it paused."),
    .optional("trouble", .text, "What keeps it waiting."),
  ]

  private var status: ExecutionReport.Status { isGoing ? .running : report?.status ?? .paused }
  private var moves: [MoveOutcome] { report?.moves ?? progress?.moves ?? [] }

  /// The summary in that shape.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  func members() throws -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "run": .string(run),
      "plan": .string(plan),
      "simulated": .bool(isSimulated),
      "state": .string(status.rawValue),
      "done": .integer(moves.count { $0.state == .done }),
      "failed": .integer(moves.count { $0.state == .failed }),
      "total": .integer(moves.count),
      "moves": try JSONValue(encoding: Array(moves.prefix(Self.mostMoves))),
      "options": .array(options.map { .string($0) }),
    ]
    if isGoing, let progress { members["remainingSeconds"] = .number(progress.remainingSeconds) }
    if let reason = report?.reason { members["reason"] = .string(reason) }
    if let trouble { members["trouble"] = .string(trouble) }
    return members
  }

  private var options: [String] {
    switch status {
    case .running: [ResumeTool.pause]
    case .paused where moves.contains { $0.state == .failed }:
      [Decision.retry, .retryCold, .skip, .abort].map(\.rawValue)
    case .paused: [Decision.proceed, .abort].map(\.rawValue)
    case .complete, .partial, .aborted: []
    }
  }

  /// The report, or the progress, as Markdown.
  var text: String {
    if !isGoing, let report { return ExecutionDocument.markdown(report) }
    let text = progress.map(ProgressDocument.markdown) ?? "The run is about to begin."
    return trouble.map { text + "\n\nThe platform does not answer as it should: \($0)" } ?? text
  }

  /// One line of it.
  var line: String {
    let done = moves.count { $0.state == .done }
    let names = moves.filter { $0.state == .running }.prefix(3).map { move in
      "\(move.vm) to \(move.to)"
    }
    return "\(done)/\(moves.count) migrations complete"
      + (names.isEmpty ? "" : "; under way: \(names.joined(separator: ", "))")
  }

  /// What a tool returns of it.
  func result(_ workshop: Workshop) throws -> ToolResult {
    ToolResult(
      text: "Run \(run):\n\n"
        + DataFence.wrap(Abridgement.of(text), mark: workshop.settings.random()),
      structured: try members()
    )
  }
}
