import PlacementModel

/// Moves against the balance that they bring, with a plan marked on the curve.
struct FrontChart {
  let comparison: Comparison
  let plan: Plan
  private static let (width, height, left, bottom) = (720.0, 340.0, 70.0, 50.0)

  func render() -> HTML {
    // One point alone is no curve.
    guard comparison.front.count > 1 else { return "" }
    let sentence = Knee(comparison).map { knee -> HTML in
      """
      <p>\(knee.moves) reach \(knee.share) of what is shown, \(knee.before) each; each more brings \
      \(knee.after). \
      This plan: \(label(plan.summary.migrations, share(plan.solver.objective))).</p>
      """
    }
    return """
      \(sentence ?? "")
      <figure><div class="scroll" tabindex="0" role="region" aria-label="Moves against balance">\
      \(picture)</div></figure>
      \(HTMLBlocks.render(table))
      """
  }

  /// The points as a table; what the knee is stands above the picture.
  private var table: [Block] {
    ComparisonReport.front(comparison).filter { if case .table = $0 { true } else { false } }
  }

  /// The part of the front's improvement that an objective stands for.
  private func share(_ objective: Double) -> Double {
    guard let first = comparison.front.first, let last = comparison.front.last else { return 0 }
    let gain = first.figures.objective - last.figures.objective
    return gain > 1e-12 ? (first.figures.objective - objective) / gain : 1
  }

  private func label(_ moves: Int, _ share: Double) -> String {
    "\(Format.count(moves, "move")), \(Format.share(share))"
  }

  private var picture: HTML {
    let mine = (moves: plan.summary.migrations, share: share(plan.solver.objective))
    let points = comparison.front.map { (moves: $0.figures.migrations, share: $0.share) }
    let most = Double(max(1, mine.moves, points.map(\.moves).max() ?? 1))
    func x(_ moves: Int) -> Double {
      Self.left + Double(moves) / most * (Self.width - Self.left - 40)
    }
    func y(_ share: Double) -> Double {
      let share = share.isFinite ? min(1.05, max(0, share)) : 0
      return Self.height - Self.bottom - share / 1.05 * (Self.height - Self.bottom - 30)
    }
    func n(_ value: Double) -> String { Format.decimal(value, places: 1) }
    var body: HTML = ""
    for share in [0, 0.25, 0.5, 0.75, 1] {
      body += """
        <line class="grid-line" x1="\(n(Self.left))" y1="\(n(y(share)))" x2="\(n(Self.width - 30))" \
        y2="\(n(y(share)))"/><text class="soft" x="\(n(Self.left - 8))" y="\(n(y(share) + 4))" \
        text-anchor="end">\(Format.percent(share))</text>
        """
    }
    var last = -100.0
    for moves in Set(points.map(\.moves)).sorted() where x(moves) - last > 28 {
      last = x(moves)
      body += """
        <text class="soft" x="\(n(last))" y="\(n(Self.height - Self.bottom + 20))" \
        text-anchor="middle">\(moves)</text>
        """
    }
    let line = points.map { "\(n(x($0.moves))),\(n(y($0.share)))" }.joined(separator: " ")
    body += """
      <text class="soft" x="\(n((Self.left + Self.width) / 2))" y="\(n(Self.height - 8))" \
      text-anchor="middle">moves</text><text class="soft" x="0" y="16">share of the improvement\
      </text><polyline class="front" points="\(line)"/>
      """
    for (i, point) in points.enumerated() {
      let isKnee = i == comparison.knee
      body += """
        <g><title>\(label(point.moves, point.share))</title><circle class="front-point" \
        cx="\(n(x(point.moves)))" cy="\(n(y(point.share)))" r="\(isKnee ? 7 : 4)"/></g>
        """
    }
    let (px, py) = (x(mine.moves), y(mine.share))
    let isRight = px > Self.width / 2
    body += """
      <g><title>This plan: \(label(mine.moves, mine.share))</title>\
      <path class="front-plan" d="M\(n(px)) \(n(py - 9))l9 9l-9 9l-9 -9z"/>\
      <text class="halo" x="\(n(isRight ? px - 12 : px + 12))" y="\(n(py + 28))" \
      text-anchor="\(isRight ? "end" : "start")">this plan</text></g>
      """
    return """
      <svg viewBox="0 0 \(n(Self.width)) \(n(Self.height))" role="img" \
      aria-labelledby="front-title" style="max-width:\(n(Self.width))px">\
      <title id="front-title">The share of the improvement that each number of moves reaches\
      </title>\(body)</svg>
      """
  }
}
