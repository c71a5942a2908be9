/// What a request is known by: a text or a whole number.
package enum RequestID: Sendable, Hashable {
  /// A whole number.
  case integer(Int)
  /// A text.
  case string(String)

  /// The id that a value is, if it is one.
  init?(_ value: JSONValue?) {
    switch value {
    case .integer(let whole): self = .integer(whole)
    case .string(let text): self = .string(text)
    default: return nil
    }
  }

  /// The id as a message carries it.
  var json: JSONValue {
    switch self {
    case .integer(let whole): .integer(whole)
    case .string(let text): .string(text)
    }
  }
}
