import Foundation

/// Random numbers whose sequence is the same on every machine, and the distributions drawn of them.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
/// The last bit of `log`, `exp` and `cos` may differ between C libraries, so callers round what
/// they draw before it reaches a document.
struct SyntheticRandom: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of a range of floating-point numbers.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// Whether something of this probability happens.
  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// A number below a bound; 0 where the bound is 0.
  mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

  /// An index below a count; 0 where the count is 0 or less.
  mutating func index(below count: Int) -> Int { Int(below(UInt64(max(0, count)))) }

  /// One value, each with its probability; the last one takes what rounding leaves.
  mutating func categorical<T>(_ values: [(T, Double)], otherwise last: T) -> T {
    var rest = unit()
    for (value, probability) in values {
      rest -= probability
      if rest < 0 { return value }
    }
    return last
  }

  /// The elements of an array in random order (Fisher and Yates).
  mutating func shuffled<T>(_ values: [T]) -> [T] {
    var values = values
    for i in values.indices.dropFirst().reversed() { values.swapAt(i, index(below: i + 1)) }
    return values
  }

  /// A standard normal variate (Box and Muller; the second one is thrown away).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * .pi * unit())
  }

  /// A lognormal variate with median 1.
  mutating func lognormal(sigma: Double) -> Double { exp(sigma * normal()) }

  /// A gamma variate for a shape of 1 or more (Marsaglia, Tsang: "A simple method for generating
  /// gamma variables", 2000).
  mutating func gamma(shape: Double) -> Double {
    let d = max(1, shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(1 - unit()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  /// A beta variate for parameters of 1 or more.
  mutating func beta(_ a: Double, _ b: Double) -> Double {
    let x = gamma(shape: a)
    let y = gamma(shape: b)
    return x + y > 0 ? x / (x + y) : 0.5
  }
}
