import PlacementModel

/// Writes down what a portfolio found as a plan document.
struct PlanBuilder {
  let problem: Problem
  let result: Portfolio.Result
  let start: Placement

  init(problem: Problem, result: Portfolio.Result) {
    self.problem = problem
    self.result = result
    start = Placement(problem)
  }

  func plan() -> Plan {
    let p = problem
    let chosen = result.best
    let mustLeave = chosen.stuck.filter { p.role[$0] != .unplaced }
    let isUnkept = chosen.stuck.contains { !p.keepsStipulation($0, chosen.nodes) }
    let isStopped = !mustLeave.isEmpty && p.goal.onInfeasible != .partial && !result.isByHand
    let stops = isUnkept || isStopped
    let end = stops ? start : chosen.order.placement
    let steps = stops ? [] : chosen.order.batches
    let moves = Itinerary(problem: p, batches: steps, start: start, end: end)
    let broken = BrokenRules(problem: p, start: start, end: end).list()
    let staysBroken = broken.contains { $0.required && $0.after > 0 }
    let idle: Plan.Status = staysBroken ? .partial : .balanced
    let status: Plan.Status =
      stops
      ? .infeasible
      : !mustLeave.isEmpty ? .partial : moves.migrations.isEmpty ? idle : .planned
    let score = Scoring(problem: p, start: start)
    let terms = score.terms(
      end: end,
      moves: moves.price,
      parked: stops ? 0 : chosen.order.parkingPrice
    )
    let objective = terms.reduce(0) { $0 + $1.after }
    var plan = Plan(
      status: status,
      goal: resolvedGoal,
      loadSource: p.loadSource,
      solver: solver(objective: objective, infeasible: stops),
      balance: score.balance(end: end),
      score: terms,
      nodes: score.nodes(end: end),
      migrations: moves.migrations,
      batches: moves.batches,
      timeline: moves.timeline,
      summary: moves.summary(score.balance(end: end)),
      warnings: warnings(chosen, end: end) + TravelWarnings(problem: p).warnings(moves.migrations)
    )
    var why = WhyNot(problem: p, placement: chosen.order.placement, start: start)
    why.withheld = chosen.withheld
    plan.blocked = chosen.stuck.map { v in
      Plan.Blocked(
        vm: p.names[v],
        node: p.start[v] >= 0 ? p.nodeName(Int(p.start[v])) : nil,
        reasons: why.reasons(for: v)
      )
    }
    plan.broken = broken.isEmpty ? nil : broken
    plan.levels = score.levels(
      p.levels(start, stuck: p.stuck(p.start), []),
      stops ? p.levels(start, stuck: p.stuck(p.start), []) : chosen.levels
    )
    plan.candidates = candidates(plan.nodes)
    let blockers = blockers(plan.migrations, plan.blocked)
    plan.blockers = blockers.isEmpty ? nil : blockers
    return plan
  }

  /// The goal with its weights scaled to sum 1.
  private var resolvedGoal: Goal {
    var goal = problem.goal
    goal.weights = goal.weights.normalized
    return goal
  }

  private func solver(objective: Double, infeasible: Bool) -> SolverInfo {
    let proven = result.stuckIsProven || isPlainlyStuck
    // Optimal is what no order of moves, and no hand, has made worse than the bound.
    let meets = objective <= result.bound + ExactSolver.tolerance
    let ended = result.termination == .optimal && !meets ? .workLimit : result.termination
    return SolverInfo(
      method: result.best.method,
      termination: infeasible && proven
        ? .infeasible : infeasible && ended == .optimal ? .workLimit : ended,
      objective: objective,
      stay: infeasible ? objective : max(objective, result.stay.objective),
      bound: infeasible ? objective : min(result.bound, objective),
      seconds: 0,
      work: 0,
      fallback: result.fallback
    )
  }

  /// Whether someone who must leave has nowhere to go whatever the others do.
  private var isPlainlyStuck: Bool {
    let p = problem
    return result.best.stuck.contains { v in
      p.role[v] != .unplaced && !p.balanceSet.contains { p.move(v, to: $0) != nil }
    }
  }

  private func warnings(_ chosen: Portfolio.Candidate, end: Placement) -> [String] {
    let p = problem
    var warnings: [String] = []
    let open = p.goal.drain.filter { name in
      p.inventory.cluster.nodes.contains { $0.name == name && !$0.unschedulable }
    }
    if !open.isEmpty {
      warnings.append(
        "\(Self.list(open)) \(open.count == 1 ? "is" : "are") not cordoned: "
          + "new pods may land there while the plan runs"
      )
    }
    if let share = result.workShare { warnings.append(cutShort(share, chosen)) }
    if let advice = advice(chosen) { warnings.append(advice) }
    if let warning = p.standby?.warning(p, end: end) { warnings.append(warning) }
    if result.isHeldBack {
      warnings.append(
        "moves were left out: with them the VMs of a node that fails would not all find room "
          + "(rule \(Self.list(p.failureRules())))"
      )
    }
    let policy = p.inventory.policy.migration
    if p.inFlight.total >= policy.parallelPerCluster {
      warnings.append(
        "\(p.inFlight.total) migrations are in flight and take every slot "
          + "(\(policy.parallelPerCluster)): no live migration can start until they end"
      )
    }
    if result.optimum < chosen.objective - 1e-6 {
      warnings.append(
        "the best placement is proven, but no order of moves was found that leads there without "
          + "parking moves; this plan is the best that was found within reach"
      )
    }
    let unreached = chosen.order.unreachable.filter { p.role[$0] == .movable }
    if !unreached.isEmpty {
      warnings.append(
        "no legal order of moves was found for \(unreached.count) "
          + (unreached.count == 1 ? "move" : "moves") + " that would improve the balance: "
          + Self.list(unreached.map { p.names[$0] })
          + (p.deadlock(chosen.order).map { ": \($0)" } ?? "")
      )
    }
    return warnings
  }

  /// That the clock ended the solve, and what more time may bring.
  private func cutShort(_ share: Double, _ chosen: Portfolio.Candidate) -> String {
    let percent = min(100, max(1, Int((100 * share).rounded())))
    let gap = chosen.objective - result.bound
    let more =
      chosen.stuck.isEmpty
      ? result.bound > 0
        ? "more time may lower the objective by at most \(Figure.text(max(0, gap)))"
        : "no bound is proven, so what more time may bring is not known"
      : "more time may let VMs move that are blocked in this plan"
    return "the time limit ended planning at \(percent) % of the usual work; \(more)"
  }

  /// What is to be known of the workloads that move.
  private func advice(_ chosen: Portfolio.Candidate) -> String? {
    let p = problem
    var moving: [VirtualMachine.Workload: [String]] = [:]
    for step in chosen.order.batches.flatMap({ $0 }) where step.type == .live {
      let workload = p.inventory.cluster.virtualMachines[step.vm].workload
      if moving[workload]?.contains(p.names[step.vm]) ?? false { continue }
      moving[workload, default: []].append(p.names[step.vm])
    }
    let lines = VirtualMachine.Workload.allCases.compactMap { workload -> String? in
      guard let advice = workload.advice, let names = moving[workload] else { return nil }
      return "\(Self.list(names)) (\(workload.rawValue)) \(advice)"
    }
    return lines.isEmpty ? nil : lines.joined(separator: "; ")
  }

  /// Names with commas; of many only the first few.
  private static func list(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ")
      + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }
}

extension Problem {
  func nodeName(_ n: Int) -> String { inventory.cluster.nodes[n].name }
}
