import PlacementModel

/// A plan as a Markdown page that can be pasted into a ticket.
package enum MarkdownReport {
  /// Renders the plan; the page ends with a newline.
  package static func render(_ plan: Plan) -> String {
    render(PlanDocument.blocks(plan))
  }

  static func render(_ blocks: [Block]) -> String {
    blocks.map(render).joined(separator: "\n\n") + "\n"
  }

  /// Text as it stands, fenced by more backticks than follow each other in it.
  static func verbatim(_ text: String) -> String {
    let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)text\n\(text.hasSuffix("\n") ? text : text + "\n")\(fence)\n"
  }

  private static func render(_ block: Block) -> String {
    switch block {
    case .heading(let level, let text):
      String(repeating: "#", count: level) + " " + render(text)
    case .paragraph(let text, _): MarkdownEscape.blockStart(render(text))
    case .bullets(let bullets): bullets.map(render).joined(separator: "\n")
    case .table(let table): render(table)
    }
  }

  private static func render(_ bullet: Bullet) -> String {
    let lines = [bullet.text] + bullet.children
    return lines.enumerated().map { index, text in
      (index == 0 ? "- " : "  - ") + MarkdownEscape.blockStart(render(text))
    }.joined(separator: "\n")
  }

  private static func render(_ table: Table) -> String {
    let header = row(table.columns.map(\.title))
    let rule = table.columns.map { $0.alignment == .trailing ? "---:" : "---" }
    let rows = table.rows.map { cells in row(cells.map { render($0.text) }) }
    return ([header, "|" + rule.joined(separator: "|") + "|"] + rows).joined(separator: "\n")
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private static func render(_ text: RichText) -> String {
    var result = ""
    var mark = RichText.Mark.plain
    for span in text.spans where !span.text.isEmpty {
      // Neighbours with the same mark share one pair of asterisks: `**a****b**` is no Markdown.
      if span.mark != mark {
        result += asterisks(mark) + asterisks(span.mark)
        mark = span.mark
      }
      switch span.origin {
      case .report: result += span.text
      case .data: result += MarkdownEscape.inline(span.text)
      }
    }
    return result + asterisks(mark)
  }

  private static func asterisks(_ mark: RichText.Mark) -> String {
    switch mark {
    case .plain: ""
    case .strong: "**"
    }
  }
}
