/// A small random number generator whose sequence is the same on every machine.
///
/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts a sequence.
  public init(seed: UInt64) { state = seed }

  /// The next number of the sequence.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Whether something of this probability happens.
  public mutating func chance(_ probability: Double) -> Bool {
    Double(next() >> 11) * 0x1p-53 < probability
  }

  /// A number of a range.
  public mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// One of several values; the first index stands in for an empty list's missing value.
  public mutating func pick<T>(_ first: T, _ rest: T...) -> T {
    let i = number(0...rest.count)
    return i == 0 ? first : rest[i - 1]
  }

  /// Some elements of a list, each with the same probability, in their order.
  public mutating func some<T>(of list: [T], _ probability: Double = 0.5) -> [T] {
    var chosen: [T] = []
    for element in list where chance(probability) { chosen.append(element) }
    return chosen
  }
}
