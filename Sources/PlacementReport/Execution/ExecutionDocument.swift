import PlacementModel

/// What carrying out a plan came to.
package enum ExecutionDocument {
  /// As text for a terminal.
  package static func table(_ report: ExecutionReport, style: TerminalStyle) -> String {
    TableReport.render(blocks(report), style: style)
  }

  /// As Markdown.
  package static func markdown(_ report: ExecutionReport) -> String {
    MarkdownReport.render(blocks(report))
  }

  static func blocks(_ report: ExecutionReport) -> [Block] {
    var blocks = opening(report)
    switch report.status {
    case .complete, .partial, .aborted: blocks += executed(report)
    case .running, .paused: break
    }
    if report.status != .complete { blocks += groups(report) }
    blocks += advice(report)
    switch report.status {
    case .complete, .partial, .aborted: blocks += nodes(report) + achievements(report)
    case .running, .paused: break
    }
    if !report.warnings.isEmpty {
      blocks.append(.heading(level: 3, "Warnings"))
      blocks.append(.bullets(report.warnings.map { Bullet(.data($0), tone: .caution) }))
    }
    return blocks + closing(report)
  }

  // MARK: - Head

  private static func opening(_ report: ExecutionReport) -> [Block] {
    let total = report.moves.count
    let done = report.count(.done)
    let simulated: RichText = report.isSimulated ? " (simulated, nothing was changed)" : ""
    switch report.status {
    case .complete:
      return [
        .heading(level: 2, "✓ Automatic Rebalancing Complete\(simulated)"),
        .paragraph("\(strong: "All migrations successful!")", .good),
      ]
    case .partial:
      return [
        .heading(level: 2, "✓ Automatic Rebalancing Partly Complete\(simulated)"),
        .paragraph("\(strong: "Status:") \(done)/\(total) migrations successful"),
      ]
    case .aborted:
      return [
        .heading(level: 2, "Rebalancing Aborted\(simulated)"),
        .paragraph("\(strong: "Status:") \(done)/\(total) migrations successful"),
      ]
    case .running, .paused:
      let failed = report.count(.failed)
      let title: RichText =
        failed > 0 ? "⚠️ Rebalancing Paused - Migration Failed" : "⚠️ Rebalancing Paused"
      var counts = ["\(done)/\(total) successful"]
      if failed > 0 { counts.append("\(failed) failed") }
      if report.count(.running) > 0 { counts.append("\(report.count(.running)) under way") }
      if report.count(.dropped) > 0 { counts.append("\(report.count(.dropped)) dropped") }
      let open = report.count(.pending, .notAttempted)
      if open > 0 { counts.append("\(open) not attempted") }
      var blocks: [Block] = [
        .heading(level: 2, title + simulated),
        .paragraph("\(strong: "Status:") \(own: counts.joined(separator: ", "))"),
      ]
      if let reason = report.reason { blocks.append(.paragraph("\(strong: "Why:") \(reason)")) }
      return blocks
    }
  }

  // MARK: - Moves

  private static func executed(_ report: ExecutionReport) -> [Block] {
    let done = report.moves.filter { $0.state == .done }
    if done.isEmpty { return [] }
    let columns = [
      Column("VM", shrink: .init(turn: 1, minimum: 14, cut: .middle)), Column("From"),
      Column("To"), Column("Type"), Column("Duration", .trailing), Column("Status"),
    ]
    let rows = done.map { move in
      [
        Cell(.data(move.vm)), Cell(move.from.map(RichText.data) ?? "-"), Cell(.data(move.to)),
        Cell("\(own: move.type.rawValue)"),
        Cell("\(own: move.seconds.map(Format.shortDuration) ?? "-")"),
        Cell("✓ Success", tone: .good),
      ]
    }
    return [
      .paragraph("\(strong: "Executed Migrations:")"), .table(Table(columns: columns, rows: rows)),
    ]
  }

  private static func groups(_ report: ExecutionReport) -> [Block] {
    let isOver = report.status != .paused && report.status != .running
    let groups: [(RichText, [MoveOutcome.State])] = [
      ("Successful:", isOver ? [] : [.done]), ("Under way:", [.running]), ("Failed:", [.failed]),
      ("Dropped:", [.dropped]), ("Skipped:", [.skipped]),
      ("Not Attempted:", [.pending, .notAttempted]),
    ]
    var blocks: [Block] = []
    for (title, states) in groups {
      let moves = report.moves.filter { states.contains($0.state) }
      if moves.isEmpty { continue }
      blocks.append(.paragraph("\(strong: title)"))
      blocks.append(.bullets(moves.map(MoveLines.line)))
    }
    return blocks
  }

  private static func advice(_ report: ExecutionReport) -> [Block] {
    var blocks: [Block] = []
    for move in report.moves where move.state == .failed {
      let advice = FailureAdvice.of(move)
      blocks.append(.heading(level: 3, "Troubleshooting \(move.vm)"))
      blocks.append(.paragraph("\(own: advice.typically)"))
      blocks.append(.bullets(advice.causes.map { Bullet("\(own: $0)") }))
      blocks.append(.paragraph("\(strong: "Recommendations:")"))
      blocks.append(.bullets(advice.recommendations.map { Bullet("\(own: $0)") }))
    }
    return blocks
  }

  // MARK: - The cluster

  private static func nodes(_ report: ExecutionReport) -> [Block] {
    let shown = report.nodes.filter { $0.changes }
    if shown.isEmpty { return [] }
    let columns = [
      Column("Node"), Column("CPU Before", .trailing), Column("CPU After", .trailing),
      Column("Change", .trailing), Column("Memory Before", .trailing),
      Column("Memory After", .trailing), Column("Change", .trailing),
    ]
    let rows = shown.map { node in
      [Cell(.data(node.name))] + cells(node.cpu) + cells(node.memory)
    }
    let source: RichText =
      report.loadSource == .usage
      ? "Measured use over allocatable, before as planned for and after as measured at the end."
      : "Requests over allocatable, before as planned for and after as they are at the end."
    return [
      .heading(level: 3, "Cluster State: Before → After"),
      .table(Table(columns: columns, rows: rows)), .paragraph(source, .faint),
    ]
  }

  private static func cells(_ change: Plan.Change) -> [Cell] {
    let points = (change.after - change.before) * 100
    let text = Format.decimal(points, places: 0)
    let isLess = points <= -0.5
    return [
      Cell("\(own: Format.cellPercent(change.before))"),
      Cell("\(own: Format.cellPercent(change.after))"),
      Cell(
        "\(own: points >= 0.5 ? "+" : "")\(own: text)%\(own: isLess ? " ✓" : "")",
        tone: isLess ? .good : .neutral
      ),
    ]
  }

  private static func achievements(_ report: ExecutionReport) -> [Block] {
    var items: [Bullet] = []
    if let balance = report.balance {
      for (name, change) in [("CPU", balance.cpu), ("Memory", balance.memory)] {
        let from = Format.points(change.before)
        let to = Format.points(change.after)
        items.append(Bullet("\(own: name) standard deviation: \(own: from) → \(own: to)"))
      }
    }
    let peak = report.nodes.map { max($0.cpu.after, $0.memory.after) }.max()
    if let peak { items.append(Bullet("Highest utilisation: \(own: Format.percent(peak))")) }
    items.append(Bullet("Total execution time: \(own: Format.duration(report.seconds))"))
    return [.paragraph("\(strong: "Improvements Achieved:")"), .bullets(items)]
  }

  // MARK: - Foot

  private static func closing(_ report: ExecutionReport) -> [Block] {
    switch report.status {
    case .complete, .partial, .aborted:
      return [
        .paragraph("\(strong: "Next Steps:")"),
        .bullets(
          [
            "Monitor the cluster for 24-48 hours to see whether the improvement lasts",
            "Verify that all VMs are healthy: kubectl get vmi -A",
          ].map { Bullet($0) }
        ),
      ]
    case .running: return []
    case .paused where report.count(.failed) == 0:
      return [.paragraph("Go on with \(strong: "resume"), or end it with \(strong: "abort").")]
    case .paused:
      return [
        .paragraph("\(strong: "How would you like to proceed?")"),
        .bullets([
          Bullet("\(strong: "retry") - Retry the failed migration with the same settings"),
          Bullet("\(strong: "retry cold") - Retry it as a cold migration"),
          Bullet("\(strong: "skip") - Skip it and continue with the others"),
          Bullet("\(strong: "replan") - Stop, and plan the rest afresh, to be approved"),
          Bullet("\(strong: "abort") - Stop, and leave the cluster in its current state"),
        ]),
      ]
    }
  }
}
