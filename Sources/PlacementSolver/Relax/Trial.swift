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
  private var context: SolveContext

  init(
    inventory: Inventory,
    goal: Goal,
    stipulations: Stipulations,
    planner: Planner,
    trials: Int,
    context: SolveContext
  ) {
    self.inventory = inventory
    self.goal = goal
    self.stipulations = stipulations
    left = trials
    self.context = context.trial(work: nil)
    var quick = planner
    quick.options.workLimit = Self.work
    quick.options.timeLimit = nil
    quick.options.method = .auto
    quick.options.lpPath = nil
    quick.options.provesBound = false
    quick.options.findsRelaxations = false
    quick.options.proposesAlternatives = false
    self.planner = quick
  }

  /// The plan for forced moves alone with these changes made; `nil` where there are no trials left
  /// or the changes make no sense.
  mutating func plan(
    _ changes: [Amendment],
    staying: [String: String] = [:]
  ) -> Plan? {
    if context.isOver() { left = 0 }
    guard left > 0 else { return nil }
    left -= 1
    var inventory = self.inventory
    var goal = self.goal
    goal.optimize = Goal.Objective.none
    goal.onInfeasible = .partial
    for change in changes { change.apply(to: &inventory, goal: &goal) }
    var fixed = stipulations
    fixed.fixed.merge(staying) { a, _ in a }
    return try? planner.draft(
      inventory,
      goal: goal,
      stipulations: fixed,
      context: context.trial(work: nil)
    ).plan
  }

  /// Whether nothing more may be tried.
  var isOver: Bool { left == 0 || context.isExhausted }

  /// The work that a trial may take.
  private static let work = 200_000

  /// The VMs that must leave and cannot with these changes made, those that wait left aside.
  mutating func blocked(_ changes: [Amendment], staying: [String: String] = [:]) -> [String]? {
    plan(changes, staying: staying).map { plan in
      plan.blocked.filter { $0.node != nil }.map(\.vm).filter { staying[$0] == nil }
    }
  }
}
