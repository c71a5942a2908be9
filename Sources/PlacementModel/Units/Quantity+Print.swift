extension Quantity: CustomStringConvertible {
  /// The shortest Kubernetes spelling: `500m`, `2`, `16Gi`, `187340121n`.
  public var description: String {
    if billionths == 0 { return "0" }
    let sign = billionths < 0 ? "-" : ""
    let size = billionths.magnitude
    let (whole, rest) = size.quotientAndRemainder(dividingBy: UInt128(Self.scale))
    guard rest == 0 else {
      if rest % 1_000_000 == 0 { return sign + String(size / 1_000_000) + "m" }
      if rest % 1_000 == 0 { return sign + String(size / 1_000) + "u" }
      return sign + String(size) + "n"
    }
    for (power, suffix) in [(60, "Ei"), (50, "Pi"), (40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")]
    where whole % (UInt128(1) << power) == 0 {
      return sign + String(whole >> power) + suffix
    }
    return sign + String(whole)
  }
}

extension Quantity: Codable {
  /// Writes the Kubernetes spelling, which loses nothing.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the Kubernetes spelling.
  ///
  /// - Throws: `DecodingError.dataCorrupted` where the text is no quantity.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let quantity = Quantity(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(text)' is no Kubernetes quantity such as 500m or 16Gi"
      )
    }
    self = quantity
  }
}
