/// The types of plain YAML scalars: the core schema of YAML 1.2.
enum YAMLScalar {
  /// What a scalar without quotes means.
  static func kind(_ text: String) -> DocumentValue.Kind {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number("inf")
    case "-.inf", "-.Inf", "-.INF": return .number("-inf")
    case ".nan", ".NaN", ".NAN": return .number("nan")
    default: return number(text).map { .number($0) } ?? .string(text)
    }
  }

  /// The literal of a number, without a plus sign and in base ten; `nil` where it is none.
  private static func number(_ text: String) -> String? {
    guard let first = text.utf8.first,
      isDigit(first) || first == UInt8(ascii: ".") || first == UInt8(ascii: "-")
        || first == UInt8(ascii: "+")
    else { return nil }
    if text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) {
      return isBare(text.dropFirst(2)) ? String(value) : nil
    }
    if text.hasPrefix("0o"), let value = UInt64(text.dropFirst(2), radix: 8) {
      return isBare(text.dropFirst(2)) ? String(value) : nil
    }
    return isDecimal(text) ? (first == UInt8(ascii: "+") ? String(text.dropFirst()) : text) : nil
  }

  private static func isBare(_ digits: Substring) -> Bool {
    digits.first != "+" && digits.first != "-"
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func isSign(_ byte: UInt8?) -> Bool {
      byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }
    func skipDigits() -> Int {
      let digits = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(digits)
      return digits
    }
    if isSign(rest.first) { rest = rest.dropFirst() }
    var digits = skipDigits()
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      digits += skipDigits()
    }
    guard digits > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if isSign(rest.first) { rest = rest.dropFirst() }
      guard skipDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
