import PlacementModel
import Testing

@testable import PlacementReport

/// What is said of a front's knee.
@Suite struct KneeTests {
  private func comparison(_ points: [(moves: Int, share: Double)], knee: Int?) -> Comparison {
    let front = points.map { point in
      var figures = Plan.Alternative.Figures(PlanFixtures.balance)
      figures.migrations = point.moves
      return Comparison.Point(limit: point.moves, figures: figures, share: point.share)
    }
    return Comparison(presets: [], front: front, knee: knee)
  }

  @Test func saysWhatEachMoveBrings() throws {
    let knee = try #require(Knee(comparison([(0, 0), (2, 0.8), (10, 1)], knee: 1)))
    #expect(knee.moves == "2 moves")
    #expect([knee.share, knee.before, knee.after] == ["80 %", "40 %", "2.5 %"])
  }

  /// Forced moves bring nothing of the improvement.
  @Test func countsFromTheFewestMoves() throws {
    let knee = try #require(Knee(comparison([(4, 0), (5, 0.9), (6, 1)], knee: 1)))
    #expect([knee.before, knee.after] == ["90 %", "10 %"])
  }

  @Test func thereMayBeNone() {
    #expect(Knee(comparison([(0, 0), (2, 1)], knee: nil)) == nil)
    #expect(Knee(comparison([(0, 0), (2, 1)], knee: 7)) == nil)
    #expect(Knee(comparison([(0, 0), (2, 1)], knee: 1)) == nil)
    #expect(Knee(comparison([], knee: 0)) == nil)
  }
}
