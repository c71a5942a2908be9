/// The shape of a value: the part of JSON Schema 2020-12 that the tools need.
///
/// What is published and what is checked are the same value, so they cannot differ.
package indirect enum Schema: Sendable, Hashable {
  /// A text, one of some words where there are any.
  case string(words: [String]? = nil, pattern: Pattern? = nil, longest: Int? = nil)
  /// A whole number.
  case integer(from: Int? = nil, to: Int? = nil)
  /// A number.
  case number(from: Double? = nil, to: Double? = nil)
  /// Yes or no.
  case boolean
  /// Values of one shape.
  case array(of: Schema, fewest: Int? = nil, most: Int? = nil)
  /// Named values, and no others.
  case object([Property])
  /// Named values, and others that are not described here.
  case open([Property])
  /// A value or `null`.
  case nullable(Schema)

  /// Texts of a form that is worth naming.
  package enum Pattern: String, Sendable, Hashable {
    /// A digest: `sha256:` and 64 hexadecimal digits.
    case digest = "^sha256:[0-9a-f]{64}$"
    /// A digest or how one begins.
    case digestPrefix = "^(sha256:)?[0-9a-f]{6,64}$"
  }

  /// One named value of an object.
  package struct Property: Sendable, Hashable {
    /// The name.
    var name: String
    /// The shape of the value.
    var schema: Schema
    /// What the value means.
    var description: String
    /// Whether it may be absent.
    var isOptional: Bool

    /// A value that must be there.
    static func required(_ name: String, _ schema: Schema, _ description: String) -> Property {
      Property(name: name, schema: schema, description: description, isOptional: false)
    }

    /// A value that may be absent.
    static func optional(_ name: String, _ schema: Schema, _ description: String) -> Property {
      Property(name: name, schema: schema, description: description, isOptional: true)
    }
  }

  /// A text that is one of the cases of a type.
  static func word<Word: CaseIterable & RawRepresentable>(
    of type: Word.Type
  ) -> Schema where Word.RawValue == String {
    .string(words: type.allCases.map(\.rawValue))
  }

  /// An object whose members are not described here.
  static var anyObject: Schema { .open([]) }
  /// A text of any content.
  static var text: Schema { .string() }
  /// A digest in full.
  static var digest: Schema { .string(pattern: .digest) }
}
