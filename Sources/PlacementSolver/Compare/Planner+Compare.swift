import PlacementModel

extension Planner {
  /// The numbers of moves that a front looks at: 0, 1, 2, 3, 5, 8 and so on.
  public static func limits(upTo most: Int) -> [Int] {
    var limits = [0, 1, 2]
    while let last = limits.last, last < most {
      limits.append(min(most, last + limits[limits.count - 2]))
    }
    return limits.filter { $0 <= most }
  }

  /// Compares weights, and numbers of moves.
  ///
  /// No plan of the front is worse than the one before it, which allows fewer moves. Where something
  /// must move, the front begins with the number of moves that takes.
  ///
  /// - Parameters:
  ///   - inventory: The cluster, its rules and limits.
  ///   - goal: What is wanted; its limit on migrations bounds the front.
  ///   - most: The most moves to look at; the front ends earlier where more bring nothing.
  ///   - weights: The weights to compare; none leaves the front alone.
  ///   - context: A deadline for all plans together, who may stop it, and who is told about each
  ///     step of each plan. Once it ends, each plan that is left is made quickly.
  /// - Throws: ``PlanningError`` where the task makes no sense.
  public func compare(
    _ inventory: Inventory,
    goal: Goal = Goal(),
    most: Int = 50,
    weights: [Goal.Weights] = [
      Goal.Weights(cpu: 0.5, memory: 0.5), Goal.Weights(cpu: 0.7, memory: 0.3),
      Goal.Weights(cpu: 0.3, memory: 0.7),
    ],
    context: SolveContext = SolveContext()
  ) throws -> Comparison {
    var quick = self
    quick.options.provesBound = false
    let planner = quick
    func plan(_ goal: Goal, _ ends: [String: String] = [:]) throws -> Plan {
      try planner.draft(
        inventory,
        goal: goal,
        startingFrom: ends,
        context: context
      ).plan
    }
    var presets: [Comparison.Preset] = []
    if goal.optimize == .balance || goal.optimize == .performance {
      for weights in weights {
        var other = goal
        other.weights = weights
        presets.append(Comparison.Preset(weights: weights, figures: .init(try plan(other))))
      }
    }
    let front = try Self.front(goal, most, plan)
    return Comparison(presets: presets, front: front, knee: Self.knee(of: front))
  }

  private static func front(
    _ goal: Goal,
    _ most: Int,
    _ made: (Goal, [String: String]) throws -> Plan
  ) throws -> [Comparison.Point] {
    let most = min(most, goal.maxMigrations ?? most)
    // Each search begins where the one before ended: most of its moves are right for more, too.
    func plan(_ limit: Int, from earlier: Plan? = nil) throws -> Plan {
      var limited = goal
      limited.maxMigrations = limit
      limited.onInfeasible = .partial
      let moves = earlier?.migrations.map { ($0.vm, $0.to) } ?? []
      return try made(limited, Dictionary(moves, uniquingKeysWith: { $1 }))
    }
    // What the largest number brings tells where the front is at its end.
    let whole = try plan(most)
    let none = try plan(0)
    var least = 0
    if none.blocked.count > whole.blocked.count {
      // Less than what must move is no plan: the front begins there.
      var forced = goal
      forced.optimize = .none
      forced.maxMigrations = most
      forced.onInfeasible = .partial
      least = min(most, try made(forced, [:]).summary.migrations)
    }
    var points: [Comparison.Point] = []
    var last: Plan?
    for limit in limits(upTo: most - least).map({ $0 + least }) {
      var best =
        whole.summary.migrations <= limit
        ? whole : limit == 0 ? none : try plan(limit, from: last)
      // A plan for fewer moves is one for more, too.
      if let last, !Self.isBetter(best, than: last) { best = last }
      last = best
      if best.blocked.count > whole.blocked.count { continue }
      points.append(Comparison.Point(limit: limit, figures: .init(best), share: 0))
      if !Self.isBetter(whole, than: best) { break }
    }
    guard let first = points.first, let end = points.last else { return points }
    let gain = first.figures.objective - end.figures.objective
    for i in points.indices {
      let part = first.figures.objective - points[i].figures.objective
      points[i].share = gain > 1e-12 ? part / gain : 1
    }
    return points
  }

  /// Whether one plan leaves fewer VMs blocked than another, or as many and is better.
  private static func isBetter(_ a: Plan, than b: Plan) -> Bool {
    (a.blocked.count, a.solver.objective) < (b.blocked.count, b.solver.objective - 1e-9)
  }

  /// The point of a front that is farthest above the line from its first to its last.
  static func knee(of front: [Comparison.Point]) -> Int? {
    guard front.count > 2, let first = front.first, let last = front.last else { return nil }
    let least = first.figures.migrations
    let most = last.figures.migrations - least
    guard most > 0 else { return nil }
    let heights = front.map { point in
      point.share - Double(point.figures.migrations - least) / Double(most)
    }
    guard let highest = heights.max(), highest > 0.05 else { return nil }
    return heights.firstIndex(of: highest)
  }
}
