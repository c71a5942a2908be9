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

  /// The best bound on placements that do as much of the levels as some plan does.
  ///
  /// O(effort), and less where it is over before; a short look is taken in any case.
  func solve(levels: Levels, _ context: inout SolveContext) -> Result {
    let stuck = levels.unresolved
    let relaxation = Relaxation(problem, stuck: stuck, voluntary: levels.voluntary)
    guard relaxation.nodeCount > 0 else { return Result(value: stoppedPrice(stuck)) }
    let floor = DeviationFloors(relaxation: relaxation).value()
    var ascent = PriceAscent(GradientBound(relaxation: relaxation, floor: floor))
    let pairs = relaxation.pairCount + 1
    let rounds = min(100, max(2, effort / (PriceAscent.pairsPerRound * pairs)))
    // The smallest tasks are expected to be solved as programs, whose bound is better.
    let isSmall = pairs <= Portfolio.easyBinaries
    let further = isSmall ? 0 : min(700, effort / (100 * pairs))
    let result = ascent.run(rounds: rounds, further: further, &context)
    let whole = patterns(relaxation, floor, result, &context)
    var branched = 0.0
    if !isSmall, !context.isOver() {
      branched = BranchedBound(relaxation: relaxation, floor: floor)
        .value(ascent, result, work: effort / 3, &context)
    }
    return Result(value: max(0, result.value, whole, branched) + stoppedPrice(stuck))
  }

  /// The bound by whole VMs; 0 where it does not apply or there is no work left for it.
  private func patterns(
    _ relaxation: Relaxation,
    _ floor: Relaxation.Vector,
    _ gradient: PriceAscent.Result,
    _ context: inout SolveContext
  ) -> Double {
    let most = problem.objective.balance.values(problem.startDeviation).sum()
    guard relaxation.hasFixedMean, !relaxation.choices.isEmpty, most > 0, !context.isOver(),
      relaxation.pairCount <= (relaxation.moveLimit < .max ? Self.mostPairs : Self.mostFreePairs)
    else { return 0 }
    let work = min(Self.mostWork, Self.workPerPair * relaxation.pairCount, effort / 10)
    let bound = GradientBound(relaxation: relaxation, floor: floor)
    var patterns = PatternBound(
      relaxation,
      gradient.prices,
      toll: bound.value(gradient.prices).toll,
      patience: work / (Self.evaluations * relaxation.nodeCount * PatternBound.workPerLook)
    )
    let free = [Relaxation.Vector](repeating: .zero, count: relaxation.nodeCount)
    let cover = DeviationCover(
      weight: relaxation.weight,
      nodeCount: relaxation.nodeCount,
      floor: floor,
      tolerance: relaxation.tolerance,
      most: most,
      least: gradient.value,
      rest: GradientBound(relaxation: relaxation).value(.init(direction: free)).value
    )
    return cover.value(until: { patterns.work >= work || context.isOver() }) {
      patterns.value($0, steps: $1 ? Self.steps : 0)
    }
  }

  /// From how many pairs of VM and node on whole VMs hardly differ from a fluid, with and without a
  /// limit on moves: at 100 × 2,000 without one there was nothing to gain.
  private static let (mostPairs, mostFreePairs) = (500_000, 50_000)
  /// What the bound by whole VMs may cost at most, and for each pair of VM and node.
  private static let (mostWork, workPerPair) = (20_000_000, 5_000)
  /// How many ranges of the deviations there is work for at least.
  private static let evaluations = 60
  /// How often prices are improved for one range.
  private static let steps = 3

  /// What moving stopped VMs off drained nodes costs at least.
  private func stoppedPrice(_ stuck: Int) -> Double {
    let p = problem
    let prices = (0..<p.vmCount).filter { p.role[$0] == .idleForced }.map { p.price[$0] }
    return prices.sorted().prefix(max(0, prices.count - stuck)).reduce(0, +)
  }
}
