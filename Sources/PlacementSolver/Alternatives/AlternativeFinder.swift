import PlacementModel

/// Looks for ways that may suit better than a plan, and makes a plan for each.
struct AlternativeFinder {
  let planner: Planner
  let inventory: Inventory
  let stipulations: Stipulations
  /// The plan, its goal as resolved.
  let plan: Plan
  let context: SolveContext
  /// The most that are offered.
  private static let most = 3
  var goal: Goal { plan.goal }

  init(
    planner: Planner,
    inventory: Inventory,
    stipulations: Stipulations,
    plan: Plan,
    context: SolveContext
  ) {
    var quick = planner
    quick.options.workLimit = min(planner.options.workLimit ?? .max, 400_000)
    quick.options.timeLimit = nil
    quick.options.provesBound = false
    quick.options.findsRelaxations = false
    quick.options.proposesAlternatives = false
    quick.options.lpPath = nil
    self.planner = quick
    self.inventory = inventory
    self.stipulations = stipulations
    self.plan = plan
    self.context = context.trial(work: nil)
  }

  /// The alternatives, what unlocks most first.
  func alternatives() -> [Plan.Alternative] {
    let looks = [relaxation, waiting, stopped, sequence, moreMoves, fewerMoves, otherWeights]
    var found: [Plan.Alternative] = []
    var context = context
    for look in looks where found.count < Self.most && !context.isOver() {
      guard var alternative = look() else { continue }
      alternative.number = found.count + 1
      found.append(alternative)
    }
    return found
  }

  // MARK: The kinds

  /// What makes an impossible goal possible; to wait is an alternative of its own.
  private func relaxation() -> Plan.Alternative? {
    guard plan.status == .infeasible || plan.status == .partial,
      let offer = plan.relaxations.first(where: {
        !$0.applied && $0.changes != [Amendment(.wait)]
      }),
      let other = solve(goal, offer.changes), other.status == .planned
    else { return nil }
    return alternative(
      .relaxation,
      offer.message,
      "as things are the goal cannot be reached; with this change every VM that must leave can",
      goal,
      offer.changes,
      other
    )
  }

  /// Migrations of others that are in the way.
  private func waiting() -> Plan.Alternative? {
    let flying = inventory.cluster.virtualMachines.count { $0.isActive && $0.migratingTo != nil }
    guard flying > 0, let other = solve(goal, [Amendment(.wait)]) else { return nil }
    let unlocks = plan.status == .infeasible && other.status == .planned
    guard unlocks || other.solver.objective < plan.solver.objective - 0.02 else { return nil }
    return alternative(
      .wait,
      flying == 1
        ? "wait until the migration in flight has ended"
        : "wait until the \(flying) migrations in flight have ended",
      "what others move now binds both nodes and takes slots; after that more is possible",
      goal,
      [Amendment(.wait)],
      other
    )
  }

  /// One after the other, where several at a time are a risk.
  private func sequence() -> Plan.Alternative? {
    let largest = plan.batches.map(\.migrations.count).max() ?? 0
    let cold = plan.summary.cold
    guard !goal.drain.isEmpty, largest > 1, cold > 0,
      let other = solve(goal, [Amendment(.sequential)]), other.status == plan.status
    else { return nil }
    return alternative(
      .sequential,
      "migrate one VM at a time",
      "\(cold) of the VMs \(cold == 1 ? "goes" : "go") cold; one move at a time loads the network "
        + "less and is easier to stop, for the same downtime",
      goal,
      [Amendment(.sequential)],
      other
    )
  }

  /// A few more moves for much more balance.
  private func moreMoves() -> Plan.Alternative? {
    guard let most = goal.maxMigrations, plan.summary.migrations >= most else { return nil }
    var wider = goal
    wider.maxMigrations = most + max(2, most / 2)
    guard let other = solve(wider), other.status == .planned,
      other.solver.objective < plan.solver.objective - 0.05
    else { return nil }
    let more = other.summary.migrations - plan.summary.migrations
    return alternative(
      .moreMoves,
      "allow \(other.summary.migrations) migration\(other.summary.migrations == 1 ? "" : "s")",
      "\(more) more \(more == 1 ? "move lowers" : "moves lower") the standard deviation "
        + improvement(other),
      wider,
      [],
      other
    )
  }

