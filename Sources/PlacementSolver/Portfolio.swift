import PlacementModel

/// Chooses methods by size, orders what they find, and keeps the best plan that can be carried out.
struct Portfolio {
  let problem: Problem
  let options: SolverOptions
  let backend: (any MIPBackend)?
  /// Where VMs were to go in an earlier plan: one more place to search from.
  var warmStart: [Int32]?
  /// What is decided already, for the plan document.
  var stipulations = Stipulations()

  /// A placement that has an order, and how it came about.
  struct Candidate: Sendable {
    var method: SolverInfo.Method
    var order: Orderer.Order
    /// Nodes of all VMs in the end, stopped ones included.
    var nodes: [Int32]
    /// VMs that must move and do not: forced, stopped and waiting ones.
    var stuck: [Int]
    var levels: Levels
    var objective: Double
    /// Whether moves were left out so that nodes may fail, and who must move and stays for that.
    var isHeldBack = false
    var withheld: Set<Int> = []
    /// Nodes with the room that is needed when a node fails.
    var scarce: Set<Int> = []

    /// What candidates are compared by.
    var rank: Rank { Rank(levels: levels, objective: objective) }
  }

  struct Result {
    var best: Candidate
    var stay: Candidate
    /// A proven bound on the objective of every placement that does as much of the levels as the
    /// best one.
    var bound: Double
    var termination: SolverInfo.Termination
    var fallback: String?
    /// Whether what is stuck is proven to be.
    var stuckIsProven: Bool
    /// The proven smallest objective, whatever the order; infinite where none is proven.
    var optimum = Double.infinity
    /// Whether something better is not done so that nodes may fail.
    var isHeldBack = false
    /// The share of the usual work that was done; `nil` where the clock ended nothing.
    var workShare: Double?
    /// Whether a person chose the placement, and with it who stays that should leave.
    var isByHand = false
  }

  /// Work that is enough for a size of problem: seconds to a minute.
  static func defaultWork(_ p: Problem) -> Int {
    min(400_000_000, max(80_000_000, 60_000 * p.vmCount))
  }

  /// The largest number of binaries for which the program is tried unasked.
  ///
  /// Even where it is not solved, its bound is far better than the others'.
  static let exactBinaries = 1_000
  /// The largest number of binaries for which it is expected to be solved.
  static let easyBinaries = 160
  /// The largest number of binaries for which it is tried at all: beyond this not even the root's
  /// relaxation is solved in minutes.
  static let largestProgram = 30_000

  func run(_ context: inout SolveContext) -> Result {
    let p = problem
    let began = context.elapsed
    let greedy = Greedy(problem: p)
    // Forced moves and their order come first, however little is allowed: a plan always exists.
    var unlimited = context.timeOnly
    var forced = Placement(p)
    greedy.forced(&forced, &unlimited)
    var descended = forced
    greedy.descend(&descended, &context)
    let leaving = candidate(.greedy, forced, unlimited)
    let stay = protecting(leaving, mayBlock: true, unlimited)
    var pool = Pool(stay: stay)
    if stay.isHeldBack { pool.note(heldBack: leaving.rank) }
    pool.scarce = stay.scarce
    tell(.greedy, pool, context)
    add(candidate(.greedy, descended, context), to: &pool, context)
    descend(aroundScarceRoomOf: &pool, &context)
    tell(.greedy, pool, context)
    context = context.keepingTime((context.remainingTime ?? .zero) * keptShare(pool))
    // The bound and the document come after the search, and take the longer the longer greedy took.
    let whole = context
    context = context.keepingTime((context.elapsed - began) * Self.aftermath)
    if options.method != .greedy {
      pool.method = .search
      search(from: descended, &pool, &context)
    }
    exact(from: descended, &pool, &context)
    if options.method != .greedy { descend(aroundScarceRoomOf: &pool, &context) }
    return prove(pool, context, until: whole)
  }

  /// The share of the time that relaxations and alternatives get, which come after this.
  private func keptShare(_ pool: Pool) -> Double {
    (options.findsRelaxations && !pool.best.stuck.isEmpty ? 0.25 : 0)
      + (options.proposesAlternatives ? 0.2 : 0)
  }

  /// What bound and document take, in times of what greedy and its order took, as measured at
  /// 1,000 × 20,000 and 5,000 × 30,000.
  private static let aftermath = 0.5

  /// Candidates so far, and what is known about them.
  struct Pool {
    let stay: Candidate
    private(set) var best: Candidate
    /// The placement with the best cost, whether an order leads there or not.
    var incumbent: Placement?
    var method = SolverInfo.Method.greedy
    var bound = 0.0
    var termination = SolverInfo.Termination.workLimit
    var fallback: String?
    var stuckIsProven = false
    /// The levels of the program's best placement, whatever the order.
    var programLevels: Levels?
    /// Nodes with the room that is needed when a node fails, as far as anybody came to want it.
    var scarce: Set<Int> = []
    /// The rank of the best candidate from which moves were left out so that nodes may fail.
    private(set) var heldBack: Rank?

    init(stay: Candidate) {
      self.stay = stay
      best = stay
    }

    mutating func note(heldBack rank: Rank) {
      if heldBack.map({ rank < $0 }) ?? true { heldBack = rank }
    }

