/// A map that keeps the order of its keys; no key occurs twice.
public struct DocumentMap: Sendable {
  /// One key and its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public var key: String
    /// The value.
    public var value: DocumentValue
  }

  /// The entries, in the order of the document.
  public private(set) var entries: [Entry]
  /// Where each key is; only for large maps, as a short list is searched faster than hashed.
  private var index: [String: Int]?

  private static let largestUnindexed = 16

  /// Creates an empty map.
  public init() {
    entries = []
  }

  /// Adds a key; returns whether it was new.
  public mutating func append(_ key: String, _ value: DocumentValue) -> Bool {
    guard position(of: key) == nil else { return false }
    index?[key] = entries.count
    entries.append(Entry(key: key, value: value))
    if index == nil, entries.count > Self.largestUnindexed { rebuildIndex() }
    return true
  }

  private mutating func rebuildIndex() {
    index = [:]
    for (at, entry) in entries.enumerated() { index?[entry.key] = at }
  }

  /// The value of a key; a new key is added at the end, and `nil` removes one.
  public subscript(key: String) -> DocumentValue? {
    get { position(of: key).map { entries[$0].value } }
    set {
      if let newValue {
        if let at = position(of: key) {
          entries[at].value = newValue
        } else {
          _ = append(key, newValue)
        }
      } else if let at = position(of: key) {
        entries.remove(at: at)
        if index != nil { rebuildIndex() }
      }
    }
  }

  private func position(of key: String) -> Int? {
    if let index { return index[key] }
    return entries.firstIndex { $0.key == key }
  }
}

extension DocumentMap: Hashable {
  /// Whether both hold the same keys and values in the same order.
  public static func == (a: DocumentMap, b: DocumentMap) -> Bool { a.entries == b.entries }

  /// Hashes the entries.
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
