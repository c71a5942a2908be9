import PlacementModel

/// Every state in which a plan may end, whatever the order of its moves: the ground on which exact
/// optima of small clusters are found.
package struct EndStates {
  private let rules: EndRules
  private let scorer: Scorer
  private var state: State
  /// How each VM gets to each node; `nil` where it cannot.
  private let passages: [[Plan.MigrationType?]]

  /// What a state is worth.
  package struct Verdict {
    /// What is against ending there.
    package var violations: [Violation]
    /// VMs left on drained nodes or without a node.
    package var left: Int
    /// What must be done and is not, the most important level first.
    package var levels: [Double]
    /// The objective, every VM having moved the cheapest way.
    package var objective: Double
  }

  /// Begins where everything is now.
  package init(inventory: Inventory, goal: Goal) {
    scorer = Scorer(inventory: inventory, goal: goal)
    let facts = scorer.facts
    rules = EndRules(Yardstick(facts))
    let start = rules.yardstick.start
    state = start
    passages = facts.vms.indices.map { vm in
      facts.nodes.indices.map { node in
        if facts.active[vm] { return facts.passage(of: vm, to: node, from: start) }
        let mayLeave = facts.isForced(vm) && !facts.frozen[vm]
        let arrives = facts.arrivalProblems(of: vm, at: node, live: false).isEmpty
        return mayLeave && arrives ? .cold : nil
      }
    }
  }

  /// The nodes of each VM to which it may go, by index, besides staying where it is.
  package var choices: [[Int]] {
    passages.indices.map { vm in
      passages[vm].indices.filter { passages[vm][$0] != nil && $0 != rules.facts.home[vm] }
    }
  }

  /// Moves a VM; `nil` takes it back to where it was.
  package mutating func assign(_ vm: Int, to node: Int?) {
    state.move(vm, to: node ?? rules.facts.home[vm])
  }

  /// How many VMs are left on drained nodes or without a node.
  package var left: Int {
    let facts = rules.facts
    return facts.vms.indices.count { vm in
      let node = state.position[vm]
      return node == Facts.none ? facts.isUnplaced(vm) : facts.mustLeave(vm, node)
    }
  }

  /// What must be done and is not, the most important level first, every VM having moved the cheapest
  /// way.
  package var levels: [Double] { scorer.levels(state, paid) }

  /// How two rows of levels compare, the first that differs deciding: -1 where the first is less.
  package static func compare(_ a: [Double], _ b: [Double]) -> Int { LevelCount.compare(a, b) }

  /// How many VMs have left their nodes.
  package var moves: Int {
    rules.facts.vms.indices.count { vm in
      let home = rules.facts.home[vm]
      return home != Facts.none && state.position[vm] != home
    }
  }

  /// What is against ending where everything is now.
  package var violations: [Violation] { rules.problems(of: state) }

  /// The objective, every VM having moved the cheapest way.
  package var objective: Double { scorer.objective(state, paid) }

  /// The terms and measures of the objective.
  package var score: Score { scorer.score(state, paid) }

  /// Where every VM is, by full name; those without a node are left out.
  package var placement: [String: String] {
    let facts = rules.facts
    var result: [String: String] = [:]
    for vm in facts.vms.indices where state.position[vm] != Facts.none {
      result[facts.vms[vm].fullName] = facts.nodes[state.position[vm]].name
    }
    return result
  }

  /// The verdict on a complete placement: nodes by VMs' full names, the others staying.
  package func verdict(on placement: [String: String]) -> Verdict {
    var copy = self
    for vm in rules.facts.vms.indices {
      let node = placement[rules.facts.vms[vm].fullName].flatMap { rules.facts.nodeIndex[$0] }
      copy.assign(vm, to: node)
    }
    return Verdict(
      violations: copy.violations,
      left: copy.left,
      levels: copy.levels,
      objective: copy.objective
    )
  }

  private var paid: [(vm: Int, type: Plan.MigrationType)] {
    rules.facts.vms.indices.compactMap { vm in
      let node = state.position[vm]
      guard node != Facts.none, node != rules.facts.home[vm] else { return nil }
      return (vm, passages[vm][node] ?? .cold)
    }
  }
}
