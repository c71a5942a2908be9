/// An exact amount in the Kubernetes quantity grammar: `500m`, `187340121n`, `16Gi`, `1e3`, `2`.
///
/// The value is held in billionths, the finest step Kubernetes keeps, so that adding a thousand
/// requests gives the same sum as the scheduler's. Finer digits are rounded away from zero, as
/// `resource.Quantity` does.
///
/// Source of the grammar: Kubernetes API conventions, `k8s.io/apimachinery/pkg/api/resource`.
public struct Quantity: Sendable, Hashable, Comparable {
  /// The amount in billionths of its unit (cores for cpu, bytes for memory, pieces otherwise).
  public var billionths: Int128

  /// Creates an amount from billionths of its unit.
  public init(billionths: Int128) {
    self.billionths = billionths
  }

  /// Creates a whole amount: cores for cpu, bytes for memory.
  public init(_ whole: Int) {
    self.billionths = Int128(whole) * Self.scale
  }

  /// Creates an amount from thousandths: millicores for cpu.
  public init(milli: Int) {
    self.billionths = Int128(milli) * 1_000_000
  }

  /// No amount at all.
  public static let zero = Quantity(billionths: 0)

  /// Billionths in one unit.
  package static let scale: Int128 = 1_000_000_000

  /// The amount as a floating-point number: cores for cpu, bytes for memory.
  public var value: Double {
    let (whole, rest) = billionths.quotientAndRemainder(dividingBy: Self.scale)
    // From 128 bits the conversion is many times slower, and clusters have many amounts.
    let part = Double(Int64(truncatingIfNeeded: rest)) / 1e9
    return (Int64(exactly: whole).map(Double.init) ?? Double(whole)) + part
  }

  /// The amount in thousandths, rounded up: how the scheduler counts cpu.
  public var milliRoundedUp: Int64 { roundedUp(to: 1_000_000) }

  /// The amount in whole units, rounded up: how the scheduler counts everything but cpu.
  public var wholeRoundedUp: Int64 { roundedUp(to: Self.scale) }

  private func roundedUp(to unit: Int128) -> Int64 {
    let (quotient, remainder) = billionths.quotientAndRemainder(dividingBy: unit)
    return Int64(clamping: remainder > 0 ? quotient + 1 : quotient)
  }

  /// Orders amounts by size.
  public static func < (a: Quantity, b: Quantity) -> Bool { a.billionths < b.billionths }

  /// The sum of two amounts.
  public static func + (a: Quantity, b: Quantity) -> Quantity {
    Quantity(billionths: a.billionths + b.billionths)
  }

  /// The difference of two amounts.
  public static func - (a: Quantity, b: Quantity) -> Quantity {
    Quantity(billionths: a.billionths - b.billionths)
  }

  /// Adds an amount in place.
  public static func += (a: inout Quantity, b: Quantity) { a = a + b }
}
