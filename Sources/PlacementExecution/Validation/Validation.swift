import PlacementChecker
import PlacementModel

/// Judges the moves that are left against the cluster as it is now.
///
/// What each move needs is asked first, in the order in which an operator would; then the
/// independent checker replays what is left, and the moves it objects to are dropped until it
/// objects to nothing.
public struct Validation: Sendable, Hashable {
  /// The moves that are out, in the plan's order, with the reason.
  public private(set) var drops: [Drop] = []
  /// The limits that hold now.
  public let limits: MigrationPolicy
  /// Why what is left should not be carried out at all; `nil` where it should.
  public private(set) var objection: String?
  /// The numbers of the moves that are left.
  public private(set) var remaining: [Int]

  /// Judges a whole plan.
  public init(plan: Plan, fresh: Inventory) {
    self.init(state: RunState(header: RunHeader(run: "", plan: plan), at: 0), fresh: fresh)
  }

  /// Judges what is left of a run.
  init(state: RunState, fresh: Inventory) {
    let plan = state.header.plan
    limits = fresh.policy.migration
    remaining = []
    let inventory = Self.merge(plan.inventory, fresh)
    var candidates: [Plan.Migration] = []
    var reasons: [Int: String] = [:]
    let needs = MoveNeeds(inventory.cluster)
    // A parked VM is where its first move leaves it.
    var places: [String: String] = [:]
    for move in state.moves where move.status == .pending {
      var migration = move.migration
      migration.type = move.type
      if let reason = needs.problem(of: migration, isParkedAt: places[migration.vm]) {
        reasons[migration.id] = reason
      } else {
        candidates.append(migration)
        places[migration.vm] = migration.to
      }
    }
    let checker = PlanChecker(inventory: inventory, goal: plan.goal)
    while !candidates.isEmpty {
      let objections = Replayed(candidates, of: plan).objections(of: checker)
      if objections.isEmpty { break }
      for (id, reason) in objections { reasons[id] = reasons[id] ?? reason }
      candidates.removeAll { objections[$0.id] != nil }
    }
    drops = reasons.keys.sorted().map { Drop(move: $0, reason: reasons[$0] ?? "") }
    remaining = candidates.map(\.id)
    let isUntouched = drops.isEmpty && inventory == plan.inventory
    if !isUntouched, !candidates.isEmpty {
      objection = Self.worth(of: candidates, plan, inventory)
    } else if candidates.isEmpty, !drops.isEmpty, !state.moves.contains(where: \.hasBegun) {
      objection = "no move is left"
    }
  }

  /// The cluster as it is now under the plan's rules and policy; limits and quotas are the
  /// cluster's.
  public static func merge(_ planned: Inventory?, _ fresh: Inventory) -> Inventory {
    guard let planned else { return fresh }
    func isQuota(_ rule: Rule) -> Bool { rule.quota != nil }
    var merged = fresh
    merged.rules = planned.rules.filter { !isQuota($0) } + fresh.rules.filter(isQuota)
    merged.policy = planned.policy
    merged.policy.migration = fresh.policy.migration
    return merged
  }

  /// Why moves are not worth making any more; `nil` where they are.
  private static func worth(
    of moves: [Plan.Migration],
    _ plan: Plan,
    _ inventory: Inventory
  ) -> String? {
    let drained = Set(plan.goal.drain)
    let isDemanded = moves.contains { move in
      move.type == .place || move.flags.contains(.forced)
        || (move.from.map(drained.contains) ?? false)
    }
    if isDemanded { return nil }
    var placement: [String: String] = [:]
    for move in moves { placement[move.vm] = move.to }
    let score = Scorer(inventory: inventory, goal: plan.goal)
      .score(placement: placement, moves: moves.map { ($0.vm, $0.type) })
    guard score.objective >= score.untouched - 1e-9 else { return nil }
    return "what is left of the plan would not improve the balance any more; plan again"
  }
}

extension MoveState {
  /// Whether anything was done for it in this run.
  var hasBegun: Bool {
    switch status {
    case .pending, .dropped: false
    case .active, .done, .failed, .settled: true
    }
  }
}
