import PlacementModel

extension Planner {
  /// How often something is tried out for relaxations and the conflict together.
  private static let trials = 80

  /// Finds what makes an impossible goal possible, names the conflict, and applies the cheapest
  /// relaxation where the goal says so.
  func explain(
    _ draft: inout Draft,
    _ inventory: Inventory,
    _ goal: Goal,
    _ stipulations: Stipulations,
    _ context: SolveContext
  ) throws {
    let problem = draft.problem
    let blocked = Set(draft.plan.blocked.filter { $0.node != nil }.map(\.vm))
    let stuck = problem.names.indices.filter {
      blocked.contains(problem.names[$0]) && problem.mustLeave($0)
    }
    guard !stuck.isEmpty else { return }
    var trial = Trial(
      inventory: inventory,
      goal: goal,
      stipulations: stipulations,
      planner: self,
      trials: Self.trials,
      context: context
    )
    let relaxer = Relaxer(problem: problem, stuck: stuck, end: draft.end)
    let offers = relaxer.relaxations(&trial)
    draft.plan.relaxations = offers
    let conflict = Conflict(problem: problem, stuck: stuck, end: draft.end)
    draft.plan.conflict = conflict.demands(&trial)
    guard goal.onInfeasible == .relax else { return }
    for (i, offer) in offers.enumerated() {
      var changed = (inventory: inventory, goal: goal)
      for change in offer.changes { change.apply(to: &changed.inventory, goal: &changed.goal) }
      var relaxed = try self.draft(
        changed.inventory,
        goal: changed.goal,
        stipulations: stipulations,
        context: context
      )
      guard relaxed.plan.status != .infeasible, relaxed.plan.blocked.allSatisfy({ $0.node == nil })
      else { continue }
      relaxed.plan.goal = draft.plan.goal
      relaxed.plan.relaxations = offers
      relaxed.plan.relaxations[i].applied = true
      relaxed.plan.conflict = draft.plan.conflict
      relaxed.plan.warnings.insert("this plan is possible only if you \(offer.message)", at: 0)
      draft = relaxed
      return
    }
  }
}
