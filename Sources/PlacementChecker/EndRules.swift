import PlacementModel

/// What a state must be like for a plan to end in it, whatever the order of its moves.
struct EndRules {
  let facts: Facts
  let yardstick: Yardstick

  /// Prepares for the end of plans that begin at a start.
  init(_ yardstick: Yardstick) {
    facts = yardstick.facts
    self.yardstick = yardstick
  }

  /// Everything that keeps a state from being the end of a plan.
  ///
  /// VMs on drained nodes and unplaced ones may stay what they are: it is for the plan to say that
  /// they are blocked.
  func problems(of state: State) -> [Violation] {
    let moved = facts.vms.indices.filter { state.position[$0] != facts.home[$0] }
    var found: [Violation] = []
    for vm in moved { found += travelProblems(vm, state) }
    let paid = moved.count { facts.home[$0] != Facts.none }
    if let most = facts.goal.maxMigrations, paid > most {
      found.append(Violation(.maxMigrations, "\(paid) VMs moved, allowed are \(most)"))
    }
    let down = moved.count {
      facts.passage(of: $0, to: state.position[$0], from: yardstick.start) == .cold
    }
    if !facts.mayGoDown(times: down) {
      found.append(Violation(.maxDowntime, "\(down) VMs go down, which takes longer than it may"))
    }
    found += capacityProblems(moved, state) + quotaProblems(moved, state)
    for g in facts.groups.indices {
      found += yardstick.problems(of: g, in: state) {
        state.position[$0] != facts.home[$0]
      }
    }
    let stopped = moved.filter { !facts.active[$0] }
    if stopped.isEmpty { return found }
    var state = state
    for vm in stopped { found += startProblems(of: vm, in: &state) }
    return found
  }

  private func travelProblems(_ vm: Int, _ state: State) -> [Violation] {
    let node = state.position[vm]
    let name = facts.vms[vm].fullName
    if node == Facts.none { return [Violation(.unplaced, "it lost its node", vm: name)] }
    if facts.active[vm] {
      if facts.passage(of: vm, to: node, from: yardstick.start) != nil {
        return spreadProblems(vm, node, state)
      }
      return [Violation(.type, "it cannot get there", vm: name, node: facts.nodes[node].name)]
    }
    if facts.frozen[vm] || !facts.isForced(vm) {
      return [Violation(.stopped, "a stopped VM moves without need", vm: name)]
    }
    return []
  }

  /// The scheduler refuses a node that is in none of the domains of a required spread constraint.
  private func spreadProblems(_ vm: Int, _ node: Int, _ state: State) -> [Violation] {
    facts.carries[vm].compactMap { g in
      guard facts.groups[g].required, case .topologySpread = facts.groups[g].kind,
        state.domain(of: node, in: g) == Facts.none
      else { return nil }
      return Violation(
        .spread,
        "\(facts.groups[g].title): the node is in none of its domains",
        vm: facts.vms[vm].fullName,
        node: facts.nodes[node].name
      )
    }
  }

  private func capacityProblems(_ moved: [Int], _ state: State) -> [Violation] {
    let receivers = Set(moved.filter { facts.active[$0] }.map { state.position[$0] })
    return receivers.sorted().flatMap { node in
      node == Facts.none ? [] : overload(of: node, in: state)
    }
  }

  /// Where a node's requests exceed its limits.
  private func overload(of node: Int, in state: State) -> [Violation] {
    facts.resources.indices.compactMap { r in
      guard let limit = facts.limit(of: r, on: node), state.requests(on: node, r) > limit else {
        return nil
      }
      return Violation(
        .capacity,
        "\(facts.resources[r]): \(state.requests(on: node, r)) requested, the limit is \(limit)",
        node: facts.nodes[node].name
      )
    }
  }

  private func quotaProblems(_ moved: [Int], _ state: State) -> [Violation] {
    let placed = moved.filter { facts.active[$0] && facts.home[$0] == Facts.none }
    var found: [Violation] = []
    for q in Set(placed.flatMap { state.quotas(of: $0) }).sorted() {
      for (e, entry) in facts.quotas[q].entries.enumerated() {
        let asks = placed.contains { vm in
          state.quotas(of: vm).contains(q) && facts.amount(of: entry.resource, requestedBy: vm) > 0
        }
        guard asks, state.quotaUse[q][e] > entry.hard else { continue }
        found.append(
          Violation(
            .quota,
            "quota \(facts.quotas[q].name): \(entry.label) \(state.quotaUse[q][e]),"
              + " hard is \(entry.hard)"
          )
        )
      }
    }
    return found
  }

  /// What would keep a stopped VM from starting where it is, by itself.
  ///
  /// - Parameter state: the end of the plan; it is the same again on return.
  func startProblems(of vm: Int, in state: inout State) -> [Violation] {
    let node = state.position[vm]
    if node == Facts.none { return [] }
    let name = facts.vms[vm].fullName
    let place = facts.nodes[node].name
    var found: [Violation] = []
    for (code, message) in facts.arrivalProblems(of: vm, at: node, live: false) {
      found.append(Violation(code, message, vm: name, node: place))
    }
    let mover = Mover(vm: vm, from: Facts.none, to: node)
    for problem in Arrivals([mover], state, yardstick).podProblems(in: state) {
      found.append(
        Violation(.stopped, "it could not start: \(problem.message)", vm: name, node: place)
      )
    }
    let touched = Set(facts.countedIn[vm] + facts.carries[vm])
    let groups = touched.sorted().filter(yardstick.binds)
    let without = groups.map { state.excess(of: $0) }
    state.start(vm, at: node)
    for problem in overload(of: node, in: state) {
      found.append(
        Violation(.stopped, "it could not start: \(problem.message)", vm: name, node: place)
      )
    }
    for (g, before) in zip(groups, without) {
      let with = state.excess(of: g)
      guard with > before else { continue }
      let title = facts.groups[g].title
      found.append(
        Violation(
          .stopped,
          "started there, \(title) would have excess \(with) instead of \(before)",
          vm: name,
          node: place
        )
      )
    }
    state.stop(vm, at: node)
    return found
  }
}
