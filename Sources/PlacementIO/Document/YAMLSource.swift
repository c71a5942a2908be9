import Foundation

/// The text of a YAML stream, prepared so that Yams cannot be made to explode.
///
/// Yams writes aliases out while it parses, and hashes keys with all that is in them: a few lines
/// keep it busy for ever. So Yams never sees an alias. Every `*name` gets a marker character in
/// place of its star, which makes it a plain text like any other; ``YAMLTreeBuilder`` then follows
/// the aliases and counts what they cost. Stars that were no aliases are put back.
struct YAMLSource: Sendable {
  /// The file's name.
  let file: String
  /// The text that Yams reads.
  let text: String
  /// What stands for the star of an alias; `nil` where the text has none.
  let marker: Unicode.Scalar?

  init(_ data: Data, file: String) throws(InputError) {
    self.file = file
    guard var text = String(validating: data, as: UTF8.self) else {
      throw InputError(file: file, message: "neither JSON nor YAML: not valid UTF-8")
    }
    var survey = Survey()
    text.withUTF8 { survey.read($0) }
    guard survey.separators <= DocumentLimits.yamlValues else {
      throw InputError(
        file: file,
        message: "more than \(DocumentLimits.yamlValues) values; give a file this large as JSON"
      )
    }
    guard survey.hasAliases else {
      (self.text, marker) = (text, nil)
      return
    }
    guard let marker = Self.marker(absentFrom: text) else {
      throw InputError(file: file, message: "aliases beside private-use characters; remove these")
    }
    self.marker = marker
    self.text = Self.marked(text, marker)
  }

  /// A text as the author wrote it.
  func restored(_ text: String) -> String {
    guard let marker, text.unicodeScalars.contains(marker) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(scalar == marker ? "*" : scalar) }
    return String(scalars)
  }

  /// The name of the anchor that a plain text refers to, where it is an alias.
  func alias(_ text: String) -> String? {
    guard let marker, text.unicodeScalars.first == marker else { return nil }
    return String(text.unicodeScalars.dropFirst())
  }

  private struct Survey {
    var separators = 0
    var hasAliases = false

    /// Counts what can separate values, and looks for stars that could begin an alias.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
      var previous: UInt8 = 0x0A
      for byte in bytes {
        switch byte {
        case 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"): separators += 1
        case 0x20 where previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?"):
          separators += 1
        default:
          if previous == UInt8(ascii: "*"), YAMLSource.isName(byte) { hasAliases = true }
        }
        previous = byte
      }
    }
  }

  static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func marker(absentFrom text: String) -> Unicode.Scalar? {
    var used = Set<UInt32>()
    for scalar in text.unicodeScalars where (0xE000...0xE0FF).contains(scalar.value) {
      used.insert(scalar.value)
    }
    return (0xE000...0xE0FF).first { !used.contains($0) }.flatMap(Unicode.Scalar.init)
  }

  private static func marked(_ text: String, _ marker: Unicode.Scalar) -> String {
    let mark = Array(String(Character(marker)).utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 64)
    var star = false
    for byte in text.utf8 {
      if star {
        if isName(byte) { bytes.append(contentsOf: mark) } else { bytes.append(UInt8(ascii: "*")) }
      }
      star = byte == UInt8(ascii: "*")
      if !star { bytes.append(byte) }
    }
    if star { bytes.append(UInt8(ascii: "*")) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
