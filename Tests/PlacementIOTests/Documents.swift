import Foundation
import PlacementIO

/// Reads a text as a file called `f`.
func read(_ text: String) throws -> [DocumentValue] {
  try DocumentReader.read(Data(text.utf8), file: "f")
}

/// What reading a text as a document complains of; empty where it does not.
func complaint(_ text: String) -> String { complaint(Data(text.utf8)) }

/// What reading bytes as a document complains of; empty where it does not.
func complaint(_ data: Data) -> String {
  do {
    _ = try DocumentReader.read(data, file: "f")
    return ""
  } catch {
    return "\(error)"
  }
}

extension DocumentValue {
  /// The value as JSON.
  var json: String {
    switch kind {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .number(let text): text
    case .string(let text): Self.jsonText(text)
    case .list(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
    case .map(let map):
      "{"
        + map.entries.map { Self.jsonText($0.key) + ":" + $0.value.json }.joined(separator: ",\n")
        + "}"
    }
  }

  private static func jsonText(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// The value without line numbers, for comparisons across formats.
  var withoutLines: DocumentValue {
    switch kind {
    case .list(let elements): DocumentValue(.list(elements.map(\.withoutLines)), line: 0)
    case .map(let map):
      DocumentValue(
        .map(
          map.entries.reduce(into: DocumentMap()) { _ = $0.append($1.key, $1.value.withoutLines) }
        ),
        line: 0
      )
    default: DocumentValue(kind, line: 0)
    }
  }
}

/// Numbers that are the same in every run.
struct RepeatableNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
