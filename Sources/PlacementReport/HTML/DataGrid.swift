import Foundation

/// A table that can be sorted and filtered, and whose rows are made as they come into view.
///
/// The first rows are in the page as they are, for readers and mail programs that run no script;
/// all of them are data beside it, from which the script makes rows.
struct DataGrid {
  /// Its name in the page.
  var id: String
  var caption: String
  var columns: [Column]
  var rows: [[Cell]]
  /// What the filter's field asks for.
  var hint: String
  /// The column whose values can be chosen from a list.
  var choice: Int?

  struct Column {
    var title: String
    var isNumber = false
    /// Whether it names what the row is about, and stays in sight on a narrow screen.
    var isKey = false
    /// Whether its text may take several lines.
    var wraps = false

    var classes: [String] {
      var classes: [String] = []
      classes.append(isNumber ? "num" : wraps ? "wraps" : "name")
      if isKey { classes.append("key") }
      return classes
    }
  }

  struct Cell {
    var text: String
    /// What it is sorted by; the text where there is none.
    var key: Double?
    var tone: Tone = .neutral
  }

  private static let rowsInPage = 60

  func render() -> HTML {
    let head = columns.enumerated().map { index, column -> HTML in
      """
      <th scope="col" class="\(column.classes.joined(separator: " "))" aria-sort="none">\
      <button type="button" data-column="\(index)">\(column.title)</button></th>
      """
    }
    let body = rows.prefix(Self.rowsInPage).map(row)
    let rest = rows.count - body.count
    let more: HTML =
      rest > 0
      ? "<noscript><p class=\"faint\">\(rest) more rows are shown where scripts run.</p></noscript>"
      : ""
    return """
      <div class="grid" id="\(id)">
      <div class="controls" hidden>
      <label><span class="visually-hidden">Filter \(caption)</span>\
      <input type="search" placeholder="\(hint)" autocomplete="off" spellcheck="false"></label>
      \(chooser)<output aria-live="polite"></output>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table>
      <caption class="visually-hidden">\(caption)</caption>
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>\(body.joined(separator: "\n"))</tbody></table></div>\(more)
      <button type="button" class="more" hidden>Show more</button>
      <script type="application/json">\(json)</script>
      </div>
      """
  }

  private var chooser: HTML {
    guard let choice else { return "" }
    var seen: Set<String> = []
    let values = rows.map { $0[choice].text }.filter { seen.insert($0).inserted }
    guard values.count > 1 else { return "" }
    let options = values.map { "<option>\($0)</option>" as HTML }
    let title = columns[choice].title
    return """
      <label><span class="visually-hidden">\(title)</span><select data-column="\(choice)">\
      <option value="">Every \(title.lowercased())</option>\(options.joined())</select></label>

      """
  }

  private func row(_ cells: [Cell]) -> HTML {
    let cells = zip(columns, cells).map { column, cell -> HTML in
      let classes = column.classes + [cell.tone.cssClass].compactMap { $0 }
      let attribute: HTML =
        classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
      return "<td\(attribute)>\(cell.text)</td>"
    }
    return "<tr>\(cells.joined())</tr>"
  }

  /// Every row: a cell is its text, with its key and class where it has any.
  private var json: HTML {
    var text = "["
    for (r, cells) in rows.enumerated() {
      text += r == 0 ? "[" : ",\n["
      for (c, cell) in cells.enumerated() {
        if c > 0 { text += "," }
        let quoted = Self.quoted(cell.text)
        if cell.key == nil, cell.tone == .neutral {
          text += quoted
          continue
        }
        let key = cell.key.flatMap { $0.isFinite ? $0.description : nil } ?? "null"
        text += "[\(quoted),\(key)"
        if let tone = cell.tone.cssClass { text += ",\"\(tone)\"" }
        text += "]"
      }
      text += "]"
    }
    return HTML(markup: text + "]")
  }

  /// A JSON string that cannot end the element it stands in.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "<": result += "\\u003c"
      case ">": result += "\\u003e"
      case "&": result += "\\u0026"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Tone {
  var cssClass: String? {
    switch self {
    case .neutral: nil
    case .good: "good"
    case .caution: "caution"
    case .bad: "bad"
    case .faint: "faint"
    }
  }
}
