import Foundation
import PlacementIO

extension JSONValue {
  /// Reads one JSON document: strict, without duplicate keys, nested up to 512 levels deep.
  ///
  /// - Throws: `InputError` with what is wrong.
  package init(reading data: Data) throws(InputError) {
    self.init(try DocumentReader.json(data, file: "message"))
  }

  private init(_ value: DocumentValue) {
    switch value.kind {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let literal): self = Self.number(literal)
    case .string(let text): self = .string(text)
    case .list(let elements): self = .array(elements.map { JSONValue($0) })
    case .map(let map):
      self = .object(
        Dictionary(
          map.entries.map { ($0.key, JSONValue($0.value)) },
          uniquingKeysWith: { first, _ in first }
        )
      )
    }
  }

  /// A number by its literal; one too large for a `Double` is infinite and fits no schema.
  private static func number(_ literal: String) -> JSONValue {
    if let whole = Int(literal) { return .integer(whole) }
    return .number(Double(literal) ?? .infinity)
  }

  /// The value as `JSONEncoder` writes it.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  package init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    // Wrapped, as a document of the reader is an object or a list.
    try self.init(reading: encoder.encode(value))
  }
}
