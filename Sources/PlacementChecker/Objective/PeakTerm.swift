import PlacementModel

/// Utilisation above the policy's high thresholds: the mean over the balance set, cpu and memory.
struct PeakTerm {
  private let weight: Double
  private let thresholds: [Double]
  private let balanceSet: [Int]

  /// The term of a goal; `nil` where that does not have it.
  init?(_ facts: Facts) {
    weight = TermWeights(facts.goal)[.peaks]
    guard weight > 0, !facts.balanceSet.isEmpty else { return nil }
    thresholds = [facts.policy.thresholds.cpu.high, facts.policy.thresholds.memory.high]
    balanceSet = facts.balanceSet
  }

  /// The term, with the utilisation of each node by resource.
  func value(_ utilisation: [[Double]]) -> Double {
    var sum = 0.0
    for (r, threshold) in thresholds.enumerated() {
      for n in balanceSet { sum += max(0, utilisation[r][n] - threshold) }
    }
    return weight * sum / Double(thresholds.count * balanceSet.count)
  }
}
