import PlacementModel

/// When each move runs, for a terminal.
package enum GanttReport {
  /// The chart in the terminal's width, in ASCII where it shows nothing else.
  package static func text(_ plan: Plan, style: TerminalStyle) -> String {
    let text = GanttChart.text(plan, width: style.width)
    if style.unicode { return text }
    let spelled = ["█": "#", "▒": "=", "░": ".", "→": ">", "…": "~"]
    return spelled.sorted { $0.key < $1.key }
      .reduce(text) { $0.replacing($1.key, with: $1.value) }
  }
}
