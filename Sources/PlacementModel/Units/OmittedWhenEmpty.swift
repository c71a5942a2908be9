/// A list that documents leave out while it is empty, so that older documents are read as before
/// and newer ones do not change for who does not use it.
@propertyWrapper
public struct OmittedWhenEmpty<Element: Sendable & Hashable & Codable>: Sendable, Hashable, Codable
{
  /// The list.
  public var wrappedValue: [Element]

  /// Wraps a list.
  public init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }

  /// Reads the list itself.
  public init(from decoder: any Decoder) throws { wrappedValue = try [Element](from: decoder) }

  /// Writes the list itself.
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension KeyedDecodingContainer {
  /// An empty list where the key is absent.
  public func decode<Element>(
    _: OmittedWhenEmpty<Element>.Type,
    forKey key: Key
  ) throws -> OmittedWhenEmpty<Element> {
    OmittedWhenEmpty(wrappedValue: try decodeIfPresent([Element].self, forKey: key) ?? [])
  }
}

extension KeyedEncodingContainer {
  /// Nothing where the list is empty.
  public mutating func encode<Element>(
    _ value: OmittedWhenEmpty<Element>,
    forKey key: Key
  ) throws {
    if !value.wrappedValue.isEmpty { try encode(value.wrappedValue, forKey: key) }
  }
}
