/// Writes documents for people: what fits on a line is on one line.
public struct DocumentWriter: Sendable {
  /// How a document is spelled.
  public enum Syntax: Sendable, Hashable, CaseIterable {
    /// YAML.
    case yaml
    /// JSON.
    case json
  }

  private let syntax: Syntax
  private static let width = 100

  /// Creates a writer.
  public init(_ syntax: Syntax) { self.syntax = syntax }

  /// The document of a map, with a newline at the end.
  ///
  /// - Complexity: O(size × depth).
  public func document(_ root: DocumentMap) -> String {
    var text = ""
    switch syntax {
    case .yaml: for entry in root.entries { write(entry, 0, into: &text) }
    case .json:
      text = "{\n"
      writeItems(root.entries.map { ($0.key, $0.value) }, 2, into: &text)
      text += "}\n"
    }
    return text
  }

  /// The entries of a map as they stand within a document, each indented.
  public func entries(of map: DocumentMap, indent: Int) -> String {
    var text = ""
    switch syntax {
    case .yaml: for entry in map.entries { write(entry, indent, into: &text) }
    case .json: writeItems(map.entries.map { ($0.key, $0.value) }, indent, into: &text)
    }
    return text
  }

  // MARK: YAML

  private func write(_ entry: DocumentMap.Entry, _ indent: Int, into text: inout String) {
    text += Self.blanks(indent) + scalar(entry.key) + ":"
    let line = flow(entry.value)
    if isShort(entry.value, line, indent + entry.key.utf8.count + 2, root: indent == 0) {
      text += " " + line + "\n"
      return
    }
    text += "\n"
    switch entry.value.kind {
    case .map(let map):
      for inner in map.entries { write(inner, indent + 2, into: &text) }
    case .list(let items):
      // As is usual for Kubernetes, lists are not indented further than their key.
      for item in items { write(item: item, indent, into: &text) }
    default: break
    }
  }

  private func write(item: DocumentValue, _ indent: Int, into text: inout String) {
    let line = flow(item)
    guard case .map(let map) = item.kind, !map.entries.isEmpty,
      !isShort(item, line, indent + 2, root: false)
    else {
      text += Self.blanks(indent) + "- " + line + "\n"
      return
    }
    var block = ""
    for entry in map.entries { write(entry, indent + 2, into: &block) }
    text += Self.blanks(indent) + "- " + block.dropFirst(indent + 2)
  }

  /// Whether a value stands on the line of its key: scalars and what is empty always do.
  private func isShort(_ value: DocumentValue, _ line: String, _ used: Int, root: Bool) -> Bool {
    switch value.kind {
    case .map(let map): if map.entries.isEmpty { return true }
    case .list(let items): if items.isEmpty { return true }
    default: return true
    }
    return !(root && value.hasLists) && used + line.utf8.count <= Self.width
  }

  // MARK: JSON

  private func writeItems(
    _ items: [(key: String?, value: DocumentValue)],
    _ indent: Int,
    into text: inout String
  ) {
    for (i, (key, value)) in items.enumerated() {
      text += Self.blanks(indent) + (key.map { scalar($0) + ": " } ?? "")
      let line = flow(value)
      let used = indent + (key?.utf8.count ?? 0) + 5
      if isShort(value, line, used, root: indent == 2 && key != nil) {
        text += line
      } else if case .map(let map) = value.kind {
        text += "{\n"
        writeItems(map.entries.map { ($0.key, $0.value) }, indent + 2, into: &text)
        text += Self.blanks(indent) + "}"
      } else if case .list(let list) = value.kind {
        text += "[\n"
        writeItems(list.map { (nil, $0) }, indent + 2, into: &text)
        text += Self.blanks(indent) + "]"
      }
      text += i + 1 < items.count ? ",\n" : "\n"
    }
  }

  // MARK: Both

  private func flow(_ value: DocumentValue) -> String {
    switch value.kind {
    case .null: "null"
    case .bool(let bool): bool ? "true" : "false"
    case .number(let literal): literal
    case .string(let text): scalar(text)
    case .list(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
    case .map(let map):
      "{"
        + map.entries.map { "\(scalar($0.key)): \(flow($0.value))" }.joined(separator: ", ")
        + "}"
    }
  }

  private func scalar(_ text: String) -> String {
    syntax == .yaml && Self.isPlain(text) ? text : Self.quoted(text)
  }

  /// Whether YAML takes a text for text without quotes, whatever the version of its reader.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    let words: Set<String> = [
      "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ]
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return text.utf8.allSatisfy(isHarmless) && !words.contains(text.lowercased())
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      // A quantity with a suffix such as 16Gi or 500m; without one it would be a number.
      let suffix = text.drop { $0.isASCII && ($0.isNumber || $0 == ".") }
      return ["m", "u", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].contains(suffix)
    default: return false
    }
  }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Text in double quotes, as JSON and YAML both read it.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}",
        "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension DocumentValue {
  /// Whether it is a list, or holds one.
  fileprivate var hasLists: Bool {
    switch kind {
    case .list(let items): items.contains { if case .map = $0.kind { true } else { false } }
    case .map(let map): map.entries.contains { $0.value.hasLists }
    default: false
    }
  }
}
