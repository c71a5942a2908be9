extension JSONReader {
  /// Reads a number and returns its text.
  mutating func number() throws(InputError) -> String {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    if next == UInt8(ascii: "0") {
      at += 1
      if isDigit(next) { throw error("a number with a leading zero; write it without") }
    } else {
      try digits()
    }
    if next == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func digits() throws(InputError) {
    guard isDigit(next) else { throw error("\(found) in a number; a digit must be here") }
    while isDigit(next) { at += 1 }
  }

  /// Reads a string, the reader standing on its opening quote.
  mutating func string() throws(InputError) -> String {
    at += 1
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        let text = try decoded(bytes[start..<at])
        at += 1
        return text
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw error("\(found) in a string; control characters must be escaped")
      default: at += 1
      }
    }
    throw error("the input ends within a string")
  }

  private func decoded(_ part: some Collection<UInt8>) throws(InputError) -> String {
    guard let text = String(validating: part, as: UTF8.self) else {
      throw error("a string is not valid UTF-8")
    }
    return text
  }

  /// Goes on with a string in which an escape was met.
  private mutating func escapedString(from start: Int) throws(InputError) -> String {
    var result = Array(bytes[start..<at])
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\""):
        let text = try decoded(result)
        at += 1
        return text
      case UInt8(ascii: "\\"):
        at += 1
        try escape(into: &result)
      case 0..<0x20: throw error("\(found) in a string; control characters must be escaped")
      default:
        result.append(byte)
        at += 1
      }
    }
    throw error("the input ends within a string")
  }

  private mutating func escape(into result: inout [UInt8]) throws(InputError) {
    let byte = next
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"):
      at += 1
      let scalar = try escapedScalar()
      result.append(contentsOf: Array(String(Character(scalar)).utf8))
      return
    default:
      if at >= bytes.count { throw error("the input ends within a string") }
      throw error("an unknown escape in a string; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    at += 1
  }

  private mutating func escapedScalar() throws(InputError) -> Unicode.Scalar {
    let first = try fourHexDigits()
    guard first >= 0xD800, first <= 0xDFFF else {
      guard let scalar = Unicode.Scalar(first) else { throw unpaired() }
      return scalar
    }
    guard first < 0xDC00, bytes.count - at >= 2, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    else { throw unpaired() }
    at += 2
    let second = try fourHexDigits()
    guard second >= 0xDC00, second <= 0xDFFF,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw unpaired() }
    return scalar
  }

  private func unpaired() -> InputError {
    error("a \\u escape in a string is half of a surrogate pair; give both halves")
  }

  private mutating func fourHexDigits() throws(InputError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw error("a \\u escape in a string needs four hexadecimal digits")
      }
      value = value << 4 + UInt32(digit)
      at += 1
    }
    return value
  }
}
