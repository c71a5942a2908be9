import PlacementModel

extension Field {
  /// The value as it would be written, in quotes, for messages.
  public var quoted: String {
    switch value.kind {
    case .null: "null"
    case .bool(let bool): "'\(bool)'"
    case .number(let text), .string(let text): InputText.quoted(text)
    case .list, .map: value.kindName
    }
  }

  /// The text that the value must be.
  public func string() throws(InputError) -> String {
    switch value.kind {
    case .string(let text): return text
    case .number(let text):
      let literal = InputText.printable(text)
      throw error("\(quoted) is a number where text must be; write \"\(literal)\"")
    case .bool(let bool):
      throw error("\(quoted) is a boolean where text must be; write \"\(bool)\"")
    default: throw error("\(value.kindName) where text must be")
    }
  }

  /// The text that the value must be and that must not be empty.
  public func nonEmptyString() throws(InputError) -> String {
    let text = try string()
    if text.isEmpty { throw error("empty text; give a name") }
    return text
  }

  /// The boolean that the value must be.
  public func bool() throws(InputError) -> Bool {
    guard case .bool(let bool) = value.kind else {
      throw error("\(quoted) is no boolean; give true or false")
    }
    return bool
  }

  /// The whole number that the value must be.
  public func int(in range: ClosedRange<Int>) throws(InputError) -> Int {
    guard case .number(let text) = value.kind, let number = Int(text) else {
      throw error("\(quoted) is no whole number; give one \(Self.bounds(range))")
    }
    guard range.contains(number) else {
      throw error("\(quoted) is out of range; give a whole number \(Self.bounds(range))")
    }
    return number
  }

  /// The finite number that the value must be.
  public func double(in range: ClosedRange<Double>) throws(InputError) -> Double {
    guard case .number(let text) = value.kind else {
      throw error("\(quoted) is no number; give one \(Self.bounds(range))")
    }
    let number = Double(text) ?? .nan
    guard number.isFinite else {
      throw error("\(quoted) is no finite number; give one \(Self.bounds(range))")
    }
    guard range.contains(number) else {
      throw error("\(quoted) is out of range; give a number \(Self.bounds(range))")
    }
    return number
  }

  /// The quantity, zero or more, that the value must be: a number or text such as `500m`.
  public func quantity(example: String = "500m or 2") throws(InputError) -> Quantity {
    let text: String
    switch value.kind {
    case .number(let literal), .string(let literal): text = literal
    default: throw error("\(value.kindName) where a quantity such as \(example) must be")
    }
    guard let quantity = Quantity(text) else {
      throw error("\(quoted) is no quantity; give one such as \(example)")
    }
    guard quantity >= .zero else {
      throw error("\(quoted) is negative; give a quantity such as \(example)")
    }
    return quantity
  }

  /// One of the words of a choice.
  public func choice<Choice>(_: Choice.Type = Choice.self) throws(InputError) -> Choice
  where Choice: CaseIterable & RawRepresentable<String> {
    let words = Choice.allCases.map(\.rawValue)
    if case .string(let text) = value.kind, let choice = Choice(rawValue: text) { return choice }
    throw error("\(quoted) is not known here; give \(InputText.choices(words))")
  }

  /// Texts by key.
  public func stringMap() throws(InputError) -> [String: String] {
    var result: [String: String] = [:]
    let map = try map()
    result.reserveCapacity(map.entries.count)
    for entry in map.entries {
      if case .string(let text) = entry.value.kind {
        result[entry.key] = text
      } else if !entry.value.isNull {
        result[entry.key] = try child(entry.key, entry.value).string()
      } else {
        result[entry.key] = ""
      }
    }
    return result
  }

  /// Texts in order.
  public func strings() throws(InputError) -> [String] {
    var result: [String] = []
    for element in try elements() { result.append(try element.string()) }
    return result
  }

  private static func bounds<Bound>(_ range: ClosedRange<Bound>) -> String {
    let low = "\(range.lowerBound)".replacing(/\.0$/, with: "")
    let high = "\(range.upperBound)".replacing(/\.0$/, with: "")
    let open =
      switch range.upperBound {
      case let bound as Int: bound == Int.max
      case let bound as Double: bound >= Double.greatestFiniteMagnitude
      default: false
      }
    return open ? "of at least \(low)" : "from \(low) to \(high)"
  }
}
