import PlacementModel

/// A plan as text for a terminal: the same content as the Markdown page, aligned.
package enum TableReport {
  /// Renders the plan; the text ends with a newline.
  ///
  /// - Parameter isBrief: Whether to leave out how the plan was found and how it runs.
  package static func render(
    _ plan: Plan,
    style: TerminalStyle = TerminalStyle(),
    isBrief: Bool = false
  ) -> String {
    render(isBrief ? PlanDocument.brief(plan) : PlanDocument.blocks(plan), style: style)
  }

  static func render(_ blocks: [Block], style: TerminalStyle) -> String {
    var lines: [String] = []
    for (index, block) in blocks.enumerated() {
      if index > 0, !hugs(block, after: blocks[index - 1]) { lines.append("") }
      lines += render(block, style)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether a block follows without a blank line: what a heading or a lead-in announces.
  private static func hugs(_ block: Block, after previous: Block) -> Bool {
    switch (previous, block) {
    case (.heading, _), (.paragraph, .bullets): true
    default: false
    }
  }

  private static func render(_ block: Block, _ style: TerminalStyle) -> [String] {
    switch block {
    case .heading(_, let text): [style.paint(style.show(text), .heading)]
    case .paragraph(let text, let tone): TextWrap.lines(text, tone, style)
    case .bullets(let bullets): bullets.flatMap { render($0, style) }
    case .table(let table): TableLayout(table, style: style).lines
    }
  }

  private static func render(_ bullet: Bullet, _ style: TerminalStyle) -> [String] {
    TextWrap.lines(bullet.text, bullet.tone, style, first: "- ", rest: "  ")
      + bullet.children.flatMap { TextWrap.lines($0, .neutral, style, first: "  - ", rest: "    ") }
  }
}
