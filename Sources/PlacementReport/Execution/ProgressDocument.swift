import PlacementModel

/// How far a run is, while it goes on.
package enum ProgressDocument {
  /// As text for a terminal.
  package static func table(_ progress: ExecutionProgress, style: TerminalStyle) -> String {
    TableReport.render(blocks(progress), style: style)
  }

  /// As Markdown.
  package static func markdown(_ progress: ExecutionProgress) -> String {
    MarkdownReport.render(blocks(progress))
  }

  /// One line about one move, for a terminal that scrolls or a log.
  package static func line(_ move: MoveOutcome, style: TerminalStyle) -> String {
    let line = MoveLines.line(move)
    return TableReport.render([.paragraph(line.text, line.tone)], style: style)
  }

  /// Moves that wait are cut to so many lines.
  private static let mostPending = 8

  private static func blocks(_ progress: ExecutionProgress) -> [Block] {
    let done = progress.moves.count { $0.state == .done }
    let pending = progress.moves.filter { $0.state == .pending }
    let shown = progress.moves.filter { $0.state != .pending } + pending.prefix(mostPending)
    var blocks: [Block] = [
      .heading(level: 2, "Automatic Rebalancing in Progress"),
      .paragraph("\(strong: "Status:") \(done)/\(progress.moves.count) migrations complete"),
      .bullets(shown.map(MoveLines.line)),
    ]
    if pending.count > mostPending {
      blocks.append(.paragraph("\(pending.count - mostPending) more are pending."))
    }
    if progress.remainingSeconds > 0 {
      let rest = Format.duration(progress.remainingSeconds)
      blocks.append(.paragraph("\(strong: "Estimated time remaining:") \(own: rest)"))
    }
    return blocks
  }
}
