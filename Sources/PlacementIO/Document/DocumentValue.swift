/// One value of a JSON or YAML document, with the line it stands on.
///
/// Numbers keep their literal text, so that a quantity such as `187340121` or `0.1` is read exactly
/// and not through a floating-point number.
public struct DocumentValue: Sendable, Hashable {
  /// What the value is.
  public var kind: Kind
  /// The line it starts on, from 1.
  public var line: Int32

  /// What a value is.
  public enum Kind: Sendable, Hashable {
    /// Nothing.
    case null
    /// Yes or no.
    case bool(Bool)
    /// A number, as its literal text.
    case number(String)
    /// A text.
    case string(String)
    /// Values in order.
    case list([DocumentValue])
    /// Values by key, in order.
    case map(DocumentMap)
  }

  /// Creates a value.
  public init(_ kind: Kind, line: Int32 = 1) {
    self.kind = kind
    self.line = line
  }

  /// Whether the value is null, which Kubernetes treats as if the key were absent.
  public var isNull: Bool {
    if case .null = kind { true } else { false }
  }

  /// The text, where the value is one.
  public var text: String? {
    if case .string(let text) = kind { text } else { nil }
  }

  /// The values, where the value is a list.
  public var elements: [DocumentValue]? {
    if case .list(let elements) = kind { elements } else { nil }
  }

  /// The value of a key, where the value is a map that has it.
  public internal(set) subscript(key: String) -> DocumentValue? {
    get { if case .map(let map) = kind { map[key] } else { nil } }
    set {
      guard case .map(var map) = kind else { return }
      map[key] = newValue
      kind = .map(map)
    }
  }

  /// What the value is, for error messages: `text`, `a list`.
  public var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "text"
    case .list: "a list"
    case .map: "a map"
    }
  }
}
