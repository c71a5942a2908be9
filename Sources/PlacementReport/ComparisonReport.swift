import PlacementModel

/// A comparison of weights, and of numbers of moves with what they bring.
package enum ComparisonReport {
  /// For a terminal; the text ends with a newline.
  package static func table(_ comparison: Comparison, style: TerminalStyle) -> String {
    TableReport.render(blocks(comparison), style: style)
  }

  /// As Markdown.
  package static func markdown(_ comparison: Comparison) -> String {
    MarkdownReport.render(blocks(comparison))
  }

  private static func blocks(_ comparison: Comparison) -> [Block] {
    var blocks: [Block] = []
    if !comparison.presets.isEmpty {
      let rows = comparison.presets.map { preset in
        let weights = preset.weights.normalized
        let name = "CPU \(Format.weight(weights.cpu)), memory \(Format.weight(weights.memory))"
        return [Cell("\(own: name)")] + figures(preset.figures)
      }
      blocks += [
        .heading(level: 2, "Weights"),
        .table(Table(columns: [Column("Weights")] + columns, rows: rows)),
      ]
    }
    blocks.append(.heading(level: 2, "Moves against balance"))
    return blocks + front(comparison)
  }

  /// The front alone, without a heading.
  static func front(_ comparison: Comparison) -> [Block] {
    let rows = comparison.front.enumerated().map { i, point in
      [
        Cell("\(own: String(point.limit))", tone: i == comparison.knee ? .good : .neutral),
        Cell("\(own: Format.share(point.share))", bar: min(1, max(0, point.share))),
      ] + figures(point.figures)
    }
    let titles = [Column("At most", .trailing), Column("Improvement", .trailing)]
    var blocks: [Block] = [.table(Table(columns: titles + columns, rows: rows))]
    if let knee = Knee(comparison) {
      blocks.append(
        .paragraph(
          "\(strong: "Knee:") \(own: knee.moves) reach \(own: knee.share) of what the last row does, "
            + "\(own: knee.before) each; each more brings \(own: knee.after)."
        )
      )
    }
    return blocks
  }

  private static let columns = [
    Column("Moves", .trailing), Column("Downtime", .trailing), Column("CPU std. dev.", .trailing),
    Column("Memory std. dev.", .trailing), Column("Objective", .trailing),
  ]

  private static func figures(_ figures: Plan.Alternative.Figures) -> [Cell] {
    let downtime =
      figures.downtimeSeconds > 0 ? "~\(Format.duration(figures.downtimeSeconds))" : "none"
    return [
      Cell("\(own: String(figures.migrations))"), Cell("\(own: downtime)"),
      Cell("\(own: Format.points(figures.cpu))"), Cell("\(own: Format.points(figures.memory))"),
      Cell("\(own: Format.decimal(figures.objective, places: 3))"),
    ]
  }

  /// The front as a picture: moves to the right, improvement upwards.
  package static func svg(_ comparison: Comparison) -> String {
    let (width, height, left, bottom) = (640.0, 360.0, 60.0, 50.0)
    let most = Double(max(1, comparison.front.map(\.figures.migrations).max() ?? 1))
    func place(_ point: Comparison.Point) -> (x: String, y: String) {
      let x = left + Double(point.figures.migrations) / most * (width - left - 20)
      let y = height - bottom - min(1, max(0, point.share)) * (height - bottom - 30)
      return (Format.decimal(x, places: 1), Format.decimal(y, places: 1))
    }
    let line = comparison.front.map { "\(place($0).x),\(place($0).y)" }.joined(separator: " ")
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" role="img" \
      aria-label="Moves against improvement" font-family="sans-serif" font-size="12">
      """,
      "<rect width=\"640\" height=\"360\" fill=\"#ffffff\"/>",
      "<path d=\"M60 30V310H620\" fill=\"none\" stroke=\"#767676\"/>",
      "<text x=\"340\" y=\"350\" text-anchor=\"middle\">moves</text>",
      "<text x=\"60\" y=\"20\">share of the improvement</text>",
      "<text x=\"52\" y=\"34\" text-anchor=\"end\">100 %</text>",
      "<text x=\"52\" y=\"314\" text-anchor=\"end\">0 %</text>",
      "<polyline points=\"\(line)\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>",
    ]
    for (i, point) in comparison.front.enumerated() {
      let (x, y) = place(point)
      let isKnee = i == comparison.knee
      let label = "\(Format.count(point.figures.migrations, "move")): \(Format.share(point.share))"
      parts.append(
        "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(isKnee ? 6 : 3)\" "
          + "fill=\"\(isKnee ? "#b3400f" : "#1f5fa8")\"><title>\(label)</title></circle>"
      )
      if isKnee { parts.append("<text x=\"\(x)\" y=\"\(y)\" dx=\"10\" dy=\"16\">\(label)</text>") }
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }
}
