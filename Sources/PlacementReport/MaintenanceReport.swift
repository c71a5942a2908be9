import PlacementModel

/// Waves that empty nodes, and the moves of each.
package enum MaintenanceReport {
  /// For a terminal; the text ends with a newline.
  package static func table(_ maintenance: Maintenance, style: TerminalStyle) -> String {
    TableReport.render(blocks(maintenance), style: style)
  }

  /// As Markdown.
  package static func markdown(_ maintenance: Maintenance) -> String {
    MarkdownReport.render(blocks(maintenance))
  }

  private static func blocks(_ maintenance: Maintenance) -> [Block] {
    var blocks: [Block] = [.heading(level: 2, "Rolling Maintenance")]
    blocks += opening(maintenance)
    blocks += left(maintenance)
    if !maintenance.waves.isEmpty {
      blocks.append(.table(overview(maintenance)))
      blocks += maintenance.waves.flatMap(moves)
      blocks += warnings(maintenance)
      blocks.append(
        .paragraph(
          """
          Carry out a wave, work on its nodes, open them again, then the next: each plan is made for \
          what the one before leaves. Nobody goes to a node that is still to be emptied.
          """
        )
      )
    }
    return blocks
  }

  private static func opening(_ maintenance: Maintenance) -> [Block] {
    var parts: [RichText] = ["empty \(RichText.list(maintenance.drain, atMost: 8))"]
    if let most = maintenance.maxUnavailable {
      parts.append("at most \(own: Format.count(most, "node")) away at a time")
    }
    parts.append(
      maintenance.failover ? "any other node may fail meanwhile" : "no room kept for a failure"
    )
    var blocks: [Block] = [
      .paragraph("\(strong: "Goal:") \(parts.joined(separator: "; "))")
    ]
    let waves = Format.count(maintenance.waves.count, "wave")
    switch maintenance.status {
    case .planned, .balanced:
      let proof: RichText =
        maintenance.waves.count <= maintenance.leastWaves
        ? "no fewer can do" : "a proof says \(maintenance.leastWaves) or more"
      blocks.append(.paragraph("✓ \(strong: "\(own: waves)"), \(proof).", .good))
    case .partial:
      blocks.append(
        .paragraph(
          "⚠️ \(strong: "Not every node can be emptied:") \(own: waves) for the rest.",
          .caution
        )
      )
    case .infeasible:
      blocks.append(
        .paragraph("❌ \(strong: "These nodes cannot all be emptied.") Nothing is planned.", .bad)
      )
    }
    if maintenance.failover, !maintenance.unprotected.isEmpty {
      let nodes = RichText.list(maintenance.unprotected, atMost: 6)
      blocks.append(
        .paragraph(
          "⚠️ If \(nodes) failed, not all VMs would find room, even with every node there.",
          .caution
        )
      )
    }
    return blocks
  }

  private static func left(_ maintenance: Maintenance) -> [Block] {
    guard !maintenance.left.isEmpty else { return [] }
    var groups: [(nodes: [String], message: String)] = []
    for entry in maintenance.left {
      if let i = groups.firstIndex(where: { $0.message == entry.message }) {
        groups[i].nodes.append(entry.node)
      } else {
        groups.append(([entry.node], entry.message))
      }
    }
    var bullets = groups.map { group in
      Bullet(
        RichText.list(group.nodes, atMost: 12).marked(.strong) + ": \(group.message)",
        tone: .bad
      )
    }
    if maintenance.failover, maintenance.left.contains(where: { $0.message.contains("failed") }) {
      bullets.append(Bullet("--no-failover plans without room for a failure.", tone: .faint))
    }
    return [.heading(level: 3, "Not emptied"), .bullets(bullets)]
  }

  private static func overview(_ maintenance: Maintenance) -> Table {
    let columns = [
      Column("Wave", .trailing), Column("Nodes", shrink: .init(turn: 1, minimum: 16)),
      Column("Moves", .trailing), Column("Cold", .trailing), Column("Downtime", .trailing),
      Column("Time", .trailing), Column("Fullest node", .trailing),
    ]
    let rows = maintenance.waves.map { wave -> [Cell] in
      let summary = wave.plan.summary
      let there = wave.plan.nodes.filter { !wave.drain.contains($0.name) }
      let fullest = there.map { max($0.requests.cpu.after, $0.requests.memory.after) }.max() ?? 0
      return [
        Cell("\(wave.number)"), Cell(RichText.list(wave.drain, atMost: 6)),
        Cell("\(summary.migrations)"),
        Cell("\(summary.cold)", tone: summary.downtimeSeconds > 0 ? .caution : .neutral),
        Cell(
          "\(own: summary.downtimeSeconds > 0 ? Format.downtime(summary.downtimeSeconds) : "-")"
        ),
        Cell("\(own: Format.duration(summary.estimatedSeconds))"),
        Cell("\(own: Format.cellPercent(fullest))"),
      ]
    }
    return Table(columns: columns, rows: rows)
  }

  private static func moves(_ wave: Maintenance.Wave) -> [Block] {
    let title: RichText = "Wave \(wave.number): \(RichText.list(wave.drain, atMost: 6))"
    guard !wave.plan.migrations.isEmpty else {
      return [.heading(level: 3, title), .paragraph("Nothing has to move.")]
    }
    return [.heading(level: 3, title), MigrationRows.table(wave.plan, PlanFacts(wave.plan))]
  }

  /// What the plans warn of, each once.
  private static func warnings(_ maintenance: Maintenance) -> [Block] {
    var seen: [String: [Int]] = [:]
    var order: [String] = []
    for wave in maintenance.waves {
      for warning in wave.plan.warnings {
        if seen[warning] == nil { order.append(warning) }
        seen[warning, default: []].append(wave.number)
      }
    }
    guard !order.isEmpty else { return [] }
    let bullets = order.map { warning in
      let waves = seen[warning] ?? []
      let every = waves.count == maintenance.waves.count
      let place: RichText = every ? "" : "wave \(own: Format.ranges(waves)): "
      return Bullet("\(place)\(warning)", tone: .caution)
    }
    return [.heading(level: 3, "Warnings"), .bullets(bullets)]
  }
}
