extension TextWrap {
  /// What text may be broken between: its words, a number and its unit being one.
  ///
  /// Blanks that follow each other leave empty words between them.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    for part in text.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = words.last, last.last?.isASCIIDigit == true, isUnit(part) {
        words[words.count - 1] = last + " " + part
      } else {
        words.append(String(part))
      }
    }
    return words
  }

  private static let units: Set<Substring> = [
    "%", "s", "min", "h", "d", "B", "KiB", "MiB", "GiB", "TiB", "PiB",
  ]

  /// Whether a word is a unit, with the punctuation that may follow it.
  private static func isUnit(_ word: Substring) -> Bool {
    let unit = word.prefix { $0 == "%" || $0.isLetter }
    return units.contains(unit) && word.dropFirst(unit.count).allSatisfy(\.isPunctuation)
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension String {
  /// The text with a number and its unit held together by a space that does not break.
  var holdingUnits: String {
    TextWrap.words(of: self).map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: " ")
  }
}
