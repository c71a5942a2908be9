import PlacementModel

/// Whether the list of broken rules tells the truth.
struct BrokenCheck {
  private let plan: Plan
  private let broken: [Plan.BrokenRule]
  /// The names of the inventory's rules.
  private let named: Set<String>

  /// Prepares for a plan and what is broken before and after it.
  init(_ plan: Plan, _ score: Score, named: Set<String>) {
    self.plan = plan
    self.named = named
    broken = score.broken
  }

  /// Everything that is wrong.
  func problems() -> [Violation] {
    let (stated, right) = (sums(plan.broken ?? []), sums(broken))
    return Set(stated.keys).union(right.keys).sorted().compactMap { name in
      let none = Plan.NodeState.Count(before: 0, after: 0)
      let (theirs, mine) = (stated[name] ?? none, right[name] ?? none)
      if theirs == mine { return nil }
      return Violation(
        .broken,
        "\(name): excess \(theirs.before) → \(theirs.after) instead of "
          + "\(mine.before) → \(mine.after)"
      )
    }
  }

  /// The excesses by rule.
  ///
  /// What VMs demand themselves shares one entry: how it is called is the plan's own affair.
  private func sums(_ entries: [Plan.BrokenRule]) -> [String: Plan.NodeState.Count] {
    var sums: [String: Plan.NodeState.Count] = [:]
    for entry in entries {
      let kind = entry.required ? "required" : "preferred"
      let name = "\(kind) rule \(named.contains(entry.rule) ? entry.rule : "…")"
      let sum = sums[name] ?? .init(before: 0, after: 0)
      // A document may claim anything.
      sums[name] = .init(before: sum.before &+ entry.before, after: sum.after &+ entry.after)
    }
    return sums
  }
}
