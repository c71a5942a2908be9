import PlacementModel

/// Solves a planning task to proven optimality, where it is small enough.
///
/// Solves the program, computes the true objective of what it found, adds the tangents that touch
/// there, and repeats until bound and objective meet. What the program could not know to be
/// illegal is forbidden and the program solved again.
struct ExactSolver {
  let problem: Problem
  let backend: any MIPBackend
  /// The most work that may be spent, besides what the budget says.
  var workLimit = Int.max
  /// Combinations of moves that no order was found for.
  var unreachable: [[(vm: Int, node: Int)]] = []

  /// What an exact solve came to.
  struct Outcome {
    var placement: Placement
    /// Nodes of stopped VMs, and of all others.
    var nodes: [Int32]
    var cost: Double
    var bound: Double
    var termination: SolverInfo.Termination
    var failure: String?
    var rounds = 0

    /// What the solvers' own penalties make of ``cost``: it is not part of the objective.
    func penalties(_ p: Problem) -> Double {
      let idle = (0..<p.vmCount).count { p.role[$0] == .idleForced && nodes[$0] == p.start[$0] }
      return placement.penalties + Problem.stuckPenalty * Double(idle)
    }
  }

  /// How close bound and objective are when a placement counts as optimal.
  static let tolerance = 1e-6

  /// Improves an incumbent until it is proven optimal or the budget ends.
  func solve(
    from incumbent: Placement,
    stopped: [Int32],
    _ budget: inout Budget,
    lpPath: String? = nil
  ) -> Outcome {
    let p = problem
    var formulation = Formulation(p)
    formulation.refine(at: incumbent)
    for moves in unreachable { formulation.forbid(moves) }
    var best = Outcome(
      placement: incumbent,
      nodes: stopped,
      cost: incumbent.cost(p),
      bound: -.infinity,
      termination: .failed
    )
    // A stopped VM that stays on its drained node is stuck like any other.
    best.cost += stoppedCost(stopped)
    guard formulation.model.variableCount > 0 else {
      // Nobody has a choice.
      (best.bound, best.termination) = (best.cost, .optimal)
      return best
    }
    var path = lpPath
    var spent = 0
    while true {
      best.rounds += 1
      var limits = MIPLimits()
      limits.time = budget.remainingTime
      let work = min(budget.remainingWork, workLimit - spent)
      limits.work = work == .max ? nil : max(1, work)
      limits.lpPath = path
      path = nil
      let result = backend.solve(
        formulation.model,
        incumbent: formulation.values(at: best.placement, stopped: best.nodes),
        limits: limits
      )
      budget.spend(max(1, result.work))
      spent += result.work
      if result.bound.isFinite { best.bound = max(best.bound, min(result.bound, best.cost)) }
      if let values = result.values, values.count != formulation.model.variableCount {
        best.termination = .failed
        best.failure =
          "it gave \(values.count) values for \(formulation.model.variableCount) variables"
        return best
      }
      guard let values = result.values else {
        switch result.status {
        case .stopped(let reason): best.termination = reason
        case .failed(let message): (best.termination, best.failure) = (.failed, message)
        default: (best.termination, best.failure) = (.failed, "the program has no solution")
        }
        return best
      }
      take(formulation.nodes(in: values), &formulation, &best)
      if best.cost - best.bound <= Self.tolerance {
        best.bound = min(best.bound, best.cost)
        best.termination = .optimal
        return best
      }
      if case .stopped(let reason) = result.status {
        best.termination = reason
        return best
      }
      if let reason = budget.termination {
        best.termination = reason
        return best
      }
      if best.rounds >= 60 || spent >= workLimit {
        best.termination = .workLimit
        return best
      }
    }
  }

  private func stoppedCost(_ nodes: [Int32]) -> Double {
    let p = problem
    return (0..<p.vmCount).reduce(0) { total, v in
      guard p.role[v] == .idleForced else { return total }
      if nodes[v] == p.start[v] { return total + Problem.stuckPenalty }
      return total + (p.move(v, to: Int(nodes[v]))?.price ?? 0)
    }
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
    let cost = placement.cost(p) + stoppedCost(nodes)
    if cost < best.cost - 1e-12 {
      best.placement = placement
      best.nodes = nodes
      best.cost = cost
    }
  }
}
