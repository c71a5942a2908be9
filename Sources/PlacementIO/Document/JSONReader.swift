/// Reads JSON as RFC 8259 has it, and nothing beyond.
///
/// It exists beside Foundation's because it keeps the text of numbers, the order of keys and line
/// numbers, refuses duplicate keys, and limits the depth.
struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  var at = 0
  var line: Int32 = 1
  private var depth = 0

  private init(bytes: UnsafeBufferPointer<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
  }

  /// Reads the one value that the bytes hold.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>,
    file: String
  ) throws(InputError) -> DocumentValue {
    var reader = JSONReader(bytes: bytes, file: file)
    reader.skipBlanks()
    let value = try reader.value()
    reader.skipBlanks()
    if reader.at < bytes.count {
      throw reader.error("\(reader.found) after the end of the JSON document; remove it")
    }
    return value
  }

  /// The next byte, 0 at the end; a 0 within the input is legal nowhere outside strings.
  var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

  mutating func skipBlanks() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x0A:
        line += 1
        at += 1
      case 0x20, 0x09, 0x0D: at += 1
      default: return
      }
    }
  }

  mutating func value() throws(InputError) -> DocumentValue {
    let start = line
    switch next {
    case UInt8(ascii: "{"): return DocumentValue(.map(try map()), line: start)
    case UInt8(ascii: "["): return DocumentValue(.list(try list()), line: start)
    case UInt8(ascii: "\""): return DocumentValue(.string(try string()), line: start)
    case UInt8(ascii: "-"), 0x30...0x39:
      return DocumentValue(.number(try number()), line: start)
    case UInt8(ascii: "t"):
      try word("true")
      return DocumentValue(.bool(true), line: start)
    case UInt8(ascii: "f"):
      try word("false")
      return DocumentValue(.bool(false), line: start)
    case UInt8(ascii: "n"):
      try word("null")
      return DocumentValue(.null, line: start)
    default: throw error("\(found) where a JSON value must be")
    }
  }

  private mutating func enter() throws(InputError) {
    at += 1
    depth += 1
    if depth > DocumentLimits.depth {
      throw error("nested more than \(DocumentLimits.depth) levels deep")
    }
    skipBlanks()
  }

  private mutating func leave() {
    at += 1
    depth -= 1
  }

  private mutating func list() throws(InputError) -> [DocumentValue] {
    try enter()
    var elements: [DocumentValue] = []
    if next == UInt8(ascii: "]") {
      leave()
      return elements
    }
    while true {
      elements.append(try value())
      skipBlanks()
      switch next {
      case UInt8(ascii: ","):
        at += 1
        skipBlanks()
      case UInt8(ascii: "]"):
        leave()
        return elements
      default: throw error("\(found) in a list; a comma or ']' must follow a value")
      }
    }
  }

  private mutating func map() throws(InputError) -> DocumentMap {
    try enter()
    var map = DocumentMap()
    if next == UInt8(ascii: "}") {
      leave()
      return map
    }
    while true {
      guard next == UInt8(ascii: "\"") else {
        throw error("\(found) in a map; a key in double quotes must be here")
      }
      let key = try string()
      skipBlanks()
      guard next == UInt8(ascii: ":") else {
        throw error("\(found) after the key \(InputText.quoted(key)); a colon must follow it")
      }
      at += 1
      skipBlanks()
      let keyLine = line
      let value = try value()
      guard map.append(key, value) else {
        line = keyLine
        throw error("duplicate key \(InputText.quoted(key)); give it once")
      }
      skipBlanks()
      switch next {
      case UInt8(ascii: ","):
        at += 1
        skipBlanks()
      case UInt8(ascii: "}"):
        leave()
        return map
      default: throw error("\(found) in a map; a comma or '}' must follow a value")
      }
    }
  }

  private mutating func word(_ expected: StaticString) throws(InputError) {
    let size = expected.utf8CodeUnitCount
    guard bytes.count - at >= size,
      expected.withUTF8Buffer({ $0.elementsEqual(bytes[at..<at + size]) })
    else {
      throw error("no JSON value; true, false and null are spelled so, text stands in quotes")
    }
    at += size
  }

  /// What stands at the reader's place, for messages.
  var found: String {
    guard at < bytes.count else { return "the input ends" }
    let byte = bytes[at]
    if byte >= 0x21, byte < 0x7F { return "unexpected '\(Unicode.Scalar(byte))'" }
    return "unexpected byte 0x\(String(byte, radix: 16))"
  }

  func error(_ message: String) -> InputError {
    InputError(file: file, line: Int(line), message: message)
  }
}
