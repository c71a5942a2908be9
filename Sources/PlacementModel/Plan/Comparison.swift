/// What more moves, or other weights, would come to.
public struct Comparison: Sendable, Hashable, Codable {
  /// Plans for weights 50/50, 70/30 and 30/70.
  public var presets: [Preset]
  /// Plans for more and more moves, fewest first.
  public var front: [Point]
  /// The place in ``front`` after which more moves bring less.
  public var knee: Int?

  /// A plan for some weights.
  public struct Preset: Sendable, Hashable, Codable {
    /// The weights.
    public var weights: Goal.Weights
    /// What its plan comes to.
    public var figures: Plan.Alternative.Figures

    /// Creates a preset.
    public init(weights: Goal.Weights, figures: Plan.Alternative.Figures) {
      self.weights = weights
      self.figures = figures
    }
  }

  /// A plan for a number of moves.
  public struct Point: Sendable, Hashable, Codable {
    /// The most moves that were allowed.
    public var limit: Int
    /// What its plan comes to.
    public var figures: Plan.Alternative.Figures
    /// The share of the whole front's improvement, 0…1.
    public var share: Double

    /// Creates a point.
    public init(limit: Int, figures: Plan.Alternative.Figures, share: Double) {
      self.limit = limit
      self.figures = figures
      self.share = share
    }
  }

  /// Creates a comparison.
  public init(presets: [Preset], front: [Point], knee: Int?) {
    self.presets = presets
    self.front = front
    self.knee = knee
  }
}
