import PlacementModel

/// The objective of a placement, term by term, with the measures it is made of.
public struct Score: Sendable, Hashable {
  /// The terms before and after; those that are 0 both times are left out, but for what is balanced
  /// and the moves.
  public var terms: [Plan.ScoreTerm]
  /// What must be done and is not, before and after, the most important first: nothing of it is part
  /// of the objective.
  public var levels: [Plan.ScoreTerm]
  /// Standard deviations over the balance set before and after.
  public var balance: Plan.Balance
  /// Each node before and after, in the order of the inventory.
  public var nodes: [Plan.NodeState]
  /// The rules that are broken before or after, by name, with their excess alone.
  public var broken: [Plan.BrokenRule] = []

  /// Whether a required rule is broken after the plan.
  var breaksRequiredRule: Bool { broken.contains { $0.required && $0.after > 0 } }

  /// What is minimised.
  public var objective: Double { terms.reduce(0) { $0 + $1.after } }

  /// The objective with every VM where it is now.
  public var untouched: Double { terms.reduce(0) { $0 + $1.before } }

  /// The relative reduction of each standard deviation; 0 of one that was 0.
  public var improvement: Plan.Summary.Improvement {
    func share(_ change: Plan.Change) -> Double {
      change.before > 0 ? (change.before - change.after) / change.before : 0
    }
    return Plan.Summary.Improvement(
      cpu: share(balance.cpu),
      memory: share(balance.memory),
      count: share(balance.count)
    )
  }
}

/// Recomputes the objective of placements, plainly: nothing is kept from one to the next.
public struct Scorer: Sendable {
  let facts: Facts
  private let load: LoadView
  private let start: State
  private let before: Measures
  private let terms: ScoreTerms
  private let beforeTerms: TermTable

  /// What is measured of one placement.
  private struct Measures {
    var load: [[Double]]
    var counts: [Int]
    /// Standard deviations of cpu, memory and count.
    var deviations: [Double]
  }

  /// Prepares for an inventory and a goal.
  public init(inventory: Inventory, goal: Goal) {
    self.init(Facts(inventory: inventory, goal: goal))
  }

  init(_ facts: Facts) {
    self.facts = facts
    load = facts.loadSource == .usage ? .usage(facts) : .requests(facts)
    start = State(facts)
    before = Self.measures(of: start, load)
    terms = ScoreTerms(facts)
    beforeTerms = Self.table(of: start, before, start: before, terms)
  }

  /// The load that is balanced: the policy's, else use where all of the balance set is measured.
  public var loadSource: LoadSource { facts.loadSource }

  /// The nodes that are Ready, schedulable and not being drained.
  public var balanceSet: [String] { facts.balanceSet.map { facts.nodes[$0].name } }

  /// The score of a placement.
  ///
  /// - Parameters:
  ///   - placement: nodes by VMs' full names; a VM that is not listed is where it was, and what is
  ///     not in the inventory is passed over.
  ///   - moves: the moves that are paid for, with the VMs' full names.
  public func score(
    placement: [String: String],
    moves: [(vm: String, type: Plan.MigrationType)]
  ) -> Score {
    var state = start
    for (vm, node) in placement {
      guard let v = facts.vmIndex[vm], let n = facts.nodeIndex[node] else { continue }
      state.move(v, to: n)
    }
    return score(state, moves.compactMap { m in facts.vmIndex[m.vm].map { ($0, m.type) } })
  }

  /// The score of a state.
  ///
  /// - Parameter fixed: VMs with a fixed assignment: their moves are forced.
  func score(
    _ state: State,
    _ moves: [(vm: Int, type: Plan.MigrationType)],
    fixed: [Int: Int] = [:]
  ) -> Score {
    let after = Self.measures(of: state, load)
    let terms = afterTerms(state, after, moves)
    let then = LevelCount(start, beforeTerms, [], fixed: fixed)
    let now = LevelCount(state, terms, moves, fixed: fixed)
    return Score(
      terms: rows(terms),
      levels: then.rows(until: now),
      balance: Plan.Balance(
        cpu: Plan.Change(before: before.deviations[0], after: after.deviations[0]),
        memory: Plan.Change(before: before.deviations[1], after: after.deviations[1]),
        count: Plan.Change(before: before.deviations[2], after: after.deviations[2])
      ),
      nodes: nodeStates(state, after),
      broken: broken(terms)
    )
  }

  /// The levels of a state alone, the most important one first.
  func levels(_ state: State, _ moves: [(vm: Int, type: Plan.MigrationType)]) -> [Double] {
    var terms = TermTable(vmCount: facts.vms.count)
    Self.addRules(of: state, to: &terms)
    return LevelCount(state, terms, moves, fixed: [:]).counts
  }

