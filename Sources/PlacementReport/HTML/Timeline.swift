import PlacementModel

/// When each migration runs, batch after batch, as bars along a line of time.
struct Timeline {
  private static let mostRows = 60
  private static let width = 960
  private static let labels = 300
  private static let rowHeight = 22

  let plan: Plan

  private struct Row {
    var name: String
    var title: String
    var type: Plan.MigrationType
    var start: Double
    var seconds: Double
  }

  func render() -> HTML {
    let rows = self.rows
    let total = rows.map { $0.start + $0.seconds }.max() ?? 0
    guard !rows.isEmpty, total.isFinite, total > 0 else { return "" }
    let height = rows.count * Self.rowHeight + 40
    let scale = Double(Self.width - Self.labels - 20) / total
    var body = HTML()
    for mark in Self.marks(total) {
      let x = Self.labels + Int(mark * scale)
      body += """
        <line class="grid-line" x1="\(x)" y1="24" x2="\(x)" y2="\(height)"/>\
        <text class="soft" x="\(x)" y="16" text-anchor="middle">\(Format.duration(mark))</text>
        """
    }
    for (index, row) in rows.enumerated() {
      let y = 30 + index * Self.rowHeight
      let x = Self.labels + Int(row.start * scale)
      let length = max(2, Int(row.seconds * scale))
      let name =
        row.name.displayWidth > 38 ? row.name.prefix(columns: 37) + "…" : row.name
      body += """
        <g><title>\(row.title)</title><text x="0" y="\(y + 13)">\(name)</text>\
        <rect class="bar-\(row.type.rawValue)" x="\(x)" y="\(y + 2)" width="\(length)" \
        height="14" rx="3"/></g>
        """
    }
    let unit =
      plan.migrations.count > Self.mostRows ? "One bar a batch." : "One bar a migration."
    return """
      <figure><div class="scroll" tabindex="0" role="region" aria-label="Timeline">\
      <svg viewBox="0 0 \(Self.width) \(height)" role="img" aria-labelledby="timeline-title">\
      <title id="timeline-title">Migrations along an estimated line of time</title>\
      \(body)</svg></div><figcaption>\(unit) Times are estimates from memory sizes and the \
      bandwidth of the policy.</figcaption></figure>
      """
  }

  private var rows: [Row] {
    let moves = Dictionary(
      plan.migrations.map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    var rows: [Row] = []
    var start = 0.0
    for batch in plan.batches {
      let members = batch.migrations.compactMap { moves[$0] }
      if plan.migrations.count > Self.mostRows {
        let count = Format.count(members.count, "\(batch.type.rawValue) migration")
        rows.append(
          Row(
            name: "Batch \(batch.number): \(count)",
            title: "Batch \(batch.number), \(count), ~\(Format.duration(batch.estimatedSeconds))",
            type: batch.type,
            start: start,
            seconds: batch.estimatedSeconds
          )
        )
      } else {
        rows += members.map { move in
          Row(
            name: "\(move.id). \(move.vm)",
            title: "\(move.id). \(move.vm) → \(move.to), \(move.type.rawValue), "
              + "~\(Format.duration(move.estimatedSeconds))",
            type: move.type,
            start: start,
            seconds: move.estimatedSeconds
          )
        }
      }
      start += batch.estimatedSeconds
    }
    return rows
  }

  /// Round times along the line, five to ten of them.
  private static func marks(_ total: Double) -> [Double] {
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400,
    ]
    let step = steps.first { total / $0 <= 8 } ?? (total / 8)
    return (0...max(0, Int(total / step))).map { Double($0) * step }
  }
}
