import PlacementModel

/// Which migrations run together.
enum BatchesSection {
  static func blocks(_ plan: Plan) -> [Block] {
    guard !plan.batches.isEmpty else { return [] }
    let rows = plan.batches.map { batch in
      [
        Cell("\(batch.number)"),
        Cell(type(batch.type)),
        Cell("\(own: Format.ranges(batch.migrations))"),
        Cell("~\(own: Format.duration(batch.estimatedSeconds))"),
      ]
    }
    let columns = [
      Column("Batch", .trailing), Column("Type"), Column("Migrations"),
      Column("Estimated", .trailing),
    ]
    return [.heading(level: 3, "Batches"), .table(Table(columns: columns, rows: rows))]
  }

  private static func type(_ type: Plan.MigrationType) -> RichText {
    switch type {
    case .live: "Live"
    case .cold: "Cold"
    case .place: "Place"
    }
  }
}
