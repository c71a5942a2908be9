/// A proven lower bound on the objective of every placement that keeps the rules, in whatever
/// order it is reached.
///
/// Each of several methods gives a valid bound; the largest counts. Depends on the problem alone,
/// not on what search has found, so it can be computed beside the search.
struct LowerBound: Sendable {
  let problem: Problem
  /// About how many pairs of VM and node are looked at.
  var effort = 600_000_000

  /// What is known about the best placement.
  struct Result: Sendable {
    /// No legal placement with as little undone has an objective below this.
    var value: Double
  }

  /// The best bound on placements in which at most so many VMs are stuck: on drained nodes, or
  /// without a node.
  ///
  /// O(effort), and less where it is over before; a short look is taken in any case.
  func solve(stuck: Int, until isOver: () -> Bool = { false }) -> Result {
    let relaxation = Relaxation(problem, stuck: stuck)
    guard relaxation.nodeCount > 0 else { return Result(value: stoppedPrice(stuck)) }
    let floor = DeviationFloors(relaxation: relaxation).value()
    var ascent = PriceAscent(GradientBound(relaxation: relaxation, floor: floor))
    let rounds = min(100, max(2, effort / (4 * relaxation.pairCount + 1)))
    let result = ascent.run(rounds: rounds, until: isOver)
    return Result(value: max(0, result.value) + stoppedPrice(stuck))
  }

  /// What moving stopped VMs off drained nodes costs at least.
  private func stoppedPrice(_ stuck: Int) -> Double {
    let p = problem
    let prices = (0..<p.vmCount).filter { p.role[$0] == .idleForced }.map { p.price[$0] }
    return prices.sorted().prefix(max(0, prices.count - stuck)).reduce(0, +)
  }
}
