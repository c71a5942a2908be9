import PlacementIO

extension Schema {
  /// What keeps a value from having this shape, in one sentence with the place; `nil` where it has.
  package func problem(with value: JSONValue, at path: String = "") -> String? {
    func wrong(_ what: String) -> String { (path.isEmpty ? "the value" : path) + " " + what }
    switch self {
    case .string(let words, let pattern, let longest):
      guard let text = value.text else { return wrong("must be text") }
      if let words, !words.contains(text) {
        return wrong("is \(InputText.quoted(text)); give \(InputText.choices(words))")
      }
      if let longest, text.unicodeScalars.count > longest {
        return wrong("has more than \(longest) characters")
      }
      return pattern.flatMap { $0.problem(with: text) }.map(wrong)
    case .integer(let lowest, let highest):
      guard let whole = value.whole else { return wrong("must be a whole number") }
      if let lowest, whole < lowest { return wrong("must be \(lowest) or more") }
      if let highest, whole > highest { return wrong("must be \(highest) or less") }
      return nil
    case .number(let lowest, let highest):
      guard let real = value.real, real.isFinite else { return wrong("must be a number") }
      if let lowest, real < lowest { return wrong("must be \(lowest) or more") }
      if let highest, real > highest { return wrong("must be \(highest) or less") }
      return nil
    case .boolean: return value.flag == nil ? wrong("must be true or false") : nil
    case .array(let element, let fewest, let most):
      guard let elements = value.elements else { return wrong("must be a list") }
      if let fewest, elements.count < fewest { return wrong("must have \(fewest) or more values") }
      if let most, elements.count > most { return wrong("may have \(most) values") }
      for (index, value) in elements.enumerated() {
        if let problem = element.problem(with: value, at: "\(path)[\(index)]") { return problem }
      }
      return nil
    case .object(let properties), .open(let properties):
      guard let members = value.members else { return wrong("must be an object") }
      let prefix = path.isEmpty ? "" : path + "."
      if let problem = Self.problem(with: members, properties, at: prefix) { return problem }
      if case .open = self { return nil }
      return Self.stranger(among: members, properties.map(\.name), at: prefix)
    case .nullable(let schema):
      return value == .null ? nil : schema.problem(with: value, at: path)
    }
  }

  private static func problem(
    with members: [String: JSONValue],
    _ properties: [Property],
    at prefix: String
  ) -> String? {
    for property in properties {
      guard let value = members[property.name] else {
        if property.isOptional { continue }
        return "\(prefix)\(property.name) is missing: \(property.description)"
      }
      if let problem = property.schema.problem(with: value, at: prefix + property.name) {
        return problem
      }
    }
    return nil
  }

  private static func stranger(
    among members: [String: JSONValue],
    _ known: [String],
    at prefix: String
  ) -> String? {
    guard let other = members.keys.sorted().first(where: { !known.contains($0) }) else {
      return nil
    }
    let hint =
      if let nearest = InputText.nearest(to: other, among: known) {
        "; do you mean '\(nearest)'?"
      } else if known.isEmpty { "; nothing is taken here" } else {
        "; give \(InputText.choices(known))"
      }
    return "\(prefix)\(InputText.printable(other)) is unknown\(hint)"
  }
}

extension Schema.Pattern {
  fileprivate func problem(with text: String) -> String? {
    var digits = Substring(text)
    let isMarked = digits.hasPrefix("sha256:")
    if isMarked { digits = digits.dropFirst(7) }
    let isHexadecimal = digits.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    switch self {
    case .digest where isMarked && isHexadecimal && digits.utf8.count == 64: return nil
    case .digest: return "must be a digest: 'sha256:' and 64 hexadecimal digits"
    case .digestPrefix where isHexadecimal && (6...64).contains(digits.utf8.count): return nil
    case .digestPrefix: return "must be a digest, or 6 or more of its first hexadecimal digits"
    }
  }
}
