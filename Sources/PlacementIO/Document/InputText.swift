/// Text from an input made fit for an error message.
public enum InputText {
  private static let longest = 80

  /// The text in single quotes, on one line and not too long: `'worker-01'`.
  public static func quoted(_ text: some StringProtocol) -> String {
    "'\(printable(text))'"
  }

  /// The text without control characters and line breaks, cut where it is long.
  public static func printable(_ text: some StringProtocol, atMost most: Int? = nil) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      count += 1
      if count > most ?? longest { return result + "…" }
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isHarmless(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        }
      }
    }
    return result
  }

  /// A path, fit for a message: what is cut of a long one is its beginning, as its end tells files
  /// apart.
  public static func path(_ text: some StringProtocol) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > longest else { return printable(text) }
    return "…" + printable(String(String.UnicodeScalarView(scalars.suffix(longest - 1))))
  }

  /// Control characters would let an input write to the terminal; separators would break the line;
  /// format characters reorder or hide what follows.
  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: true
    }
  }

  /// Words as a list that fits a message: `cpu, memory or count`.
  public static func choices(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// The candidate most like a word, if any is close enough to be a slip.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    // A longer word is no slip, and comparing it would cost its length times the candidate's.
    let source = Array(word.lowercased().unicodeScalars.prefix(65))
    guard source.count <= 64 else { return nil }
    var best: (distance: Int, word: String)?
    for candidate in candidates {
      let target = Array(candidate.lowercased().unicodeScalars.prefix(65))
      // Of one or two letters every other word would be a slip.
      let shorter = min(source.count, target.count)
      let limit = shorter < 3 ? 0 : shorter / 3
      guard abs(source.count - target.count) <= limit else { continue }
      let distance = editDistance(source, target)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
  }

  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
