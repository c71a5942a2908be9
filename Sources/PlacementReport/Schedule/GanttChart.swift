import PlacementModel

/// When each move of a plan runs, by its estimates: a bar for each, in rows by the node it leaves.
public enum GanttChart {
  /// A row: bars that do not overlap.
  struct Lane {
    var node: String
    var bars: [Plan.Migration]
  }

  /// The rows of a plan: each node that moves leave, with as many rows as run at a time there.
  ///
  /// O(moves · rows of the node).
  static func lanes(_ plan: Plan) -> [Lane] {
    var order: [String] = []
    var rows: [String: [Lane]] = [:]
    let moves = plan.migrations.filter { $0.startSeconds.isFinite && $0.endSeconds.isFinite }
    for move in moves.sorted(by: { ($0.startSeconds, $0.id) < ($1.startSeconds, $1.id) }) {
      let node = move.from ?? "new"
      if rows[node] == nil { order.append(node) }
      var lanes = rows[node] ?? []
      let free = lanes.firstIndex { ($0.bars.last?.endSeconds ?? 0) <= move.startSeconds }
      if let free {
        lanes[free].bars.append(move)
      } else {
        lanes.append(Lane(node: node, bars: [move]))
      }
      rows[node] = lanes
    }
    return order.flatMap { rows[$0] ?? [] }
  }

  /// The end of the last move; 1 where there is none, so that it can be divided by.
  static func total(_ plan: Plan) -> Double {
    let last = plan.migrations.map(\.endSeconds).filter(\.isFinite).max() ?? 0
    return last > 0 ? last : 1
  }

  /// Times at which to draw a line: about six, in steps people count in.
  static func ticks(to total: Double) -> [Double] {
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400,
    ]
    let step = steps.first { total / $0 <= 7 } ?? (total / 6).rounded(.up)
    guard step.isFinite, step > 0 else { return [0] }
    return Array(stride(from: 0, through: total, by: step))
  }

  // MARK: Text

  /// The chart as plain text, `width` columns wide: a line for each move, at most `limit`.
  public static func text(_ plan: Plan, width: Int = 80, limit: Int = 40) -> String {
    if plan.migrations.isEmpty { return "" }
    let total = total(plan)
    let shown = plan.migrations.prefix(max(0, limit))
    let labels = shown.map { move in
      "\(move.id)  \(move.vm.printable)  \(move.from ?? "-") → \(move.to)"
    }
    let label = min(labels.map(\.displayWidth).max() ?? 0, max(10, width / 2))
    let columns = max(10, width - label - 3)
    func column(_ time: Double, _ most: Int) -> Int {
      let share = time.isFinite ? min(1, max(0, time / total)) : 0
      return min(most, Int((share * Double(columns)).rounded()))
    }
    var lines = zip(shown, labels).map { move, text in
      let first = column(move.startSeconds, columns - 1)
      let end = column(move.endSeconds, columns)
      let last = min(columns, max(first + 1, end))
      let mark: Character = move.type == .cold ? "▒" : move.kind == .parking ? "░" : "█"
      let bar =
        String(repeating: " ", count: first) + String(repeating: mark, count: last - first)
        + String(repeating: " ", count: columns - last)
      return "\(fit(text, label)) |\(bar)|"
    }
    if plan.migrations.count > shown.count {
      lines.append("… and \(plan.migrations.count - shown.count) more")
    }
    let end = "\(Format.duration(total))"
    lines.append("█ live  ▒ cold  ░ to a parking place; all done after \(end)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text cut or filled up to a number of columns.
  static func fit(_ text: String, _ columns: Int) -> String {
    if text.displayWidth > columns { return text.prefix(columns: columns - 1) + "…" }
    return text + String(repeating: " ", count: columns - text.displayWidth)
  }

  // MARK: SVG

  /// The chart as an SVG image of its own; empty where nothing moves.
  ///
  /// Colours come from `currentColor` and three variables with defaults (`--live`, `--cold`,
  /// `--parking`), so that it follows a page's dark mode.
  public static func svg(_ plan: Plan) -> String {
    let lanes = lanes(plan)
    if lanes.isEmpty { return "" }
    let total = total(plan)
    let (left, width, row, top) = (150.0, 760.0, 22.0, 24.0)
    let height = top + Double(lanes.count) * row + 8
    var svg = SVGWriter(width: left + width + 10, height: height, title: "When each move runs")
    for tick in ticks(to: total) {
      let x = left + tick / total * width
      svg.line(x, top - 4, x, height - 4)
      svg.text(x, top - 8, tick == 0 ? "0" : Format.duration(tick), anchor: "middle")
    }
    var previous: String?
    for (i, lane) in lanes.enumerated() {
      let y = top + Double(i) * row
      if lane.node != previous { svg.name(left - 8, y + 14, lane.node, width: left - 10) }
      previous = lane.node
      for move in lane.bars {
        let x = left + move.startSeconds / total * width
        let length = max(2, (move.endSeconds - move.startSeconds) / total * width)
        let style = move.type == .cold ? "cold" : move.kind == .parking ? "parking" : "live"
        svg.bar(
          (x, y + 2, length, row - 4),
          style: style,
          label: length > 70 ? "\(move.id) \(move.vm)" : length > 18 ? "\(move.id)" : nil,
          hint: "\(move.id): \(move.vm), \(move.from ?? "-") → \(move.to), \(move.type.rawValue), "
            + "\(Format.duration(move.startSeconds)) to \(Format.duration(move.endSeconds))"
        )
      }
    }
    return svg.finish()
  }
}
