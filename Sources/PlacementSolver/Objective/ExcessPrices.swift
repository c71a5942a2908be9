import PlacementModel

/// What excesses over rules cost.
struct ExcessPrices {
  private let weights: TermWeights
  /// What an excess over a preferred rule costs, at weight 1.
  private let unit: Double

  init(_ weights: TermWeights, vmCount: Int) {
    self.weights = weights
    unit = ObjectiveConstants.priceOfAllExcesses / Double(max(1, vmCount))
  }

  /// What an excess over a preferred rule of a weight costs.
  func preferred(weight: Double) -> Double { unit * weight }

  /// What an excess over a rule costs; nothing where it is required, see ``Levels``.
  func price(of rule: Rule) -> Double {
    rule.required ? 0 : preferred(weight: weights.weight(of: rule))
  }
}
