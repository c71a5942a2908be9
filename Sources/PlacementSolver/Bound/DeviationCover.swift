import HeapModule

/// From bounds on sums of squares to one on the objective, by looking at ranges of the deviations.
///
/// The objective has the deviations themselves, `w·σ`, which is concave in the square. Where σ is
/// between a and b, the chord is below it: `w·σ ≥ w·(σ² + ab)/(a + b)`. So with
/// `κ = w/(N·(a + b))` a bound on `Σ κ·Σ d² + rest` is one on the objective of all placements
/// whose deviations are in these ranges. A bound for other κ helps as well: `w·σ − N·κ·σ²` is least
/// at an end of the range. What no range holds has an objective of at least ``most``.
struct DeviationCover {
  typealias Vector = Relaxation.Vector

  let weight: Vector
  let nodeCount: Int
  /// Deviations cannot be below, or count as that where they are.
  let floor: Vector
  /// What they exceed counts.
  let tolerance: Vector
  /// Nothing above this is shown.
  let most: Double
  /// A bound on the objective that is known already, and one on what is paid besides deviations.
  let (least, rest): (Double, Double)

  private struct Cell: Comparable {
    var bound: Double
    var low: Vector
    var high: Vector
    var state = State.new
    var number: Int

    enum State { case new, evaluated, refined }

    static func < (a: Self, b: Self) -> Bool { (a.bound, a.number) < (b.bound, b.number) }
  }

  /// The best bound that the evaluations give.
  ///
  /// - Parameters:
  ///   - isOver: Whether to end with what is known.
  ///   - evaluate: A lower bound on `Σ κ·Σ d² + what is paid besides`; the better, the finer the
  ///     range is that it is for.
  func value(
    until isOver: () -> Bool,
    _ evaluate: (Vector, Bool) -> Double
  ) -> Double {
    var bounds: [(curvature: Vector, value: Double)] = [(.zero, rest)]
    var count = 1
    var high = Vector.zero
    for lane in 0..<3 where weight[lane] > 0 { high[lane] = tolerance[lane] + most / weight[lane] }
    guard all(floor .<= high) else { return most }
    var heap: Heap<Cell> = [Cell(bound: least, low: floor, high: high, number: 0)]
    while var cell = heap.popMin() {
      if cell.bound >= most { return most }
      if isOver() || count > Self.mostCells { return cell.bound }
      let gaps = self.gaps(cell)
      let isFine = gaps.sum() < max(Self.fine * cell.bound, Self.finest * most)
      if cell.state == .new || (isFine && cell.state == .evaluated) {
        let curvature = chord(cell)
        let one = (curvature, evaluate(curvature, isFine))
        bounds.append(one)
        cell.state = isFine ? .refined : .evaluated
        cell.bound = max(cell.bound, bound(cell, one))
        heap.insert(cell)
        continue
      }
      // Halving gains no more than the chord is below.
      if gaps.sum() < 0.1 * max(Self.fine * cell.bound, Self.finest * most) { return cell.bound }
      var lane = 0
      for other in 1..<3 where gaps[other] > gaps[lane] { lane = other }
      let middle =
        cell.low[lane] > 0
        ? (cell.low[lane] * cell.high[lane]).squareRoot() : cell.high[lane] / 3
      for isUpper in [false, true] {
        var part = cell
        part.state = .new
        part.number = count
        count += 1
        if isUpper { part.low[lane] = middle } else { part.high[lane] = middle }
        for one in bounds { part.bound = max(part.bound, bound(part, one)) }
        heap.insert(part)
      }
    }
    return most
  }

  private static let mostCells = 400
  /// What chords may be below the deviations where prices are worth improving, as a share of the
  /// bound and of ``most``.
  private static let (fine, finest) = (0.03, 0.001)

  /// How far chords are below the deviations at most.
  private func gaps(_ cell: Cell) -> Vector {
    var gaps = Vector.zero
    for lane in 0..<3 where cell.high[lane] > cell.low[lane] {
      let (a, b) = (cell.low[lane], cell.high[lane])
      gaps[lane] = weight[lane] * (b - a) * (b - a) / (4 * (a + b))
    }
    return gaps
  }

  private func chord(_ cell: Cell) -> Vector {
    var curvature = Vector.zero
    for lane in 0..<3 where weight[lane] > 0 && cell.high[lane] > 0 {
      curvature[lane] = weight[lane] / (Double(nodeCount) * (cell.low[lane] + cell.high[lane]))
    }
    return curvature
  }

  private func bound(_ cell: Cell, _ known: (curvature: Vector, value: Double)) -> Double {
    func end(_ deviation: Vector) -> Vector {
      deviation * (weight - Double(nodeCount) * known.curvature * deviation)
    }
    return known.value + pointwiseMin(end(cell.low), end(cell.high)).sum()
  }
}
