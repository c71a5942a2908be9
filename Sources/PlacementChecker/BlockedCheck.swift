import PlacementModel

/// Whether the status and the list of blocked VMs tell the truth.
struct BlockedCheck {
  private let plan: Plan
  private let state: State
  private let breaksRequiredRule: Bool
  private var facts: Facts { state.facts }

  /// Prepares for a plan and the state in which it ends.
  init(_ plan: Plan, _ state: State, breaksRequiredRule: Bool) {
    self.plan = plan
    self.state = state
    self.breaksRequiredRule = breaksRequiredRule
  }

  /// Everything that is wrong.
  func problems() -> [Violation] {
    var found: [Violation] = []
    var listed = Set<Int>()
    for entry in plan.blocked {
      func note(_ message: String) {
        found.append(Violation(.blocked, message, vm: entry.vm))
      }
      guard let vm = facts.vmIndex[entry.vm] else {
        found.append(Violation(.unknownVM, "there is no such VM", vm: entry.vm))
        continue
      }
      if !listed.insert(vm).inserted { note("it is listed twice") }
      if !facts.isForced(vm), !facts.isUnplaced(vm), plan.stipulations?.fixed[entry.vm] == nil {
        note("nothing demands that it move")
      }
      if state.position[vm] != facts.home[vm] { note("it moves, so that it is not blocked") }
      if entry.reasons.isEmpty { note("no reason is given") }
      for case let node? in entry.reasons.map(\.node) where facts.nodeIndex[node] == nil {
        found.append(
          Violation(.unknownNode, "a reason names no such node", vm: entry.vm, node: node)
        )
      }
    }
    // Where nothing is planned, everything stays, and the list only says what cannot be helped.
    if plan.status != .infeasible { found += silentProblems(listed) }
    return found + statusProblems(listed)
  }

  private func silentProblems(_ listed: Set<Int>) -> [Violation] {
    var found: [Violation] = []
    for vm in facts.vms.indices where !listed.contains(vm) {
      let node = state.position[vm]
      let name = facts.vms[vm].fullName
      if node != Facts.none, facts.mustLeave(vm, node) {
        let place = facts.nodes[node].name
        found.append(Violation(.forced, "it stays on a drained node", vm: name, node: place))
      } else if node == Facts.none, facts.isUnplaced(vm) {
        found.append(Violation(.unplaced, "it gets no node", vm: name))
      }
    }
    return found
  }

  private func statusProblems(_ listed: Set<Int>) -> [Violation] {
    var found: [Violation] = []
    func note(_ message: String) {
      found.append(Violation(.status, "\(plan.status.rawValue), but \(message)"))
    }
    let staysForced = listed.contains { facts.isForced($0) }
    switch plan.status {
    case .planned:
      if plan.migrations.isEmpty { note("nothing is planned") }
      if staysForced { note("drained nodes are not empty") }
    case .balanced:
      if !plan.migrations.isEmpty { note("something is planned") }
      if staysForced { note("drained nodes are not empty") }
      if breaksRequiredRule { note("a required rule is broken") }
    case .partial:
      // With nothing planned, a required rule that stays broken is what the plan does not reach.
      let isShort = breaksRequiredRule && plan.migrations.isEmpty
      if listed.isEmpty, !isShort { note("nothing is blocked") }
    case .infeasible:
      if !plan.migrations.isEmpty { note("something is planned") }
      if listed.isEmpty { note("nothing is blocked") }
    }
    return found
  }
}
