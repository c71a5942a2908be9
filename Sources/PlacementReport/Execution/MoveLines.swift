import PlacementModel

/// One line for each move of a run.
enum MoveLines {
  /// The line of a move: `✓ database-01: Migrated to worker-03 (live, 42s)`.
  static func line(_ move: MoveOutcome) -> Bullet {
    let name: RichText = "\(strong: .data(move.vm))"
    let way = move.type.rawValue
    switch move.state {
    case .done:
      let note = move.message.map { "; \($0)" } ?? ""
      let text: RichText =
        "✓ \(name): Migrated to \(move.to) (\(own: way), \(own: took(move)))\(note)"
      return Bullet(text, tone: .good)
    case .running:
      let what = move.message ?? "Migrating to \(move.to)"
      return Bullet(
        "⏳ \(name): \(what) (\(own: way), in progress - \(own: took(move)) elapsed)"
      )
    case .pending:
      let what = move.message.map { "waiting for \($0)" } ?? "waiting for its turn"
      return Bullet("⏸️ \(name): Pending (\(what))", tone: .faint)
    case .failed:
      return Bullet("❌ \(name): \(move.message ?? "failed")", children: rest(move), tone: .bad)
    case .dropped:
      return Bullet("⚠️ \(name): Dropped (\(move.message ?? "no longer possible"))", tone: .caution)
    case .skipped:
      return Bullet(
        "⏭️ \(name): Skipped\(move.message.map { " (\($0))" } ?? "")",
        children: rest(move),
        tone: .caution
      )
    case .notAttempted:
      return Bullet("⏸️ \(name): Not attempted", tone: .faint)
    }
  }

  private static func rest(_ move: MoveOutcome) -> [RichText] {
    move.leftover.map { [RichText.data($0)] } ?? []
  }

  private static func took(_ move: MoveOutcome) -> String {
    Format.shortDuration(move.seconds ?? 0)
  }
}

extension Format {
  /// A length of time as it is written in a row: `42s`, `2min 36s`.
  package static func shortDuration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "-" }
    let total = Int64(max(seconds, 0).rounded())
    if total < 60 { return "\(total)s" }
    let (minutes, rest) = total.quotientAndRemainder(dividingBy: 60)
    return rest == 0 ? "\(minutes)min" : "\(minutes)min \(rest)s"
  }
}
