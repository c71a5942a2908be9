/// Markup in which everything that is not a literal is escaped.
///
/// Literals are markup; whatever is interpolated is text, so that forgetting to escape a name
/// cannot let it through.
///
///     let row: HTML = "<td title=\"\(node.name)\">\(node.name)</td>"
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  private(set) var markup = ""

  init() {}

  /// Markup as it stands: for style sheets and scripts, which hold no data.
  init(markup: String) { self.markup = markup }

  init(stringLiteral value: String) { markup = value }

  init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

  struct StringInterpolation: StringInterpolationProtocol {
    var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { markup += literal }
    mutating func appendInterpolation(_ text: String) { markup += HTML.escape(text) }
    mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    mutating func appendInterpolation(_ inner: HTML) { markup += inner.markup }
  }

  static func + (a: HTML, b: HTML) -> HTML { HTML(markup: a.markup + b.markup) }

  static func += (a: inout HTML, b: HTML) { a.markup += b.markup }

  /// Text as it may stand between tags and in double quotes, with everything invisible spelled out.
  static func escape(_ text: String) -> String {
    let text = text.printable
    guard text.utf8.contains(where: { special[$0] != nil }) else { return text }
    var result = ""
    for character in text.unicodeScalars {
      if character.isASCII, let entity = special[UInt8(character.value)] {
        result += entity
      } else {
        result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static let special: [UInt8: String] = [
    UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;",
    UInt8(ascii: "\""): "&quot;", UInt8(ascii: "'"): "&#39;",
  ]
}

extension Sequence where Element == HTML {
  func joined(separator: String = "") -> HTML {
    var result = HTML()
    for (index, element) in enumerated() {
      if index > 0 { result += HTML(markup: separator) }
      result += element
    }
    return result
  }
}
