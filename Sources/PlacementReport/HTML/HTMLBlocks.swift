/// The blocks that all reports share, as HTML.
enum HTMLBlocks {
  static func render(_ blocks: [Block]) -> HTML { blocks.map(render).joined(separator: "\n") }

  static func render(_ block: Block) -> HTML {
    switch block {
    case .heading(let level, let text):
      level <= 2 ? "<h2>\(render(text))</h2>" : "<h3>\(render(text))</h3>"
    case .paragraph(let text, let tone): "<p\(toned(tone))>\(render(text))</p>"
    case .bullets(let bullets): "<ul class=\"bullets\">\(bullets.map(render).joined())</ul>"
    case .table(let table): render(table)
    }
  }

  static func render(_ text: RichText) -> HTML {
    text.spans.map { span -> HTML in
      // The report's own words go through the same escape: they are text, not markup.
      let text = span.origin == .report ? span.text.holdingUnits : span.text
      return switch span.mark {
      case .plain: "\(text)"
      case .strong: "<strong>\(text)</strong>"
      }
    }.joined()
  }

  private static func render(_ bullet: Bullet) -> HTML {
    let children: HTML =
      bullet.children.isEmpty
      ? "" : "<ul>\(bullet.children.map { "<li>\(render($0))</li>" as HTML }.joined())</ul>"
    return "<li\(toned(bullet.tone))>\(render(bullet.text))\(children)</li>"
  }

  private static func render(_ table: Table) -> HTML {
    let head = table.columns.map { column -> HTML in
      "<th scope=\"col\"\(aligned(column))>\(column.title)</th>"
    }
    let rows = table.rows.map { cells -> HTML in
      let cells = zip(table.columns, cells).map { column, cell -> HTML in
        "<td\(aligned(column))>\(render(cell.text))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll" tabindex="0"><table><thead><tr>\(head.joined())</tr></thead>\
      <tbody>\(rows.joined())</tbody></table></div>
      """
  }

  private static func aligned(_ column: Column) -> HTML {
    column.alignment == .trailing ? " class=\"num\"" : ""
  }

  private static func toned(_ tone: Tone) -> HTML {
    switch tone {
    case .neutral: ""
    case .good: " class=\"good\""
    case .caution: " class=\"caution\""
    case .bad: " class=\"bad\""
    case .faint: " class=\"faint\""
    }
  }
}