    /// Keeps a candidate where it is better than what there is; whether it was.
    ///
    /// Of equals the first stays: moves that gain nothing are not made.
    @discardableResult
    mutating func add(_ candidate: Candidate) -> Bool {
      guard candidate.rank < best.rank else { return false }
      best = candidate
      return true
    }
  }

  /// The number of binaries that the program would have at most.
  var programSize: Int {
    let p = problem
    return p.role.count { $0 != .frozen && $0 != .idle } * (p.balanceSet.count + 1)
  }

  /// The best candidate, with a bound on how much better any other could be.
  ///
  /// - Parameter whole: The context, with the time that the search has left for this.
  private func prove(_ pool: Pool, _ context: SolveContext, until whole: SolveContext) -> Result {
    let chosen = pool.best
    let pool = disproved(pool)
    var result = Result(
      best: chosen,
      stay: pool.stay,
      bound: pool.bound,
      termination: pool.termination,
      fallback: pool.fallback,
      stuckIsProven: pool.stuckIsProven
    )
    // Exact where the program found it or proved it; else what was the best that was tried.
    let isExact =
      pool.method == .exact && (pool.termination == .optimal || chosen.method == .exact)
    result.best.method = isExact ? .exact : pool.method == .greedy ? .greedy : .search
    if options.provesBound, pool.termination != .optimal {
      tell(.bound, pool, context)
      var clock = whole.timeOnly
      let value = LowerBound(problem: problem).solve(levels: chosen.levels, &clock).value
      result.bound = max(result.bound, min(value, chosen.objective))
    }
    if let reason = context.ending, pool.termination != .optimal, pool.termination != .failed {
      result.termination = reason
    }
    if result.termination == .timeLimit, let usual = context.workLimit {
      result.workShare = Double(context.work) / Double(max(1, usual))
    }
    if pool.termination == .optimal { result.optimum = pool.bound }
    result.isHeldBack =
      pool.heldBack.map { $0.isBetter(than: chosen.rank, by: 1e-6) } ?? false
    return result
  }

  /// What is proven, less what does not hold for the best plan: no program knows of orders, or of
  /// nodes that may fail.
  private func disproved(_ pool: Pool) -> Pool {
    var pool = pool
    let chosen = pool.best
    guard let program = pool.programLevels else { return pool }
    let isWorse = chosen.levels > program
    let isDearer = problem.standby != nil && chosen.objective > pool.bound + 1e-6
    if pool.termination == .optimal, isWorse || isDearer { pool.termination = .workLimit }
    // The program's bound is that of placements in which more is done.
    if isWorse { pool.bound = 0 }
    if (chosen.levels.forced, chosen.levels.stopped) > (program.forced, program.stopped) {
      pool.stuckIsProven = false
    }
    return pool
  }

  /// Reports where the search stands, and publishes the best plan so far.
  func tell(_ stage: PlanningProgress.Stage, _ pool: Pool, _ context: SolveContext) {
    let (problem, stipulations) = (problem, stipulations)
    context.listeners.publish {
      let result = Result(
        best: pool.best,
        stay: pool.stay,
        bound: 0,
        termination: .interrupted,
        fallback: pool.fallback,
        stuckIsProven: false
      )
      var plan = PlanBuilder(problem: problem, result: result).plan()
      if !stipulations.isEmpty { plan.stipulations = stipulations }
      return try plan.sealed(inventory: problem.inventory)
    }
    context.listeners.report(
      PlanningProgress(
        stage: stage,
        objective: pool.best.objective,
        stay: pool.stay.objective,
        bound: pool.bound,
        migrations: pool.best.order.batches.reduce(0) { total, batch in
          total + batch.count { $0.type != .place }
        },
        work: context.work
      )
    )
  }
}

extension Problem {
  /// The levels of a placement and its order.
  ///
  /// - Parameter batches: The moves that lead there; a parking move of a VM outside the scope counts
  ///   like any other.
  func levels(_ placement: Placement, stuck: [Int], _ batches: [[Transit.Step]]) -> Levels {
    var levels = placement.levels
    (levels.forced, levels.stopped, levels.waiting, levels.voluntary) = (0, 0, 0, 0)
    for v in stuck {
      if !isActive(v) {
        levels.stopped += 1
      } else if start[v] < 0 {
        levels.waiting += 1
      } else {
        levels.forced += 1
      }
    }
    for step in batches.joined() {
      if role[step.vm] == .movable, outOfScope[step.vm] { levels.voluntary += 1 }
      if step.isFallback, isLeaving(step.vm) { levels.voluntary += 1 }
    }
    return levels
  }

  /// Whether a VM may not stay where it is at the start: its node is drained, or another actor moves
  /// it to a drained one.
  ///
  /// What another actor moves off for good is on its way.
  func mustLeave(_ vm: Int) -> Bool {
    if let target = migrationTarget[vm], target != Int(start[vm]) { return isDrained[target] }
    return start[vm] >= 0 && isDrained[Int(start[vm])]
  }

  /// VMs that should have left a drained node, got a node, or gone where it was stipulated, and did
  /// not, in order.
  func stuck(_ nodes: [Int32]) -> [Int] {
    (0..<vmCount).filter { v in
      guard keepsStipulation(v, nodes) else { return true }
      return switch role[v] {
      case .forced, .idleForced, .unplaced: nodes[v] == start[v]
      case .frozen: start[v] < 0 || mustLeave(v)
      case .idle: start[v] >= 0 && isDrained[Int(start[v])]
      case .movable: false
      }
    }
  }
}
