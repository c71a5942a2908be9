extension Schema {
  /// The schema as JSON Schema 2020-12 has it.
  package var json: JSONValue { .object(members) }

  private var members: [String: JSONValue] {
    switch self {
    case .string(let words, let pattern, let longest):
      return Self.members(
        "string",
        ("enum", words.map { .array($0.map { .string($0) }) }),
        ("pattern", pattern.map { .string($0.rawValue) }),
        ("maxLength", longest.map { .integer($0) })
      )
    case .integer(let lowest, let highest):
      return Self.members(
        "integer",
        ("minimum", lowest.map { .integer($0) }),
        ("maximum", highest.map { .integer($0) })
      )
    case .number(let lowest, let highest):
      return Self.members(
        "number",
        ("minimum", lowest.map { .number($0) }),
        ("maximum", highest.map { .number($0) })
      )
    case .boolean: return Self.members("boolean")
    case .array(let element, let fewest, let most):
      return Self.members(
        "array",
        ("items", element.json),
        ("minItems", fewest.map { .integer($0) }),
        ("maxItems", most.map { .integer($0) })
      )
    case .object(let properties), .open(let properties):
      let required = properties.filter { !$0.isOptional }.map { JSONValue.string($0.name) }
      return Self.members(
        "object",
        ("properties", properties.isEmpty && isOpen ? nil : .object(Self.described(properties))),
        ("required", required.isEmpty ? nil : .array(required)),
        ("additionalProperties", isOpen ? nil : .bool(false))
      )
    case .nullable(let schema): return ["anyOf": [schema.json, ["type": "null"]]]
    }
  }

  /// Whether members that are not described may be there.
  private var isOpen: Bool { if case .open = self { true } else { false } }

  private static func members(
    _ type: String,
    _ others: (String, JSONValue?)...
  ) -> [String: JSONValue] {
    var members: [String: JSONValue] = ["type": .string(type)]
    for (key, value) in others { members[key] = value }
    return members
  }

  private static func described(_ properties: [Property]) -> [String: JSONValue] {
    var result: [String: JSONValue] = [:]
    for property in properties {
      var members = property.schema.members
      members["description"] = .string(property.description)
      result[property.name] = .object(members)
    }
    return result
  }
}