  /// The objective of a state alone.
  func objective(_ state: State, _ moves: [(vm: Int, type: Plan.MigrationType)]) -> Double {
    let terms = afterTerms(state, Self.measures(of: state, load), moves)
    return rows(terms).reduce(0) { $0 + $1.after }
  }

  private func afterTerms(
    _ state: State,
    _ after: Measures,
    _ moves: [(vm: Int, type: Plan.MigrationType)]
  ) -> TermTable {
    var table = Self.table(of: state, after, start: before, terms)
    table.add(.moves, facts.prices(of: moves))
    return table
  }

  private func broken(_ after: TermTable) -> [Plan.BrokenRule] {
    let keys = Set(beforeTerms.excesses.keys).union(after.excesses.keys)
    return keys.sorted { ($0.required ? 0 : 1, $0.rule) < ($1.required ? 0 : 1, $1.rule) }
      .compactMap { key in
        let (old, new) = (beforeTerms.excesses[key] ?? 0, after.excesses[key] ?? 0)
        if old == 0, new == 0 { return nil }
        return Plan.BrokenRule(rule: key.rule, required: key.required, before: old, after: new)
      }
  }

  private func rows(_ after: TermTable) -> [Plan.ScoreTerm] {
    let names = Set(beforeTerms.values.keys).union(after.values.keys)
    return names.sorted().compactMap { name in
      let row = Plan.ScoreTerm(
        name: name,
        before: beforeTerms.values[name] ?? 0,
        after: after.values[name] ?? 0
      )
      let always = name == TermName.moves.rawValue || name.hasPrefix("balance.")
      return always || row.before != 0 || row.after != 0 ? row : nil
    }
  }

  // MARK: - Terms

  private static func measures(of state: State, _ load: LoadView) -> Measures {
    let facts = state.facts
    let set = facts.balanceSet
    let utilisation = load.utilisation(facts, state.position)
    var counts = [Int](repeating: 0, count: facts.nodes.count)
    for vm in state.position.indices
    where facts.active[vm] && state.position[vm] != Facts.none {
      counts[state.position[vm]] += 1
    }
    var deviations = utilisation.map { row in standardDeviation(of: set.map { row[$0] }) }
    deviations.append(standardDeviation(of: set.map { Double(counts[$0]) }))
    return Measures(
      load: utilisation,
      counts: counts,
      deviations: deviations
    )
  }

  /// Adds the excesses over rules and over capacity limits.
  private static func addRules(of state: State, to terms: inout TermTable) {
    let facts = state.facts
    for vm in state.position.indices
    where facts.active[vm] && state.position[vm] != Facts.none {
      facts.addStanding(of: vm, on: state.position[vm], to: &terms)
    }
    for (g, group) in facts.groups.enumerated() where group.isLive {
      if group.required {
        terms.add(required: group.name, excess: state.excess(of: g))
      } else {
        terms.add(preferred: group.name, weight: group.weight, excess: state.excess(of: g))
      }
    }
    var overload = 0.0
    for (slot, limit) in facts.limits.enumerated() {
      guard let limit, state.requests[slot] > limit else { continue }
      overload += limit > 0 ? Double(state.requests[slot] - limit) / Double(limit) : 1
    }
    terms.overload = overload
  }

  /// Every term but the moves.
  private static func table(
    of state: State,
    _ now: Measures,
    start: Measures,
    _ terms: ScoreTerms
  ) -> TermTable {
    var table = TermTable(vmCount: state.facts.vms.count)
    addRules(of: state, to: &table)
    terms.add(
      deviations: (now.deviations, start.deviations),
      load: now.load,
      position: state.position,
      to: &table
    )
    return table
  }

  // MARK: - Nodes

  private func nodeStates(_ state: State, _ after: Measures) -> [Plan.NodeState] {
    let views = [LoadView.allocation(facts), LoadView.requests(facts)].map { view in
      (view.utilisation(facts, start.position), view.utilisation(facts, state.position))
    }
    func pair(_ view: Int, _ n: Int) -> Plan.NodeState.Pair {
      let (then, now) = views[view]
      return Plan.NodeState.Pair(
        cpu: Plan.Change(before: then[0][n], after: now[0][n]),
        memory: Plan.Change(before: then[1][n], after: now[1][n])
      )
    }
    return facts.nodes.enumerated().map { n, node in
      Plan.NodeState(
        name: node.name,
        vms: .init(before: before.counts[n], after: after.counts[n]),
        cpu: Plan.Change(before: before.load[0][n], after: after.load[0][n]),
        memory: Plan.Change(before: before.load[1][n], after: after.load[1][n]),
        allocation: pair(0, n),
        requests: pair(1, n),
        capacity: .init(cpu: node.capacity[.cpu].value, memory: node.capacity[.memory].value),
        balanced: facts.balanced[n]
      )
    }
  }
}
