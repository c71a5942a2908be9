import PlacementModel

/// The moves, one row each.
enum MigrationRows {
  static func blocks(_ plan: Plan, _ facts: PlanFacts) -> [Block] {
    let heading = Block.heading(level: 2, "📋 VM Rebalance Plan")
    if plan.migrations.isEmpty { return [heading, .paragraph("No migrations.")] }
    let rows = plan.migrations.map { row($0, facts) }
    return [heading, .table(Table(columns: columns, rows: rows))]
  }

  static let columns = [
    Column("VM", shrink: .init(turn: 3, minimum: 14, cut: .middle)),
    Column("Instance Type", shrink: .init(turn: 2, minimum: 8), vanishes: true),
    Column("Current Node"),
    Column("→"),
    Column("New Node"),
    Column("Type"),
    Column("Downtime"),
    Column("Notes", shrink: .init(turn: 1, minimum: 8)),
  ]

  private static func row(_ migration: Plan.Migration, _ facts: PlanFacts) -> [Cell] {
    [
      Cell("\(migration.id). \(migration.vm)"),
      Cell(migration.instanceType.map(RichText.data) ?? "-"),
      Cell(migration.from.map(RichText.data) ?? "-"),
      Cell("→"),
      Cell(.data(migration.to)),
      type(migration),
      Cell(downtime(migration)),
      Cell(notes(migration, facts)),
    ]
  }

  private static func type(_ migration: Plan.Migration) -> Cell {
    switch migration.type {
    case .live: Cell("Live", tone: .good)
    case .cold: Cell("Cold", tone: migration.movesStoppedVM ? .neutral : .caution)
    case .place: Cell("Place")
    }
  }

  private static func downtime(_ migration: Plan.Migration) -> RichText {
    switch migration.type {
    case .live: "<1s pause"
    case .cold where !migration.movesStoppedVM:
      "\(own: Format.downtime(migration.downtimeSeconds))"
    case .cold, .place: "-"
    }
  }

  private static func notes(_ migration: Plan.Migration, _ facts: PlanFacts) -> RichText {
    var notes: [RichText] = []
    if migration.flags.contains(.coldFallback) { notes.append("Cold fallback") }
    if let journey = facts.journey(of: migration.vm), journey.migrations.count > 1 {
      let next = journey.migrations.first { $0 > migration.id }
      if migration.kind == .parking, let next {
        notes.append("Parking until migration \(next)")
      } else if let first = journey.migrations.first, first != migration.id {
        notes.append("Parked by migration \(first)")
      }
    } else if migration.kind == .parking {
      notes.append("Parking")
    }
    if migration.type == .live, migration.isLarge {
      notes.append("\(own: Format.bytes(migration.memory))")
    }
    notes += migration.notes.filter { !$0.isEmpty }.map(RichText.data)
    return notes.isEmpty ? "-" : notes.joined(separator: ", ")
  }
}
