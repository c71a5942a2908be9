extension String {
  /// The text with everything invisible spelled out: `\n`, `\u{1B}`, `\u{202E}`.
  ///
  /// A name may hold escape sequences that repaint a terminal, line breaks that end a table row,
  /// or marks that reverse the reading order. None of them reaches the output.
  var printable: String {
    guard unicodeScalars.contains(where: { !$0.isPrintable }) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isPrintable {
        result.append(scalar)
      } else {
        result.append(contentsOf: scalar.spelledOut.unicodeScalars)
      }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  /// Whether the scalar shows as itself.
  var isPrintable: Bool {
    if value >= 0x20, value < 0x7f { return true }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      return false
    default: return true
    }
  }

  /// The scalar as Swift spells it in a string literal: `\n`, `\u{1B}`.
  var spelledOut: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
    }
  }
}
