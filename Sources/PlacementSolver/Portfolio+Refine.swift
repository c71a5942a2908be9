import PlacementModel

extension Portfolio {
  /// How warm the two searches among orders begin: what they start from is good already.
  private static let refineHeats = [0.1, 0.03]

  /// Whether a search among orders pays: where nodes are full, so that orders cost something, and,
  /// as for large neighbourhoods, in small clusters.
  var isRefined: Bool {
    programSize > Self.easyBinaries && problem.vmCount <= 1_000 && isFull
      && problem.balanceSet.count <= NeighbourhoodSearch.mostNodes
  }

  /// Searches among orders, from that of the best plan so far.
  func refine(_ pool: inout Pool, _ context: inout SolveContext) {
    guard !context.isExhausted, let start = Trajectory(problem, pool.best.order.batches) else {
      return
    }
    let before = context
    let stopped = pool.best.nodes
    let ends = Parallel.map(Self.islands) { i in
      var part = before.part(work: before.remainingWork / Self.islands, timeShare: 0.6)
        .seeded(before.seed &+ UInt64(i))
      let found = TrajectorySearch(problem: problem, heat: Self.refineHeats[i % 2])
        .improve(start, &part)
      let order = Packing(problem: problem).order(found.steps)
      return (candidate: order.map { candidate(.search, $0, stopped: stopped) }, context: part)
    }
    for end in ends {
      context.take(end.context)
      guard let found = end.candidate, problem.isLegal(found.order.placement) else { continue }
      add(found, to: &pool, context)
    }
    tell(.search, pool, context)
  }
}
