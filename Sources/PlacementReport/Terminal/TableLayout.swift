/// A table laid out in columns for one terminal.
///
/// Where the terminal is too narrow, columns give way in this order: what holds only dashes is left
/// out, bars get shorter, titles of several words break, then text is left out of the columns that
/// allow it, in their turn. Names of nodes are never cut; with very long ones the table is wider
/// than the terminal.
struct TableLayout {
  /// The table, line by line.
  let lines: [String]

  private static let gap = 2
  private static let longestBar = 10
  private static let handyBar = 8
  private static let shortestBar = 4

  init(_ table: Table, style: TerminalStyle) {
    let isTooWide = Self.naturalWidth(table, style) > style.width
    self.init(laidOut: isTooWide ? Self.withoutDashes(table) : table, style: style)
  }

  /// The width with nothing left out, bars aside.
  private static func naturalWidth(_ table: Table, _ style: TerminalStyle) -> Int {
    table.columns.indices.reduce(gap * max(table.columns.count - 1, 0)) { sum, column in
      let title = style.show(RichText(stringLiteral: table.columns[column].title)).displayWidth
      return sum
        + table.rows.reduce(title) { width, cells in
          column < cells.count ? max(width, style.show(cells[column].text).displayWidth) : width
        }
    }
  }

  /// The table without the columns that may vanish.
  private static func withoutDashes(_ table: Table) -> Table {
    let kept = table.columns.indices.filter { column in
      !table.columns[column].vanishes
        || table.rows.contains { column < $0.count && $0[column].text != "-" }
    }
    return Table(
      columns: kept.map { table.columns[$0] },
      rows: table.rows.map { cells in kept.filter { $0 < cells.count }.map { cells[$0] } }
    )
  }

  private init(laidOut table: Table, style: TerminalStyle) {
    let texts = table.rows.map { cells in cells.map { style.show($0.text) } }
    let titles = table.columns.map { column in style.show(RichText(stringLiteral: column.title)) }
    let barred = table.columns.indices.map { column in
      table.rows.contains { column < $0.count && $0[column].bar != nil }
    }
    let content = table.columns.indices.map { column in
      texts.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
    }
    let layout = Self.widths(table.columns, titles, content, barred, style.width)
    let headers = zip(titles, layout.widths).map { Self.broken($0, $1) }
    let height = headers.map(\.count).max() ?? 1
    var lines = (0..<height).map { line in
      Self.line(table.columns, layout.widths) { column in
        // Short titles sit at the bottom, next to what they name.
        let offset = line - (height - headers[column].count)
        let text = offset >= 0 ? headers[column][offset] : ""
        return (text, style.attributes(.neutral, .strong))
      } paint: {
        style.paint($0, $1)
      }
    }
    let dash = style.unicode ? "─" : "-"
    lines.append(
      style.paint(
        layout.widths.map { String(repeating: dash, count: $0) }.joined(separator: "  "),
        .rule
      )
    )
    let bar = LoadBar(length: layout.bar, style: style)
    for (cells, texts) in zip(table.rows, texts) {
      lines.append(
        Self.line(table.columns, layout.widths) { column in
          guard column < cells.count else { return ("", .plain) }
          let cell = cells[column]
          var text = Self.cut(texts[column], layout.widths[column], table.columns[column], style)
          if let fraction = cell.bar, layout.bar > 0 {
            let room = max(content[column] - text.displayWidth, 0) + 1
            text = bar.text(fraction) + String(repeating: " ", count: room) + text
          }
          return (text, style.attributes(cell.tone))
        } paint: {
          style.paint($0, $1)
        }
      )
    }
    self.lines = lines
  }

  // MARK: Widths

  private static func widths(
    _ columns: [Column],
    _ titles: [String],
    _ content: [Int],
    _ barred: [Bool],
    _ available: Int
  ) -> (widths: [Int], bar: Int) {
    let bars = barred.count { $0 }
    var bar = bars > 0 ? longestBar : 0
    func needed(_ column: Int, _ title: Int) -> Int {
      max(content[column] + (barred[column] && bar > 0 ? bar + 1 : 0), title)
    }
    func widths(_ titleWidth: (String) -> Int) -> [Int] {
      columns.indices.map { needed($0, titleWidth(titles[$0])) }
    }
    func excess(_ widths: [Int]) -> Int {
      widths.reduce(0, +) + gap * max(columns.count - 1, 0) - available
    }
    var result = widths(\.displayWidth)
    while bars > 0, bar > handyBar, excess(result) > 0 {
      bar -= 1
      result = widths(\.displayWidth)
    }
    let narrow = widths(longestWord)
    for column in columns.indices where excess(result) > 0 && narrow[column] < result[column] {
      result[column] = narrow[column]
    }
    while bars > 0, bar > 0, excess(result) > 0 {
      bar = bar > shortestBar ? bar - 1 : 0
      result = widths(longestWord)
    }
    let shrinkable = columns.indices.filter { columns[$0].shrink != nil }
      .sorted { (columns[$0].shrink?.turn ?? 0, $0) < (columns[$1].shrink?.turn ?? 0, $1) }
    for column in shrinkable where excess(result) > 0 {
      let least = max(columns[column].shrink?.minimum ?? 0, longestWord(titles[column]))
      result[column] = max(result[column] - excess(result), min(least, result[column]))
    }
    return (result, bar)
  }

  private static func longestWord(_ text: String) -> Int {
    text.split(separator: " ").map { String($0).displayWidth }.max() ?? 0
  }

  // MARK: Text

  /// A title in lines of at most so many columns, broken between words.
  private static func broken(_ title: String, _ width: Int) -> [String] {
    var lines: [String] = []
    for word in title.split(separator: " ") {
      if let last = lines.last, (last + " " + word).displayWidth <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.isEmpty ? [""] : lines
  }

  private static func cut(
    _ text: String,
    _ width: Int,
    _ column: Column,
    _ style: TerminalStyle
  ) -> String {
    guard let shrink = column.shrink, text.displayWidth > width else { return text }
    let room = max(width - style.ellipsis.displayWidth, 0)
    switch shrink.cut {
    case .end: return text.prefix(columns: room) + style.ellipsis
    case .middle:
      // Names of one family differ at the end, numbers stand at the beginning.
      let tail = room / 2
      return text.prefix(columns: room - tail) + style.ellipsis + text.suffix(columns: tail)
    }
  }

  private static func line(
    _ columns: [Column],
    _ widths: [Int],
    cell: (Int) -> (text: String, attributes: TerminalStyle.Attributes),
    paint: (String, TerminalStyle.Attributes) -> String
  ) -> String {
    var line = ""
    // Spaces are owed until something follows, so that no line ends in blanks.
    var owed = 0
    for column in columns.indices {
      let (text, attributes) = cell(column)
      let space = max(widths[column] - text.displayWidth, 0)
      let before = columns[column].alignment == .trailing ? space : 0
      if !text.isEmpty {
        line += String(repeating: " ", count: owed + before) + paint(text, attributes)
        owed = space - before + gap
      } else {
        owed += space + gap
      }
    }
    return line
  }
}
