/// Text in which the report's own words and the cluster's data stay apart.
///
/// Literals are the report's own; whatever is interpolated counts as data, so that forgetting to
/// mark a name cannot let it through: renderers escape all data.
///
///     let line: RichText = "drain \(node.name)"        // node.name is escaped
///     let key: RichText = "\(strong: "Solver:") exact" // the report's own, emphasised
struct RichText: Sendable, Hashable {
  var spans: [Span] = []

  /// A piece of text of one kind.
  struct Span: Sendable, Hashable {
    var text: String
    var origin: Origin
    var mark: Mark
  }

  /// Who wrote a piece of text.
  enum Origin: Sendable, Hashable {
    /// This report; renderers pass it on as it is.
    case report
    /// The plan document; renderers escape it.
    case data
  }

  /// How a piece of text stands out.
  enum Mark: Sendable, Hashable {
    case plain
    case strong
  }

  var isEmpty: Bool { spans.allSatisfy { $0.text.isEmpty } }

  /// The same text, every piece of it marked.
  func marked(_ mark: Mark) -> RichText {
    RichText(spans: spans.map { Span(text: $0.text, origin: $0.origin, mark: mark) })
  }

  static func data(_ text: String) -> RichText {
    RichText(spans: [Span(text: text, origin: .data, mark: .plain)])
  }

  static func + (a: RichText, b: RichText) -> RichText {
    RichText(spans: a.spans + b.spans)
  }

  static func += (a: inout RichText, b: RichText) {
    a.spans += b.spans
  }
}

extension RichText: ExpressibleByStringInterpolation {
  struct StringInterpolation: StringInterpolationProtocol {
    var text = RichText()

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) {
      guard !literal.isEmpty else { return }
      text.spans.append(Span(text: literal, origin: .report, mark: .plain))
    }

    mutating func appendInterpolation(_ data: String) {
      text += .data(data)
    }

    mutating func appendInterpolation(_ number: Int) {
      appendLiteral(String(number))
    }

    mutating func appendInterpolation(_ inner: RichText) {
      text += inner
    }

    /// Text that this module formatted: numbers, units, plurals.
    mutating func appendInterpolation(own: String) {
      appendLiteral(own)
    }

    mutating func appendInterpolation(strong inner: RichText) {
      text += inner.marked(.strong)
    }
  }

  init(stringLiteral value: String) {
    self.spans = [Span(text: value, origin: .report, mark: .plain)]
  }

  init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.text
  }
}

extension Sequence where Element == RichText {
  func joined(separator: RichText) -> RichText {
    var result = RichText()
    for (index, element) in enumerated() {
      if index > 0 { result += separator }
      result += element
    }
    return result
  }
}

extension RichText {
  /// Names in a row, cut after so many: `a, b and 12 more`.
  static func list(_ names: [String], atMost limit: Int) -> RichText {
    // "and 1 more" takes as much room as the name itself.
    let shown = names.count <= limit + 1 ? names.count : limit
    let texts = names.prefix(shown).map(RichText.data)
    if shown < names.count {
      return "\(texts.joined(separator: ", ")) and \(names.count - shown) more"
    }
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? RichText() }
    return "\(texts.dropLast().joined(separator: ", ")) and \(last)"
  }
}
