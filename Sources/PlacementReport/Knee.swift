import PlacementModel

/// What moves bring up to the knee of a front, and beyond it, in words.
struct Knee {
  /// How many moves it takes to get there.
  let moves: String
  /// What they reach of what the last point does.
  let share: String
  /// What each brings on average up to the knee, and beyond it.
  let before: String
  let after: String

  /// `nil` where a front has no knee.
  init?(_ comparison: Comparison) {
    let front = comparison.front
    guard let place = comparison.knee, front.indices.contains(place), let first = front.first,
      let last = front.last
    else { return nil }
    let knee = front[place]
    let most = knee.figures.migrations
    guard first.figures.migrations < most, most < last.figures.migrations else { return nil }
    func each(_ a: Comparison.Point, _ b: Comparison.Point) -> String {
      Format.share((b.share - a.share) / Double(b.figures.migrations - a.figures.migrations))
    }
    moves = Format.count(most, "move")
    share = Format.share(knee.share)
    before = each(first, knee)
    after = each(knee, last)
  }
}
