import PlacementModel

/// Compares every figure of a document with the one recomputed.
struct FigureCheck {
  private let plan: Plan
  private let score: Score
  private let facts: Facts
  private var found: [Violation] = []

  /// Prepares for a plan and the score of the state in which it ends.
  init(_ plan: Plan, _ score: Score, _ facts: Facts) {
    self.plan = plan
    self.score = score
    self.facts = facts
  }

  /// Everything that is wrong.
  func problems() -> [Violation] {
    var check = self
    check.checkScore()
    check.checkSolver()
    check.checkBalance()
    check.checkNodes()
    check.checkBatches()
    check.checkSummary()
    return check.found
  }

  private mutating func compare(
    _ code: Violation.Code,
    _ what: String,
    _ stated: Double,
    _ right: Double,
    node: String? = nil
  ) {
    if isClose(stated, right) { return }
    found.append(Violation(code, "\(what) \(stated) instead of \(right)", node: node))
  }

  // MARK: - Score

  private mutating func checkScore() {
    compare(.objective, "objective", plan.solver.objective, score.objective)
    compare(
      .score,
      "sum of the terms",
      plan.score.reduce(0) { $0 + $1.after },
      plan.solver.objective
    )
    let stated = byName(plan.score)
    let right = byName(score.terms)
    for name in Set(stated.keys).union(right.keys).sorted() {
      let mine = right[name] ?? Plan.Change(before: 0, after: 0)
      let theirs = stated[name] ?? Plan.Change(before: 0, after: 0)
      compare(.score, "\(name) before", theirs.before, mine.before)
      compare(.score, "\(name) after", theirs.after, mine.after)
    }
    if stated["moves"] == nil { found.append(Violation(.score, "the term moves is missing")) }
    checkLevels()
  }

  private mutating func checkLevels() {
    let levels = plan.levels ?? []
    if levels.map(\.name) != score.levels.map(\.name) {
      found.append(Violation(.score, "the levels are not listed in their order"))
      return
    }
    for (stated, right) in zip(levels, score.levels) {
      compare(.score, "level \(right.name) before", stated.before, right.before)
      compare(.score, "level \(right.name) after", stated.after, right.after)
    }
  }

  /// The terms by name.
  ///
  /// Rules that no operator named share one entry: how their terms are called is the plan's own
  /// affair.
  private func byName(_ terms: [Plan.ScoreTerm]) -> [String: Plan.Change] {
    var sums: [String: Plan.Change] = [:]
    let named = facts.ruleNames
    for term in terms {
      var name = term.name
      let prefix = "rule.preferred/"
      if name.hasPrefix(prefix), !named.contains(String(name.dropFirst(prefix.count))) {
        name = prefix + "…"
      }
      let sum = sums[name] ?? Plan.Change(before: 0, after: 0)
      sums[name] = Plan.Change(before: sum.before + term.before, after: sum.after + term.after)
    }
    return sums
  }

  private mutating func checkSolver() {
    let solver = plan.solver
    compare(.bound, "gap", solver.gap, solver.objective - solver.bound)
    let captured = SolverInfo.captured(
      stay: solver.stay,
      objective: solver.objective,
      bound: solver.bound
    )
    compare(.bound, "captured", solver.captured, captured)
    if !(solver.bound <= solver.objective + 1e-6) {
      found.append(
        Violation(.bound, "bound \(solver.bound) above the objective \(solver.objective)")
      )
    }
    // What a person chose may cost more than what a solver may propose.
    if plan.status == .infeasible || !plan.edits.isEmpty { return }
    if !(solver.objective <= solver.stay + 1e-6) {
      found.append(
        Violation(.objective, "\(solver.objective) is more than \(solver.stay) of staying")
      )
    }
    if solver.termination == .optimal, solver.gap > 1e-5 {
      found.append(Violation(.bound, "optimal, but objective and bound do not meet"))
    }
    // Level by level it is no worse than doing nothing, and costs more only where it does more.
    let (before, after) = (score.levels.map(\.before), score.levels.map(\.after))
    let order = LevelCount.compare(Array(after.dropLast()), Array(before.dropLast()))
    if order > 0 {
      found.append(Violation(.objective, "what must be done is done less than by doing nothing"))
    }
    if plan.stipulations == nil, order == 0, !(solver.objective <= score.untouched + 1e-6) {
      found.append(
        Violation(
          .objective,
          "\(solver.objective) is more than \(score.untouched) of doing nothing"
        )
      )
    }
  }

