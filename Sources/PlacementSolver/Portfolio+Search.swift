import PlacementModel

extension Portfolio {
  /// How many searches run side by side, each with a random seed of its own.
  static let islands = 2

  /// A search's end: where it got, in what order, and what it used.
  private struct Island: Sendable {
    var placement: Placement
    var candidate: Candidate
    var context: SolveContext
  }

  /// Searches from greedy's placement (and an earlier plan's), again and again from what was
  /// reached, as long as the limits allow.
  func search(from descended: Placement, _ pool: inout Pool, _ context: inout SolveContext) {
    var start = warmPlacement ?? descended
    if descended.rank(problem) < start.rank(problem) { start = descended }
    pool.incumbent = start
    tell(.search, pool, context)
    // What is left at the end is for the search among orders.
    let reserve = isRefined ? context.remainingWork / 4 : 0
    let rounds = searchRounds
    var barred: [Int: Set<Int>] = [:]
    var idle = 0
    for round in 0..<rounds where !context.isExhausted && idle < Self.patience {
      let work = min(
        (context.remainingWork - reserve) / (2 * Self.islands),
        searchWork / Self.islands
      )
      let base = round == 0 ? start : pool.best.order.placement
      let before = context
      let (bars, last) = (barred, pool.best.objective)
      let ends = Parallel.map(Self.islands) { i in
        let seed = before.seed &+ UInt64(round * Self.islands + i) &* 0x9e37_79b9_7f4a_7c15
        var part = before.part(work: work, timeShare: 0.6 / Double(rounds - round)).seeded(seed)
        return island(from: base, bars, heat: heats(round)[i % 2], &part, of: before)
      }
      for end in ends {
        context.take(end.context)
        add(end.candidate, to: &pool, context)
        if let incumbent = pool.incumbent, end.placement.rank(problem) < incumbent.rank(problem) {
          pool.incumbent = end.placement
        }
        for (vm, node) in end.candidate.order.missed { barred[vm, default: []].insert(node) }
      }
      barred.merge(self.bars(pool.scarce)) { $0.union($1) }
      tell(.search, pool, context)
      idle = pool.best.objective < last - 1e-4 * abs(last) ? 0 : idle + 1
    }
    if isRefined { refine(&pool, &context) }
  }

  /// One search, and the order of what it found.
  private func island(
    from base: Placement,
    _ barred: [Int: Set<Int>],
    heat: Double,
    _ context: inout SolveContext,
    of whole: SolveContext
  ) -> Island {
    // Some is left for the descent at the end.
    let share = neighbourhoodShare
    var walk = context.part(
      work: Int(Double(context.remainingWork) * 0.8 * (1 - share)),
      timeShare: 0.8 * (1 - share)
    )
    var placement = Annealing(problem: problem, barred: barred, heat: heat, mayCrowd: isFull)
      .improve(base, &walk)
    context.take(walk)
    Polish(problem: problem, barred: barred).improve(&placement, &context)
    if share > 0, let backend {
      NeighbourhoodSearch(problem: problem, backend: backend, barred: barred)
        .improve(&placement, &context)
    }
    return Island(
      placement: placement,
      // An order may take longer than this round's share of the time.
      candidate: candidate(.search, placement, whole),
      context: context
    )
  }

  /// The share of a search that large neighbourhoods get.
  private var neighbourhoodShare: Double {
    guard backend != nil, problem.balanceSet.count > 1 else { return 0 }
    switch options.method {
    case .greedy, .search: return 0
    case .lns: return 0.8
    case .auto, .exact:
      return problem.balanceSet.count <= NeighbourhoodSearch.mostNodes ? 0.3 : 0
    }
  }

  /// How hot the searches of a round begin.
  ///
  /// In small clusters a few large VMs decide, and only in the heat do they find their places; in
  /// large ones heat is work lost; so it is where nodes may be overfilled on the way. Measured at
  /// 20 × 200 and 100 × 2,000.
  private func heats(_ round: Int) -> [Double] {
    if problem.vmCount >= 1_000 { return round == 0 ? [1, 1] : [0.3, 1] }
    if isFull { return round % 2 == 0 ? [1, 3] : [0.1, 1] }
    return round % 2 == 0 ? [3, 10] : [0.3, 3]
  }

  /// Whether nodes are so full that it is room which keeps VMs from where they should be.
  var isFull: Bool {
    let p = problem
    guard !p.startsOverfull else { return false }
    let used = Placement(p).used
    return (0..<p.resourceCount).contains { r in
      let slots = p.balanceSet.map { $0 * p.resourceCount + r }
      guard slots.allSatisfy({ p.limit[$0] < .max }) else { return false }
      let limit = slots.reduce(0.0) { $0 + Double(p.limit[$1]) }
      return slots.reduce(0.0) { $0 + Double(used[$1]) } > Self.full * limit
    }
  }
  /// The share of what there is that is requested where nodes are full.
  private static let full = 0.8

  /// How often the search starts again from what was reached.
  private var searchRounds: Int { programSize <= Self.easyBinaries ? 1 : 8 }
  /// After how many rounds that brought nothing the search ends.
  private static let patience = 2

  /// The evaluations of one round.
  private var searchWork: Int {
    // Where the program will be solved, a fair incumbent is all that is needed.
    let perVM =
      programSize <= Self.easyBinaries
      ? 4_000 : max(20_000, min(100_000, 20 * programSize))
    return max(20_000, min(100_000_000, perVM * problem.vmCount))
  }

  /// Where an earlier plan led, as far as that is still allowed.
  private var warmPlacement: Placement? {
    let p = problem
    guard let warmStart else { return nil }
    let greedy = Greedy(problem: p)
    var placement = Placement(p)
    // A VM that finds no room may find it once others have moved.
    for _ in 0..<2 {
      for v in 0..<p.vmCount where p.isActive(v) && p.role[v] != .frozen {
        let n = Int(warmStart[v])
        guard n >= 0, n != Int(placement.node[v]), greedy.mayMove(v, placement),
          placement.change(p, moving: v, to: n) != nil
        else { continue }
        placement.set(p, v, to: n)
      }
    }
    return placement
  }
}