  /// Half of the moves, where they do most of the work.
  private func fewerMoves() -> Plan.Alternative? {
    let count = plan.summary.migrations
    guard plan.status == .planned, count >= 4 else { return nil }
    var narrower = goal
    narrower.maxMigrations = count / 2
    guard let other = solve(narrower), other.status == .planned else { return nil }
    let gained = plan.solver.stay - plan.solver.objective
    let kept = plan.solver.stay - other.solver.objective
    guard gained > 0.02, kept >= 0.85 * gained else { return nil }
    return alternative(
      .fewerMoves,
      "make \(other.summary.migrations) of the \(count) moves only",
      "\(other.summary.migrations) moves reach \(Int((100 * kept / gained).rounded(.down))) % of "
        + "what \(count) do",
      narrower,
      [],
      other
    )
  }

  /// Other weights, where one resource gains much and the other loses little.
  private func otherWeights() -> Plan.Alternative? {
    guard goal.optimize == .balance, plan.status == .planned else { return nil }
    for weights in [Goal.Weights(cpu: 0.7, memory: 0.3), Goal.Weights(cpu: 0.3, memory: 0.7)] {
      if abs(goal.weights.normalized.cpu - weights.cpu) < 0.05 { continue }
      var other = goal
      other.weights = weights
      guard let found = solve(other), found.status == .planned else { continue }
      let isCPU = weights.cpu > 0.5
      let (mine, theirs) = (plan.balance, found.balance)
      let gain = isCPU ? mine.cpu.after - theirs.cpu.after : mine.memory.after - theirs.memory.after
      let loss = isCPU ? theirs.memory.after - mine.memory.after : theirs.cpu.after - mine.cpu.after
      guard gain > 0.01, gain > 3 * max(loss, 0) else { continue }
      return alternative(
        .weights,
        isCPU ? "weigh CPU 70 %, memory 30 %" : "weigh CPU 30 %, memory 70 %",
        "it changes the standard deviation " + improvement(found),
        other,
        [],
        found
      )
    }
    return nil
  }

  // MARK: Making them

  func solve(
    _ goal: Goal,
    _ amendments: [Amendment] = [],
    deciding decided: Stipulations? = nil
  ) -> Plan? {
    var changed = (inventory: inventory, goal: goal)
    for amendment in amendments {
      amendment.apply(to: &changed.inventory, goal: &changed.goal)
    }
    var stipulations = stipulations
    stipulations.fixed.merge(decided?.fixed ?? [:]) { $1 }
    let draft = try? planner.draft(
      changed.inventory,
      goal: changed.goal,
      stipulations: stipulations,
      context: context.trial(work: nil)
    )
    return draft?.plan
  }

  private func improvement(_ other: Plan) -> String {
    func change(_ name: String, _ mine: Plan.Change, _ theirs: Plan.Change) -> String {
      "of \(name) from \(percent(mine.after)) to \(percent(theirs.after))"
    }
    return change("CPU", plan.balance.cpu, other.balance.cpu) + " and "
      + change("memory", plan.balance.memory, other.balance.memory)
  }

  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1_000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  func alternative(
    _ kind: Plan.Alternative.Kind,
    _ title: String,
    _ rationale: String,
    _ goal: Goal,
    _ amendments: [Amendment],
    deciding decided: Stipulations? = nil,
    _ other: Plan
  ) -> Plan.Alternative {
    var goal = goal
    // What is assumed beyond the inventory is a relaxation that the plan applies.
    if !amendments.isEmpty { goal.onInfeasible = .relax }
    return Plan.Alternative(
      number: 0,
      kind: kind,
      title: title,
      rationale: rationale,
      goal: goal,
      amendments: amendments,
      stipulations: decided,
      present: Plan.Alternative.Figures(plan),
      proposed: Plan.Alternative.Figures(other)
    )
  }
}
