import PlacementModel

/// Solves a planning task to proven optimality, where it is small enough.
///
/// Level by level: the program is solved for as little of each level as there can be, which is a
/// row of the programs that follow; the objective comes last. So no number in it has to outweigh
/// any other. For the objective, the true one of what was found is computed, the tangents that
/// touch there are added, and that is repeated until bound and objective meet. What the program
/// could not know to be illegal is forbidden and the program solved again.
struct ExactSolver {
  let problem: Problem
  let backend: any MIPBackend
  /// The most work that may be spent, besides the limit of the context.
  var workLimit = Int.max
  /// Combinations of moves that no order was found for.
  var unreachable: [[(vm: Int, node: Int)]] = []

  /// What an exact solve came to.
  struct Outcome {
    var placement: Placement
    /// Nodes of stopped VMs, and of all others.
    var nodes: [Int32]
    /// The levels, stopped VMs included, and the objective, their moves included.
    var rank: Rank
    /// A bound on the objective of every placement that does as much of the levels; minus infinity
    /// where no such bound is known.
    var bound = -Double.infinity
    /// How many levels are proven to be as small as they can be.
    var provenLevels = 0
    var termination: SolverInfo.Termination
    var failure: String?
    var rounds = 0

    /// Whether fewer VMs that must leave cannot be left, whatever the order.
    var stuckIsProven: Bool { provenLevels >= 2 }
  }

  /// How close bound and objective are when a placement counts as optimal.
  static let tolerance = 1e-6
  /// How close a level and its bound are when it counts as proven: programs take variables for whole
  /// that are so to within about this.
  private static let levelTolerance = 1e-5
  /// How often a program is solved at most.
  private static let mostRounds = 60

  /// Improves an incumbent until it is proven optimal or a limit is reached.
  func solve(
    from incumbent: Placement,
    stopped: [Int32],
    _ context: inout SolveContext,
    lpPath: String? = nil
  ) -> Outcome {
    var formulation = Formulation(problem)
    formulation.refine(at: incumbent)
    for moves in unreachable { formulation.forbid(moves) }
    var best = Outcome(
      placement: incumbent,
      nodes: stopped,
      rank: rank(incumbent, stopped),
      termination: .failed
    )
    let levels = formulation.levels.inOrder
    guard formulation.model.variableCount > 0 else {
      // Every VM is fixed.
      (best.bound, best.termination) = (best.rank.objective, .optimal)
      best.provenLevels = levels.count
      return best
    }
    var run = Run(context: context, lpPath: lpPath)
    for level in levels {
      if level.count(best.rank.levels) > level.least + Self.tolerance,
        !minimize(level, &formulation, &best, &run)
      {
        context = run.context
        return best
      }
      best.provenLevels += 1
      let most = level.count(best.rank.levels)
      if !level.expression.terms.isEmpty {
        formulation.model.row("level_\(level.name)", level.expression, to: most + level.slack)
      }
    }
    minimizeObjective(&formulation, &best, &run)
    context = run.context
    return best
  }

  /// What is spent, and where the next program is to be written.
  private struct Run {
    var context: SolveContext
    var lpPath: String?
    var spent = 0
  }

  // MARK: Programs

  /// Makes a level as small as it can be; whether that is proven.
  private func minimize(
    _ level: LevelExpressions.Level,
    _ formulation: inout Formulation,
    _ best: inout Outcome,
    _ run: inout Run
  ) -> Bool {
    var bound = level.least
    repeat {
      let model = formulation.model.minimizing(level.expression)
      guard let result = step(model, &formulation, &best, &run) else { return false }
      if result.bound.isFinite { bound = max(bound, result.bound) }
      if level.count(best.rank.levels) <= bound + Self.levelTolerance { return true }
    } while !isOver(run, &best)
    return false
  }

  private func minimizeObjective(
    _ formulation: inout Formulation,
    _ best: inout Outcome,
    _ run: inout Run
  ) {
    repeat {
      guard let result = step(formulation.model, &formulation, &best, &run) else { return }
      if result.bound.isFinite {
        best.bound = max(best.bound, min(result.bound, best.rank.objective))
      }
      if best.rank.objective - best.bound <= Self.tolerance {
        best.bound = min(best.bound, best.rank.objective)
        best.termination = .optimal
        return
      }
      if case .stopped(let reason) = result.status {
        best.termination = reason
        return
      }
    } while !isOver(run, &best)
  }

  /// Whether a limit of the whole, or of this solve, is reached.
  private func isOver(_ run: Run, _ best: inout Outcome) -> Bool {
    if let reason = run.context.termination {
      best.termination = reason
      return true
    }
    guard best.rounds >= Self.mostRounds || run.spent >= workLimit else { return false }
    best.termination = .workLimit
    return true
  }

  /// Solves a program once and looks at what it found; `nil` where it found nothing.
  private func step(
    _ model: MIPModel,
    _ formulation: inout Formulation,
    _ best: inout Outcome,
    _ run: inout Run
  ) -> MIPResult? {
    best.rounds += 1
    var limits = run.context.programLimits(work: workLimit - run.spent)
    limits.lpPath = run.lpPath
    run.lpPath = nil
    let result = backend.solve(
      model,
      incumbent: formulation.values(at: best.placement, stopped: best.nodes),
      limits: limits
    )
    run.context.spend(max(1, result.work))
    // A backend that counts backwards must not lift the limit.
    run.spent += max(1, result.work)
    if let values = result.values, values.count != model.variableCount {
      best.termination = .failed
      best.failure = "it gave \(values.count) values for \(model.variableCount) variables"
      return nil
    }
    guard let values = result.values else {
      switch result.status {
      case .stopped(let reason): best.termination = reason
      case .failed(let message): (best.termination, best.failure) = (.failed, message)
      default: (best.termination, best.failure) = (.failed, "the program has no solution")
      }
      return nil
    }
    take(formulation.nodes(in: values), &formulation, &best)
    return result
  }

  // MARK: Solutions

  private func rank(_ placement: Placement, _ nodes: [Int32]) -> Rank {
    let p = problem
    var rank = placement.rank(p)
    for v in 0..<p.vmCount where p.role[v] == .idleForced {
      if nodes[v] == p.start[v] {
        rank.levels.stopped += 1
      } else {
        rank.objective += p.move(v, to: Int(nodes[v]))?.price ?? 0
      }
    }
    return rank
  }

  /// Looks at a solution: keeps it where it is legal and better, and sharpens the program with it.
  private func take(
    _ nodes: [Int32],
    _ formulation: inout Formulation,
    _ best: inout Outcome
  ) {
    let p = problem
    var placement = Placement(p)
    for v in 0..<p.vmCount where p.isActive(v) && nodes[v] != p.start[v] {
      placement.set(p, v, to: Int(nodes[v]))
    }
    formulation.refine(at: placement)
    guard p.isLegal(placement), p.stoppedAreLegal(nodes, placement) else {
      formulation.forbid(nodes)
      return
    }
    let rank = rank(placement, nodes)
    if rank.isBetter(than: best.rank, by: 1e-12) {
      best.placement = placement
      best.nodes = nodes
      best.rank = rank
    }
  }
}
