import PlacementModel

/// Chooses methods by size, orders what they find, and keeps the best plan that can be carried out.
struct Portfolio {
  let problem: Problem
  let options: SolverOptions
  let backend: (any MIPBackend)?

  /// A placement that has an order, and how it came about.
  struct Candidate {
    var method: SolverInfo.Method
    var order: Orderer.Order
    /// Nodes of all VMs in the end, stopped ones included.
    var nodes: [Int32]
    /// What must be done and is not: forced, stopped and waiting VMs.
    var stuck: [Int]
    var objective: Double
  }

  struct Result {
    var best: Candidate
    var stay: Candidate
    /// A proven bound on the objective of every placement with as little stuck as the best one.
    var bound: Double
    var termination: SolverInfo.Termination
    var fallback: String?
    /// Whether what is stuck is proven to be.
    var stuckIsProven: Bool
    /// The proven smallest objective, whatever the order; infinite where none is proven.
    var optimum = Double.infinity
  }

  /// Work that is enough for a size of problem: seconds to a minute.
  static func defaultWork(_ p: Problem) -> Int {
    min(200_000_000, max(20_000_000, 40 * p.vmCount * max(1, p.balanceSet.count)))
  }

  /// The largest number of binaries for which the program is tried unasked.
  ///
  /// Even where it is not solved, its bound is far better than the others'.
  private static let exactBinaries = 1_000
  /// The work that the program then gets: seconds.
  private static let exactWork = 6_000_000
  /// The largest number of binaries for which it is expected to be solved.
  private static let easyBinaries = 160
  /// How often the program is solved again without what cannot be reached.
  private static let unreachableRounds = 8
  /// How much work may go into that.
  private static let unreachableWork = 4_000_000
  /// The largest number of binaries for which it is tried at all: beyond this not even the root's
  /// relaxation is solved in minutes.
  private static let largestProgram = 30_000

  func run(_ budget: inout Budget) -> Result {
    let p = problem
    let greedy = Greedy(problem: p)
    // Forced moves and their order come first, however little is allowed: a plan always exists.
    var unlimited = Budget(workLimit: nil, deadline: nil, isCancelled: { false })
    var forced = Placement(p)
    greedy.forced(&forced, &unlimited)
    var descended = forced
    greedy.descend(&descended, &budget)
    let stay = candidate(.greedy, forced, &unlimited)
    var found = [stay, candidate(.greedy, descended, &unlimited)]
    var best = descended
    var bound = 0.0
    var termination = SolverInfo.Termination.workLimit
    var fallback: String?
    var method = SolverInfo.Method.greedy
    var stuckIsProven = false

    if options.method != .greedy {
      method = .search
      best = search(from: descended, &budget)
      found.append(candidate(.search, best, &unlimited))
    }
    let size = programSize
    if options.method == .exact, backend == nil {
      fallback =
        "there is no solver for mixed-integer programs here; the plan is what local search found"
    } else if options.method == .exact, size > Self.largestProgram {
      fallback =
        "the program would have \(size) binaries, more than GLPK can use; "
        + "the plan is what local search found"
    } else if let backend, wantsExact(stuck: found.map(\.stuck.count).min() ?? 0) {
      method = .exact
      let start = best.cost(p) <= descended.cost(p) ? best : descended
      var solver = ExactSolver(problem: p, backend: backend)
      if options.method == .auto { solver.workLimit = Self.exactWork }
      let outcome = solver.solve(
        from: start,
        stopped: stoppedNodes(start),
        &budget,
        lpPath: options.lpPath
      )
      termination = outcome.termination
      found.append(candidate(.exact, outcome.placement, &unlimited, stopped: outcome.nodes))
      bound = max(bound, outcome.bound - outcome.penalties(p))
      if outcome.termination == .optimal { stuckIsProven = true }
      if let failure = outcome.failure {
        fallback = "GLPK failed (\(failure)); the plan is what local search found"
        method = .search
      }
      // What no order leads to is cut off, and the program solved again for the next best.
      let firstWork = budget.work
      for _ in 0..<Self.unreachableRounds where budget.work - firstWork < Self.unreachableWork {
        guard let last = found.last, !last.order.unreachable.isEmpty, termination == .optimal,
          budget.termination == nil
        else { break }
        solver.unreachable.append(last.order.missed)
        solver.workLimit = Self.unreachableWork - (budget.work - firstWork)
        let reached = found.min { ($0.stuck.count, $0.objective) < ($1.stuck.count, $1.objective) }
        let next = solver.solve(
          from: reached?.order.placement ?? start,
          stopped: reached?.nodes ?? p.start,
          &budget
        )
        found.append(candidate(.exact, next.placement, &unlimited, stopped: next.nodes))
      }
    }
    let chosen =
      found.min { a, b in
        (a.stuck.count, a.objective) < (b.stuck.count, b.objective)
      } ?? stay
    // Moves that gain nothing are not made: of equals the first, and that is the one with fewest.
    var result = Result(
      best: chosen,
      stay: stay,
      bound: bound,
      termination: termination,
      fallback: fallback,
      stuckIsProven: stuckIsProven
    )
    // Exact where the program found it or proved it; else what was the best that was tried.
    let isExact = method == .exact && (termination == .optimal || chosen.method == .exact)
    result.best.method = isExact ? .exact : method == .greedy ? .greedy : .search
    if termination != .optimal {
      var dual = GradientBound(problem: p, allowsStuck: !chosen.stuck.isEmpty)
      // With the time up, a quick look must do.
      if budget.termination == .timeLimit { dual.effort /= 10 }
      let gradient = dual.value(near: chosen.order.placement)
      result.bound = max(result.bound, min(gradient + stoppedPrice(chosen.nodes), chosen.objective))
    }
    if let reason = budget.termination, termination != .optimal, termination != .failed {
      result.termination = reason
    }
    if termination == .optimal { result.optimum = bound }
    return result
  }

