extension Rule: Codable {
  private enum Keys: String, CodingKey { case type, name, required, weight }

  /// Writes the scenario document's form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(type, forKey: .type)
    try container.encode(name, forKey: .name)
    try container.encode(required, forKey: .required)
    try container.encode(weight, forKey: .weight)
    try demand.declaration.values.encode(to: encoder)
  }

  /// Reads a rule as a scenario document has it.
  ///
  /// - Throws: `DecodingError` where the type is not known or something of it is missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    name = try container.decode(String.self, forKey: .name)
    required = try container.decode(Bool.self, forKey: .required)
    weight = try container.decode(Double.self, forKey: .weight)
    let type = try container.decode(String.self, forKey: .type)
    guard let kind = Rule.kind(named: type) else {
      throw DecodingError.dataCorruptedError(
        forKey: .type,
        in: container,
        debugDescription: "there is no type of rule '\(type)'"
      )
    }
    let values = try RuleValues(from: decoder)
    for key in kind.requiredKeys where !values.has(key) {
      throw DecodingError.keyNotFound(
        key,
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: key.hint)
      )
    }
    demand = kind.init(values).demand
  }
}
