extension Quantity {
  /// The largest number accepted, in whole units: 2⁶³, as in Kubernetes.
  private static let limit: Int128 = Int128(Int64.max) * scale

  /// Reads the Kubernetes quantity grammar; `nil` where the text does not follow it.
  ///
  /// Accepts a sign, decimal digits with at most one point, and one suffix: a binary one (`Ki`
  /// to `Ei`), a decimal one (`n`, `u`, `m`, `k` to `E`) or an exponent (`e3`, `E-2`). Amounts
  /// beyond 2⁶³ are capped there, as Kubernetes caps them.
  public init?(_ text: some StringProtocol) {
    var rest = Substring(text).utf8[...]
    var negative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      negative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    var digits: Int128 = 0
    var decimals = 0
    var seenDigit = false
    var seenPoint = false
    var overflow = false
    var lost = false
    while let c = rest.first {
      if c >= 0x30, c <= 0x39 {
        seenDigit = true
        if digits > Int128.max / 100 {
          // Digits this far out either overflow (before the point) or are below 10⁻³⁰ (after it).
          if seenPoint { lost = lost || c != 0x30 } else { overflow = true }
        } else {
          digits = digits * 10 + Int128(c - 0x30)
          if seenPoint { decimals += 1 }
        }
      } else if c == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard seenDigit, let suffix = Suffix(rest) else { return nil }
    let exponent = suffix.decimalExponent - decimals + 9
    var value = digits
    if suffix.binaryShift > 0 {
      let (scaled, o) = value.multipliedReportingOverflow(by: Int128(1) << suffix.binaryShift)
      value = scaled
      overflow = overflow || o
    }
    if exponent >= 0 {
      for _ in 0..<min(exponent, 60) where value != 0 {
        let (scaled, o) = value.multipliedReportingOverflow(by: 10)
        value = scaled
        overflow = overflow || o
        if overflow { break }
      }
    } else {
      for _ in 0..<min(-exponent, 60) where value != 0 {
        let (q, r) = value.quotientAndRemainder(dividingBy: 10)
        value = q
        lost = lost || r != 0
      }
    }
    if lost { value += 1 }
    if overflow || value > Self.limit { value = Self.limit }
    self.billionths = negative ? -value : value
  }

  private struct Suffix {
    var decimalExponent = 0
    var binaryShift = 0

    init?(_ text: Substring.UTF8View.SubSequence) {
      guard let first = text.first else { return }
      let size = text.count
      switch (first, size) {
      case (UInt8(ascii: "n"), 1): decimalExponent = -9
      case (UInt8(ascii: "u"), 1): decimalExponent = -6
      case (UInt8(ascii: "m"), 1): decimalExponent = -3
      case (UInt8(ascii: "k"), 1): decimalExponent = 3
      case (UInt8(ascii: "M"), 1): decimalExponent = 6
      case (UInt8(ascii: "G"), 1): decimalExponent = 9
      case (UInt8(ascii: "T"), 1): decimalExponent = 12
      case (UInt8(ascii: "P"), 1): decimalExponent = 15
      case (UInt8(ascii: "E"), 1): decimalExponent = 18
      case (_, 2) where text.last == UInt8(ascii: "i"):
        guard let power = Array("KMGTPE".utf8).firstIndex(of: first) else { return nil }
        binaryShift = 10 * (power + 1)
      case (UInt8(ascii: "e"), 2...), (UInt8(ascii: "E"), 2...):
        guard let exponent = Int(Substring(text.dropFirst())), (-40...40).contains(exponent) else {
          return nil
        }
        decimalExponent = exponent
      default: return nil
      }
    }
  }
}
