import PlacementModel

/// Judges batches by the reserve rules that speak of the failure of nodes.
struct FailureRules {
  private let facts: Facts
  private let check: FailoverCheck
  /// Nodes whose VMs find no room at the start.
  private let unprotected: Set<Int>
  /// Nodes whose VMs find no room now.
  private var stranded: Set<Int> = []

  /// Reads the rules; `nil` where none of them asks for anything.
  init?(_ inventory: Inventory, _ goal: Goal) {
    // What is kept for a failure is used when it comes.
    var spent = inventory
    var failing: Set<String> = []
    let away = Set(goal.drain)
    for (r, rule) in inventory.rules.enumerated() where rule.required {
      guard var reserve = rule.reserve, reserve.failures > 0 else { continue }
      let failures = reserve.failures
      reserve.failures = 0
      spent.rules[r].demand = reserve.demand
      let meant = inventory.cluster.nodes.filter { reserve.concerns($0.name) }
      let up = meant.filter { $0.ready && !$0.unschedulable && !away.contains($0.name) }
      if meant.count - up.count < failures { failing.formUnion(up.map(\.name)) }
    }
    if failing.isEmpty { return nil }
    let facts = Facts(inventory: spent, goal: goal)
    self.facts = facts
    check = FailoverCheck(
      facts,
      nodes: facts.balanceSet.filter { failing.contains(facts.nodes[$0].name) }
    )
    unprotected = Set(check.stranded(in: check.start).map(\.node))
  }

  /// What is against ending a batch in a state; what was already when the last one ended is not said
  /// again.
  mutating func problems(of state: State, after batch: Int) -> [Violation] {
    let now = check.stranded(in: state).filter { !unprotected.contains($0.node) }
    let known = stranded
    stranded = Set(now.map(\.node))
    return now.filter { !known.contains($0.node) }.map { node, vm in
      Violation(
        .nodeFailure,
        "if it failed then, \(facts.vms[vm].fullName) would find no room elsewhere",
        batch: batch,
        node: facts.nodes[node].name
      )
    }
  }
}
