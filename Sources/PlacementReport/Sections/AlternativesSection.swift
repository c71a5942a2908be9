import PlacementModel

/// Other ways that may suit better, each beside the plan.
package enum AlternativesSection {
  /// The alternatives of a plan as Markdown; empty where it has none.
  package static func markdown(_ plan: Plan) -> String {
    let blocks = blocks(plan)
    return blocks.isEmpty ? "" : MarkdownReport.render(blocks)
  }

  static func blocks(_ plan: Plan) -> [Block] {
    let offers = offers(plan)
    guard !offers.isEmpty else { return [] }
    let options = Block.paragraph(
      """
      Options: \(strong: "accept alternative") | \(strong: "keep original") | \
      \(strong: "explain more")
      """
    )
    return [.heading(level: 3, "💡 Alternative Approach Detected")] + offers + [options]
  }

  /// The alternatives alone.
  static func offers(_ plan: Plan) -> [Block] {
    let alternatives = plan.alternatives ?? []
    var blocks: [Block] = []
    for alternative in alternatives {
      let number = String(alternative.number)
      blocks.append(
        .paragraph(
          "\(strong: "Alternative \(own: number):") \(alternative.title): \(alternative.rationale)."
        )
      )
      blocks.append(.table(table(alternative, plan)))
    }
    return blocks
  }

  private static func table(_ alternative: Plan.Alternative, _ plan: Plan) -> Table {
    let columns = [
      Column(""), Column("Migrations", .trailing), Column("Cold", .trailing),
      Column("Downtime", .trailing), Column("Duration", .trailing),
      Column("CPU std. dev.", .trailing), Column("Memory std. dev.", .trailing),
    ]
    return Table(
      columns: columns,
      rows: [
        // What was changed by hand since is not part of the comparison.
        row(plan.edits.isEmpty ? "This plan" : "Plan as made", alternative.present),
        row("Alternative", alternative.proposed),
      ]
    )
  }

  private static func row(_ name: RichText, _ figures: Plan.Alternative.Figures) -> [Cell] {
    let downtime =
      figures.downtimeSeconds > 0 ? "~\(Format.duration(figures.downtimeSeconds))" : "none"
    return [
      Cell(name), Cell("\(own: String(figures.migrations))"),
      Cell("\(own: String(figures.cold))"), Cell("\(own: downtime)"),
      Cell("~\(own: Format.duration(figures.estimatedSeconds))"),
      Cell("\(own: Format.points(figures.cpu))"), Cell("\(own: Format.points(figures.memory))"),
    ]
  }
}
