extension Field {
  /// The map that the value must be.
  public func map() throws(InputError) -> DocumentMap {
    guard case .map(let map) = value.kind else {
      throw error("\(value.kindName) where a map of keys and values must be")
    }
    return map
  }

  /// The entries of the map that the value must be; those that are null are left out.
  public func entries() throws(InputError) -> [(key: String, field: Field)] {
    try map().entries.compactMap { entry in
      entry.value.isNull ? nil : (entry.key, child(entry.key, entry.value))
    }
  }

  /// The elements of the list that the value must be.
  public func elements() throws(InputError) -> [Field] {
    guard case .list(let elements) = value.kind else {
      throw error("\(value.kindName) where a list must be")
    }
    return elements.enumerated().map { child($0.offset, $0.element) }
  }

  /// The value of a key of the map that the value must be; `nil` where it is absent or null.
  public func optional(_ key: String) throws(InputError) -> Field? {
    guard let value = try map()[key], !value.isNull else { return nil }
    return child(key, value)
  }

  /// The value of a key that must be there.
  public func required(
    _ key: String,
    _ hint: @autoclosure () -> String = "give it"
  ) throws(InputError) -> Field {
    guard let field = try optional(key) else { throw error(at: key, "missing; \(hint())") }
    return field
  }

  /// The elements of the list under a key; none where the key is absent.
  public func list(_ key: String) throws(InputError) -> [Field] {
    try optional(key)?.elements() ?? []
  }

  /// Refuses keys that are not among those known.
  public func check(keys known: [String]) throws(InputError) {
    for entry in try map().entries where !known.contains(entry.key) {
      let slip =
        InputText.nearest(to: entry.key, among: known).map { "did you mean '\($0)'? " } ?? ""
      throw error(
        "Unknown key \(InputText.quoted(entry.key)); \(slip)known: "
          + known.joined(separator: ", ")
      )
    }
  }
}
