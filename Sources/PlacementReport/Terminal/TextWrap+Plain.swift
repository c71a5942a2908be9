extension TextWrap {
  /// Plain text with lines that are too wide broken between words, under what they hang from.
  ///
  /// Lines with colours are the tables', which fit already.
  package static func plain(_ text: String, width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      .map { line in
        line.contains("\u{1B}") || line.displayWidth <= width ? line : broken(line, width)
      }
      .joined(separator: "\n")
  }

  private static func broken(_ line: String, _ width: Int) -> String {
    let margin = line.prefix { $0 == " " }
    let text = line.dropFirst(margin.count)
    let hang = margin + (text.hasPrefix("- ") ? "  " : "")
    var lines: [String] = []
    var last = String(margin)
    var isFresh = true
    for word in words(of: String(text)) where !word.isEmpty {
      if !isFresh, last.displayWidth + 1 + word.displayWidth > width {
        lines.append(last)
        (last, isFresh) = (String(hang), true)
      }
      last += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return (lines + [last]).joined(separator: "\n")
  }
}
