import PlacementModel

/// Tries whether a goal can be reached with something changed.
///
/// Balance is left aside, and little work is allowed: what is wanted is a legal order for every
/// forced move, not a good one.
struct Trial {
  let inventory: Inventory
  let goal: Goal
  let stipulations: Stipulations
  let planner: Planner
  /// How many trials are left.
  private(set) var left: Int
  private let deadline: ContinuousClock.Instant?

  init(
    inventory: Inventory,
    goal: Goal,
    stipulations: Stipulations,
    planner: Planner,
    trials: Int,
    deadline: ContinuousClock.Instant? = nil
  ) {
    self.inventory = inventory
    self.goal = goal
    self.stipulations = stipulations
    left = trials
    self.deadline = deadline
    var quick = planner
    quick.options.workLimit = 200_000
    quick.options.timeLimit = nil
    quick.options.method = .auto
    quick.options.lpPath = nil
    quick.options.provesBound = false
    self.planner = quick
  }

  /// The plan for forced moves alone with these changes made; `nil` where there are no trials left
  /// or the changes make no sense.
  mutating func plan(
    _ changes: [Amendment],
    staying: [String: String] = [:]
  ) -> Plan? {
    if let deadline, ContinuousClock.now >= deadline { left = 0 }
    guard left > 0 else { return nil }
    left -= 1
    var inventory = self.inventory
    var goal = self.goal
    goal.optimize = Goal.Objective.none
    goal.onInfeasible = .partial
    for change in changes { change.apply(to: &inventory, goal: &goal) }
    var fixed = stipulations
    fixed.fixed.merge(staying) { a, _ in a }
    return try? planner.draft(inventory, goal: goal, stipulations: fixed).plan
  }

  /// The VMs that must leave and cannot with these changes made, those that wait left aside.
  mutating func blocked(_ changes: [Amendment], staying: [String: String] = [:]) -> [String]? {
    plan(changes, staying: staying).map { plan in
      plan.blocked.filter { $0.node != nil }.map(\.vm).filter { staying[$0] == nil }
    }
  }
}