  private func wantsExact(stuck: Int) -> Bool {
    switch options.method {
    case .greedy, .search: return false
    case .exact: return true
    case .auto: return isSmall(stuck: stuck)
    }
  }

  /// Whether the program is small enough to be tried unasked; larger ones are where it may show
  /// that what is stuck need not be.
  private func isSmall(stuck: Int) -> Bool {
    programSize <= Self.exactBinaries * (stuck > 0 ? 4 : 1)
  }

  /// The number of binaries that the program would have at most.
  private var programSize: Int {
    let p = problem
    return p.role.count { $0 != .frozen && $0 != .idle } * (p.balanceSet.count + 1)
  }

  private func search(from start: Placement, _ budget: inout Budget) -> Placement {
    let p = problem
    // Where the program will be solved, a fair incumbent is all that is needed.
    let perVM = programSize <= Self.easyBinaries ? 4_000 : 20_000
    let evaluations = min(budget.remainingWork / 2, max(20_000, min(12_000_000, perVM * p.vmCount)))
    return Annealing(problem: p).improve(
      start,
      evaluations: evaluations,
      seed: options.seed,
      &budget
    )
  }

  // MARK: Candidates

  private func candidate(
    _ method: SolverInfo.Method,
    _ placement: Placement,
    _ budget: inout Budget,
    stopped: [Int32]? = nil
  ) -> Candidate {
    let p = problem
    var target = placement.node
    var order = Orderer(problem: p).order(to: target, &budget)
    if !order.unreachable.isEmpty {
      // What was reached in the end may have a shorter order than the one that led there.
      let again = Orderer(problem: p).order(to: order.placement.node, &budget)
      if again.unreachable.isEmpty, again.objective(p) <= order.objective(p) + 1e-12 {
        let (unreachable, missed) = (order.unreachable, order.missed)
        order = again
        (order.unreachable, order.missed) = (unreachable, missed)
      }
    }
    if !p.isLegal(order.placement) {
      // What could not be reached has left others without company; then nothing moves.
      order = Orderer(problem: p).order(to: p.start, &budget)
    }
    let idle =
      stopped.flatMap { p.stoppedAreLegal($0, order.placement) ? $0 : nil }
      ?? stoppedNodes(order.placement)
    for v in 0..<p.vmCount { target[v] = p.isActive(v) ? order.placement.node[v] : idle[v] }
    for v in 0..<p.vmCount where p.role[v] == .idleForced && target[v] != p.start[v] {
      order.batches.append([
        Transit.Step(vm: v, from: Int(p.start[v]), to: Int(target[v]), type: .cold)
      ])
    }
    return Candidate(
      method: method,
      order: order,
      nodes: target,
      stuck: p.stuck(target),
      objective: order.objective(p) + stoppedPrice(target)
    )
  }

  /// Where stopped VMs on drained nodes go: the emptiest node where they could start.
  private func stoppedNodes(_ placement: Placement) -> [Int32] {
    let p = problem
    var nodes = placement.node
    var left = max(0, p.maxMigrations == .max ? .max : p.maxMigrations - placement.moves)
    for v in 0..<p.vmCount where p.role[v] == .idleForced && left > 0 {
      let targets = p.balanceSet.filter { p.couldStart(v, on: $0, placement) }
      let best = targets.min { a, b in
        placement.utilization[a].sum() < placement.utilization[b].sum()
      }
      if let best {
        nodes[v] = Int32(best)
        left -= 1
      }
    }
    return nodes
  }

  private func stoppedPrice(_ nodes: [Int32]) -> Double {
    let p = problem
    return (0..<p.vmCount).reduce(0) { total, v in
      guard p.role[v] == .idleForced, nodes[v] != p.start[v] else { return total }
      return total + p.price[v]
    }
  }
}

extension Problem {
  /// VMs that should have left a drained node or got a node and did not, in order.
  func stuck(_ nodes: [Int32]) -> [Int] {
    (0..<vmCount).filter { v in
      switch role[v] {
      case .forced, .idleForced, .unplaced: nodes[v] == start[v]
      case .frozen: start[v] < 0 || isDrained[Int(start[v])]
      case .movable, .idle: false
      }
    }
  }
}
