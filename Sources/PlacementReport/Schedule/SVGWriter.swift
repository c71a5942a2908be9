/// Writes simple pictures as SVG; every text is escaped.
struct SVGWriter {
  private var body = ""
  private let width: Double
  private let height: Double
  private let title: String

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    body +=
      "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"rule\"/>\n"
  }

  mutating func text(_ x: Double, _ y: Double, _ text: String, anchor: String = "start") {
    body +=
      "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\">\(Self.escape(text))</text>\n"
  }

  /// A name that ends at a place, shortened to what fits on its left.
  mutating func name(_ x: Double, _ y: Double, _ name: String, width: Double) {
    let name = name.printable
    let columns = max(4, Int(width / 7))
    let short = name.displayWidth > columns ? name.prefix(columns: columns - 1) + "…" : name
    body += "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"end\">"
    body += "<title>\(Self.escape(name))</title>\(Self.escape(short))</text>\n"
  }

  /// A bar with a label inside and a hint that shows under the pointer.
  mutating func bar(
    _ frame: (x: Double, y: Double, width: Double, height: Double),
    style: String,
    label: String?,
    hint: String
  ) {
    body += "<g class=\"\(style)\"><title>\(Self.escape(hint))</title>"
    body += "<rect x=\"\(n(frame.x))\" y=\"\(n(frame.y))\" width=\"\(n(frame.width))\""
    body += " height=\"\(n(frame.height))\" rx=\"3\"/>"
    if let label {
      // Some seven units a character; what does not fit is left out.
      let room = max(1, Int(frame.width / 7))
      let short = label.count > room ? String(label.prefix(max(1, room - 1))) + "…" : label
      body += "<text class=\"label\" x=\"\(n(frame.x + 4))\" y=\"\(n(frame.y + 13))\">"
      body += "\(Self.escape(short))</text>"
    }
    body += "</g>\n"
  }

  /// A filled shape.
  mutating func area(_ points: [(Double, Double)], style: String) {
    let list = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    body += "<polygon class=\"\(style)\" points=\"\(list)\"/>\n"
  }

  func finish() -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" role="img" \
    class="schedule" style="max-width:\(n(width))px;width:100%">
    <title>\(Self.escape(title))</title>
    <style>.schedule text{font:12px system-ui,sans-serif;fill:currentColor}\
    .schedule .label{fill:var(--on-bar,#fff);font-size:11px}\
    .schedule .rule{stroke:currentColor;stroke-opacity:.2}\
    .schedule .live,.schedule .cold,.schedule .parking{stroke:none}\
    .schedule .live{fill:var(--live,#2a6fb0)}.schedule .cold{fill:var(--cold,#a8470f)}\
    .schedule .parking{fill:var(--parking,#6b6b76)}\
    .schedule .there{fill:var(--live,#2a6fb0);fill-opacity:.45}\
    .schedule .twice{fill:var(--cold,#a8470f);fill-opacity:.75}</style>
    \(body)</svg>

    """
  }

  /// A number with one decimal at most.
  private func n(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() && tenths.magnitude < 1e9 ? "\(Int(tenths))" : "\(tenths)"
  }

  static func escape(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t": result += " "
      case _ where character.value < 0x20 || (0x7f...0x9f).contains(character.value): result += "�"
      case "\u{fffe}", "\u{ffff}": result += "�"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
