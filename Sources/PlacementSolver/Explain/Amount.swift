import PlacementModel

/// Amounts of resources in the words of reasons.
enum Amount {
  /// With its resource: `6 cores`, `12 GiB of memory`, `1 of nvidia.com/gpu`.
  static func described(_ units: Int64, _ name: ResourceName) -> String {
    switch name {
    case .cpu: units == 1_000 ? "1 core" : "\(short(units, name)) cores"
    case .memory: "\(short(units, name)) of memory"
    case _ where name.limited != nil: "\(short(units, name.limited ?? name)) of \(name)"
    case .pods: units == 1 ? "1 pod" : "\(units) pods"
    default: "\(units) of \(name)"
    }
  }

  /// The number alone, cpu in cores and memory in the largest binary unit.
  static func short(_ units: Int64, _ name: ResourceName) -> String {
    switch name {
    case .cpu: decimal(Double(units) / 1_000)
    case .memory: binary(units)
    default: String(units)
    }
  }

  /// A plain number, such as one of seconds.
  static func number(_ value: Double) -> String { decimal(min(max(value, -1e15), 1e15)) }

  private static func binary(_ bytes: Int64) -> String {
    for (shift, suffix) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")]
    where bytes >= 1 << shift {
      return "\(decimal(Double(bytes) / Double(Int64(1) << shift))) \(suffix)"
    }
    return "\(bytes) B"
  }

  /// At most three decimals, none that say nothing.
  private static func decimal(_ value: Double) -> String {
    let thousandths = Int64((value * 1_000).rounded())
    let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1_000)
    guard rest > 0 else { return String(whole) }
    var digits = String(1_000 + rest).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
