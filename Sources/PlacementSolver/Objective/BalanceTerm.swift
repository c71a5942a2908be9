import PlacementModel

/// What standard deviations above their tolerance cost: `Σ w·max(0, σ − τ)`.
///
/// As `Σ w·max(σ, τ) − Σ w·τ` it is convex in the loads; bounds and programs use that form, with
/// ``offset`` subtracted in the end.
struct BalanceTerm {
  /// The weight of cpu, memory and count, over what the standard deviation at the start is above
  /// its tolerance (at least the floor); 0 where one is not balanced.
  let weight: Problem.Load
  /// The standard deviation that is good enough, by lane; 0 where one is not balanced.
  let tolerance: Problem.Load

  /// The term of a goal, with the standard deviations at the start.
  init(_ goal: Goal, _ weights: TermWeights, start: Problem.Load) {
    let share: Problem.Load = [
      weights[.balanceCPU], weights[.balanceMemory], weights[.balanceCount], 0,
    ]
    let enough: Problem.Load = [
      goal.tolerance.cpu, goal.tolerance.memory, goal.tolerance.count, 0,
    ]
    let (utilisation, count) = (
      ObjectiveConstants.utilisationFloor, ObjectiveConstants.countFloor
    )
    let floor: Problem.Load = [utilisation, utilisation, count, 1]
    weight = share / pointwiseMax(start - enough, floor)
    tolerance = enough.replacing(with: 0, where: share .<= 0)
  }

  /// The three terms at standard deviations.
  func values(_ deviation: Problem.Load) -> Problem.Load {
    weight * pointwiseMax(deviation - tolerance, .zero)
  }

  /// What `Σ w·max(σ, τ)` exceeds the term by.
  var offset: Double { (weight * tolerance).sum() }
}

extension Tables {
  /// The balance term from running sums over the balance set of levels and of their squares.
  ///
  /// - Parameter smoothing: Added to each variance; 0 for the true term.
  @inline(__always)
  func balance(_ sum: Lanes, _ squares: Lanes, smoothing: Lanes) -> Double {
    let mean = sum * perBalanceNode
    let variance = pointwiseMax(squares * perBalanceNode - mean * mean, .zero)
    let above = pointwiseMax((variance + smoothing).squareRoot() - tolerance, .zero)
    let parts = weight * above
    return parts.x + parts.y
  }

  /// What the term falls by, per unit of a standard deviation's square over twice the number of
  /// nodes: its slope, from the tolerance on where less is good enough.
  ///
  /// By concavity, what lessens the squares by this measure lessens the term at least as much.
  func slope(at deviation: Lanes) -> Lanes { weight / pointwiseMax(deviation, tolerance) }
}
