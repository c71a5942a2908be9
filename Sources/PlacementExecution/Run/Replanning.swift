import PlacementModel
import PlacementSolver

/// New plans for a run that could not go on as planned.
public enum Replanning {
  /// A plan for what is left: the same goal, from where everything is now.
  ///
  /// Moves that were made count against the limits on migrations and on downtime.
  ///
  /// - Throws: as ``PlacementSolver/Planner`` does.
  public static func rest(
    of state: RunState,
    fresh: Inventory,
    planner: Planner = Planner()
  ) throws -> Plan {
    var goal = state.header.plan.goal
    if let most = goal.maxMigrations {
      let made = state.moves.count { $0.isDone && $0.migration.type != .place }
      goal.maxMigrations = max(most - made, 0)
    }
    if let most = goal.maxDowntime {
      let spent = state.moves.filter { $0.isDone && $0.migration.type == .cold }
        .reduce(0) { $0 + $1.migration.downtimeSeconds }
      goal.maxDowntime = max(most - spent, 0)
    }
    return try planner.plan(Validation.merge(state.header.plan.inventory, fresh), goal: goal)
  }

  /// A plan that takes what was moved back to where it was, checked and ordered like any other.
  ///
  /// - Throws: as ``PlacementSolver/Planner`` does.
  public static func rollback(
    of state: RunState,
    fresh: Inventory,
    planner: Planner = Planner()
  ) throws -> Plan {
    var inventory = Validation.merge(state.header.plan.inventory, fresh)
    var homes: [String: String] = [:]
    for move in state.moves where move.isDone {
      // Of a VM that was parked on its way, the first node counts.
      if let from = move.migration.from, homes[move.migration.vm] == nil {
        homes[move.migration.vm] = from
      }
    }
    for vm in homes.keys.sorted() {
      guard let home = homes[vm] else { continue }
      inventory.rules.append(
        Rule(
          name: "rollback of \(vm)",
          demand: .fence(Members(virtualMachines: [vm]), nodes: [home])
        )
      )
    }
    return try planner.plan(inventory, goal: Goal(optimize: .none, coldFallback: .always))
  }

  /// The moves of a new plan that were no part of the old one.
  public static func news(in plan: Plan, since state: RunState) -> [Plan.Migration] {
    let known = Set(state.moves.map { [$0.migration.vm, $0.migration.to] })
    return plan.migrations.filter { !known.contains([$0.vm, $0.to]) }
  }
}

extension MoveState {
  /// Whether the VM was moved.
  var isDone: Bool {
    if case .done = status { return true }
    return false
  }
}

extension RunState {
  /// Whether any move failed and waits for a decision.
  public var hasFailures: Bool {
    moves.contains {
      if case .failed = $0.status { return true }
      return false
    }
  }
}
