import PlacementModel

/// What must be done and is not in a state: what plans are compared by before their objectives.
struct LevelCount {
  /// The counts, the most important one first.
  private(set) var counts: [Double]

  private static let names = ["forced", "stopped", "waiting", "required", "voluntary"]

  /// Counts.
  ///
  /// - Parameters:
  ///   - terms: The excesses over rules and capacity in the state.
  ///   - moves: The moves that led to it.
  ///   - fixed: The nodes on which VMs with a fixed assignment must end.
  init(
    _ state: State,
    _ terms: TermTable,
    _ moves: [(vm: Int, type: Plan.MigrationType)],
    fixed: [Int: Int]
  ) {
    let facts = state.facts
    var (forced, stopped, waiting) = (0, 0, 0)
    for vm in facts.vms.indices {
      let node = state.position[vm]
      if node == Facts.none {
        if facts.active[vm] { waiting += 1 }
        continue
      }
      let isFixedElsewhere = fixed[vm].map { $0 != node } ?? false
      guard isFixedElsewhere || facts.mustLeave(vm, node) else { continue }
      if facts.active[vm] { forced += 1 } else { stopped += 1 }
    }
    let voluntary = moves.count { move in
      if fixed[move.vm] == nil, facts.isOutOfScope(move.vm) { return true }
      return move.type == .cold && facts.isForced(move.vm) && facts.vms[move.vm].canMigrateLive
        && facts.active[move.vm]
    }
    let required = Double(terms.requiredExcess) + terms.overload
    counts = [Double(forced), Double(stopped), Double(waiting), required, Double(voluntary)]
  }

  /// The table of levels from here to a later state.
  func rows(until later: LevelCount) -> [Plan.ScoreTerm] {
    zip(Self.names, zip(counts, later.counts)).map { name, count in
      Plan.ScoreTerm(name: name, before: count.0, after: count.1)
    }
  }

  /// How two rows of counts compare, the first that differs deciding: -1 where the first is less.
  static func compare(_ a: [Double], _ b: [Double]) -> Int {
    for (x, y) in zip(a, b) where !isClose(x, y) { return x < y ? -1 : 1 }
    return 0
  }
}
