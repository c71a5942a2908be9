/// Breaks running text into lines between words.
package enum TextWrap {
  private struct Piece {
    var text: String
    var attributes: TerminalStyle.Attributes
  }

  /// The text in lines of the terminal's width; a word that is wider stays whole, for copying.
  static func lines(
    _ text: RichText,
    _ tone: Tone,
    _ style: TerminalStyle,
    first: String = "",
    rest: String = ""
  ) -> [String] {
    var lines: [String] = []
    var indent = first
    var line: [Piece] = []
    var used = first.displayWidth
    func finished() -> String {
      indent + line.map { style.paint($0.text, $0.attributes) }.joined()
    }
    for word in words(text, tone, style) {
      let width = word.reduce(0) { $0 + $1.text.displayWidth }
      if !line.isEmpty, used + 1 + width > style.width {
        lines.append(finished())
        indent = rest
        line = []
        used = rest.displayWidth
      }
      if !line.isEmpty {
        // A space between words that look alike looks like them: one run of attributes.
        let next = word.first?.attributes ?? .plain
        let alike = line.last?.attributes == next
        append(Piece(text: " ", attributes: alike ? next : .plain), to: &line)
        used += 1
      }
      for piece in word { append(piece, to: &line) }
      used += width
    }
    return lines + [finished()]
  }

  private static func append(_ piece: Piece, to line: inout [Piece]) {
    if let last = line.last, last.attributes == piece.attributes {
      line[line.count - 1].text += piece.text
    } else {
      line.append(piece)
    }
  }

  /// The words, each in pieces that look alike: a name and the comma after it are one word.
  private static func words(_ text: RichText, _ tone: Tone, _ style: TerminalStyle) -> [[Piece]] {
    var words: [[Piece]] = []
    var open: [Piece] = []
    for span in text.spans {
      let attributes = style.attributes(tone, span.mark)
      let parts = Self.words(of: style.show(span))
      for (index, part) in parts.enumerated() {
        if index > 0, !open.isEmpty {
          words.append(open)
          open = []
        }
        if !part.isEmpty { open.append(Piece(text: part, attributes: attributes)) }
      }
    }
    return open.isEmpty ? words : words + [open]
  }
}
