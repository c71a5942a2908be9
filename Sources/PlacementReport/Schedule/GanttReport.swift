import PlacementModel

/// When each move runs, and how full that makes the nodes, as text.
package enum GanttReport {
  /// The charts in the terminal's width, in ASCII where it shows nothing else.
  package static func text(_ plan: Plan, style: TerminalStyle) -> String {
    let moves = GanttChart.text(plan, width: style.width)
    if moves.isEmpty { return "" }
    let levels: [Character] = style.unicode ? Array(" ▁▂▃▄▅▆▇█") : Array(" 123456789")
    var parts = ["Schedule\n" + moves]
    for (name, resource) in [("Memory", ResourceName.memory), ("CPU", .cpu)] {
      let chart = OccupancyChart.text(plan, resource: resource, width: style.width, levels: levels)
      if !chart.isEmpty { parts.append("\(name) requests of the nodes meanwhile\n" + chart) }
    }
    if parts.count > 1 {
      let note = "Of what is allocatable, with VMs on their way charged to both nodes; at the "
      parts.append(TextWrap.plain(note + "right the highest point.", width: style.width) + "\n")
    }
    let text = parts.joined(separator: "\n")
    if style.unicode { return text }
    let spelled = ["█": "#", "▒": "=", "░": ".", "→": ">", "…": "~"]
    return spelled.sorted { $0.key < $1.key }
      .reduce(text) { $0.replacing($1.key, with: $1.value) }
  }

  /// The charts as a block that keeps its columns.
  package static func markdown(_ plan: Plan) -> String {
    let text = text(plan, style: TerminalStyle(width: 100))
    return text.isEmpty ? "" : "## Schedule\n\n" + MarkdownReport.verbatim(text)
  }
}
