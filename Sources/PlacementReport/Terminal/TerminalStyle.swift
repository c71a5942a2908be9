/// What a terminal can show.
package struct TerminalStyle: Sendable, Hashable {
  /// The number of columns.
  package var width: Int
  /// Whether colour and bold type are wanted.
  package var color: Bool
  /// Whether anything beyond ASCII can be shown.
  package var unicode: Bool

  /// Creates a style; fewer than 40 columns count as 40.
  package init(width: Int = 100, color: Bool = false, unicode: Bool = true) {
    self.width = max(width, 40)
    self.color = color
    self.unicode = unicode
  }
}

extension TerminalStyle {
  /// The attributes of a piece of text, as codes of "Select Graphic Rendition".
  struct Attributes: Sendable, Hashable {
    var codes: [Int] = []

    static let plain = Attributes()
    static let heading = Attributes(codes: [1, 36])
    static let rule = Attributes(codes: [2])
  }

  func attributes(_ tone: Tone, _ mark: RichText.Mark = .plain) -> Attributes {
    var codes: [Int] = []
    switch mark {
    case .plain: break
    case .strong: codes.append(1)
    }
    switch tone {
    case .neutral: break
    case .good: codes.append(32)
    case .caution: codes.append(33)
    case .bad: codes.append(31)
    case .faint: codes.append(2)
    }
    return Attributes(codes: codes)
  }

  /// The text with its attributes switched on and off again; unchanged without colour.
  func paint(_ text: String, _ attributes: Attributes) -> String {
    guard color, !attributes.codes.isEmpty, !text.isEmpty else { return text }
    let codes = attributes.codes.map(String.init).joined(separator: ";")
    return "\u{1B}[\(codes)m\(text)\u{1B}[0m"
  }

  /// A span as this terminal can show it: data without anything invisible, ASCII where need be.
  func show(_ span: RichText.Span) -> String {
    let text = span.origin == .data ? span.text.printable : span.text
    return unicode ? text : text.spelledInASCII(isData: span.origin == .data)
  }

  /// A text of several spans, without its marks.
  func show(_ text: RichText) -> String {
    text.spans.map(show).joined()
  }

  var ellipsis: String { unicode ? "…" : "..." }
}

extension String {
  /// The report's own signs in ASCII; what else there is becomes `\u{E9}`.
  fileprivate func spelledInASCII(isData: Bool) -> String {
    guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
    var text = self
    if !isData {
      for (sign, replacement) in Self.asciiSigns {
        text = text.split(separator: sign, omittingEmptySubsequences: false)
          .joined(separator: replacement)
      }
    }
    return text.unicodeScalars.map { $0.isASCII ? String($0) : $0.spelledOut }.joined()
  }

  private static let asciiSigns = [
    ("📋 ", ""), ("📊 ", ""), ("⚠️ ", "! "), ("❌ ", "! "), ("✓ ", ""), ("← ", "<- "), ("↔ ", "<> "),
    ("→", "->"), ("×", "x"), ("…", "..."),
  ]
}