  // MARK: - Tables

  private mutating func checkBalance() {
    for (name, stated, right) in [
      ("cpu", plan.balance.cpu, score.balance.cpu),
      ("memory", plan.balance.memory, score.balance.memory),
      ("count", plan.balance.count, score.balance.count),
    ] {
      compare(.balance, "\(name) before", stated.before, right.before)
      compare(.balance, "\(name) after", stated.after, right.after)
    }
  }

  private mutating func checkNodes() {
    let names = plan.nodes.map(\.name)
    if names.sorted() != score.nodes.map(\.name).sorted() {
      found.append(Violation(.nodes, "the table does not list each node once"))
    }
    let right = Dictionary(
      score.nodes.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    for stated in plan.nodes {
      guard let mine = right[stated.name] else { continue }
      if stated.vms != mine.vms {
        let (a, b) = (stated.vms, mine.vms)
        let message = "VMs \(a.before) → \(a.after) instead of \(b.before) → \(b.after)"
        found.append(Violation(.nodes, message, node: stated.name))
      }
      if stated.balanced != mine.balanced {
        found.append(
          Violation(.nodes, "balanced is \(stated.balanced)", node: stated.name)
        )
      }
      for ((name, a), (_, b)) in zip(stated.figures, mine.figures) {
        compare(.nodes, name, a, b, node: stated.name)
      }
    }
  }

  private mutating func checkBatches() {
    let seconds = Dictionary(
      plan.migrations.map { ($0.id, $0.estimatedSeconds) },
      uniquingKeysWith: { first, _ in first }
    )
    for batch in plan.batches {
      let parts = batch.migrations.map { seconds[$0] ?? 0 }
      let least = parts.max() ?? 0
      let most = parts.reduce(0, +)
      let stated = batch.estimatedSeconds
      let fits =
        (stated >= least || isClose(stated, least)) && (stated <= most || isClose(stated, most))
      if stated.isFinite, fits { continue }
      found.append(
        Violation(
          .estimate,
          "\(stated) seconds, its migrations take \(least) together to \(most) in a row",
          batch: batch.number
        )
      )
    }
  }

  private mutating func checkSummary() {
    let summary = plan.summary
    func count(_ type: Plan.MigrationType) -> Int { plan.migrations.count { $0.type == type } }
    for (name, stated, right) in [
      ("live", summary.live, count(.live)),
      ("cold", summary.cold, count(.cold)),
      ("placements", summary.placements, count(.place)),
      ("migrations", summary.migrations, count(.live) + count(.cold)),
    ] where stated != right {
      found.append(Violation(.summary, "\(name) \(stated) instead of \(right)"))
    }
    let isStreaming = plan.timeline?.schedule == .streaming
    let seconds =
      isStreaming
      ? plan.migrations.reduce(0) { max($0, $1.endSeconds) }
      : plan.batches.reduce(0) { $0 + $1.estimatedSeconds }
    compare(.summary, "estimatedSeconds", summary.estimatedSeconds, seconds)
    let downtime = plan.migrations.reduce(0) { $0 + ($1.type == .cold ? $1.downtimeSeconds : 0) }
    compare(.summary, "downtimeSeconds", summary.downtimeSeconds, downtime)
    let (stated, right) = (summary.improvement, score.improvement)
    for (name, a, b, change) in [
      ("cpu", stated.cpu, right.cpu, score.balance.cpu),
      ("memory", stated.memory, right.memory, score.balance.memory),
      ("count", stated.count, right.count, score.balance.count),
    ] {
      // The share of next to nothing is noise.
      if change.before < 1e-9, a.isFinite { continue }
      compare(.summary, "improvement of \(name)", a, b)
    }
  }
}

extension Plan.NodeState {
  /// Every figure of the row with its name, always in the same order.
  fileprivate var figures: [(String, Double)] {
    var list: [(String, Double)] = []
    for (name, change) in [
      ("cpu", cpu), ("memory", memory),
      ("allocation of cpu", allocation.cpu), ("allocation of memory", allocation.memory),
      ("requests of cpu", requests.cpu), ("requests of memory", requests.memory),
    ] {
      list.append((name + " before", change.before))
      list.append((name + " after", change.after))
    }
    list.append(("capacity of cpu", capacity.cpu))
    list.append(("capacity of memory", capacity.memory))
    return list
  }
}
