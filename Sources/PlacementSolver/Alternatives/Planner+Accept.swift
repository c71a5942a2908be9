import PlacementModel

extension Planner {
  /// Plans what an alternative of a plan proposes.
  ///
  /// What it assumes beyond the inventory stands in the new plan as a relaxation that is applied, so
  /// that the plan can still be checked against the inventory.
  ///
  /// - Parameters:
  ///   - number: The number of the alternative.
  ///   - plan: The plan that proposes it.
  ///   - context: A deadline, who may stop it, and who is told how it goes.
  /// - Throws: ``PlanningError`` where the plan has no such alternative, or carries no inventory.
  public func accept(
    alternative number: Int,
    of plan: Plan,
    context: SolveContext = SolveContext()
  ) throws -> Plan {
    guard let alternative = plan.alternatives?.first(where: { $0.number == number }) else {
      let count = plan.alternatives?.count ?? 0
      throw PlanningError(
        code: .unknownAlternative,
        message: count == 0
          ? "the plan proposes no alternatives"
          : "the plan has no alternative \(number); they are 1 to \(count)"
      )
    }
    guard let inventory = plan.inventory else {
      throw PlanningError(
        code: .noInventory,
        message: "the plan does not carry the inventory that it was made for; make it anew"
      )
    }
    let context = context.solve(options, work: .max)
    var changed = (inventory: inventory, goal: alternative.goal)
    for amendment in alternative.amendments {
      amendment.apply(to: &changed.inventory, goal: &changed.goal)
    }
    var stipulations = plan.stipulations ?? Stipulations()
    stipulations.fixed.merge(alternative.stipulations?.fixed ?? [:]) { $1 }
    var draft = try draft(
      changed.inventory,
      goal: changed.goal,
      stipulations: stipulations,
      context: context
    )
    draft.plan.inputWarnings = plan.inputWarnings
    draft.plan.warnings = (plan.inputWarnings ?? []) + draft.plan.warnings
    draft.plan.goal = alternative.goal
    draft.plan.goal.weights = alternative.goal.weights.normalized
    if !alternative.amendments.isEmpty {
      draft.plan.relaxations = [
        Plan.Relaxation(
          message: alternative.title,
          applied: true,
          changes: alternative.amendments,
          cost: alternative.amendments.cost,
          migrations: draft.plan.summary.migrations
        )
      ]
    }
    if !stipulations.isEmpty { draft.plan.stipulations = stipulations }
    draft.plan.solver.seconds = context.elapsed / .seconds(1)
    return try draft.plan.sealed(inventory: inventory)
  }
}
