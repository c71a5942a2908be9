/// One JSON value of a message.
///
/// Integers are kept apart from other numbers, as a request's id must be one.
package enum JSONValue: Sendable, Hashable {
  /// Nothing.
  case null
  /// Yes or no.
  case bool(Bool)
  /// A number without fraction and exponent.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Values by key.
  case object([String: JSONValue])

  /// The value of a key, where this is an object that has it.
  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// The text, where this is one.
  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth value, where this is one.
  package var flag: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The whole number, where this is one.
  package var whole: Int? {
    if case .integer(let whole) = self { whole } else { nil }
  }

  /// The number, whole or not, where this is one.
  package var real: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .number(let real): real
    default: nil
    }
  }

  /// The elements, where this is an array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, where this is an object.
  package var members: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// Creates a text.
  package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
  /// Creates a truth value.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  /// Creates a whole number.
  package init(integerLiteral value: Int) { self = .integer(value) }
}

extension JSONValue: ExpressibleByArrayLiteral {
  /// Creates an array.
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// Creates an object; of a key that is given twice, the last value counts.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}
