import PlacementModel

/// Replays a maintenance wave by wave, each plan by ``PlanChecker``.
public struct MaintenanceChecker: Sendable {
  private let inventory: Inventory
  private let goal: Goal

  /// Something that is wrong.
  public struct Problem: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// The wave in which it goes wrong.
    public var wave: Int?
    /// What is wrong.
    public var message: String

    /// One line.
    public var description: String { (wave.map { "wave \($0): " } ?? "") + message }
  }

  /// Prepares for an inventory, and the goal whose `drain` names all nodes to empty.
  public init(inventory: Inventory, goal: Goal) {
    self.inventory = inventory
    self.goal = goal
  }

  /// Everything that is wrong.
  public func check(_ maintenance: Maintenance) -> [Problem] {
    var found = documentProblems(maintenance).map { Problem(wave: nil, message: $0) }
    var whole = goal
    whole.drain = []
    let unprotected = FailoverCheck(Facts(inventory: inventory, goal: whole)).strandedNodes()
    if maintenance.failover, Set(maintenance.unprotected) != unprotected {
      found.append(
        Problem(wave: nil, message: "unprotected is \(unprotected.sorted()), stated otherwise")
      )
    }
    var now = inventory
    for (w, wave) in maintenance.waves.enumerated() {
      let later = Set(goal.drain).subtracting(maintenance.waves[...w].flatMap(\.drain))
      let task = cordoned(now, later)
      var goal = self.goal
      goal.drain = wave.drain
      goal.onInfeasible = .stop
      func note(_ message: String) { found.append(Problem(wave: wave.number, message: message)) }
      if wave.number != w + 1 { note("it is number \(w + 1)") }
      if let most = maintenance.maxUnavailable, wave.drain.count > most {
        note("\(wave.drain.count) nodes are away, allowed are \(most)")
      }
      let report = PlanChecker(inventory: task, goal: goal).check(wave.plan)
      for violation in report.violations { note(violation.description) }
      now = carriedOut(wave.plan, on: now)
      for vm in now.cluster.virtualMachines {
        // What another actor already moves elsewhere blocks nothing.
        let isLeaving = vm.isActive && vm.migratingTo.map { !wave.drain.contains($0) } ?? false
        if let node = vm.node, wave.drain.contains(node), !isLeaving {
          note("\(vm.fullName) is left on \(node)")
        }
      }
      if maintenance.failover {
        let check = FailoverCheck(Facts(inventory: cordoned(now, later), goal: goal))
        for node in check.strandedNodes().subtracting(unprotected).sorted() {
          note("if \(node) failed, not all of its VMs would find room")
        }
      }
    }
    return found
  }

  private func documentProblems(_ maintenance: Maintenance) -> [String] {
    var found: [String] = []
    if maintenance.apiVersion != Plan.documentVersion
      || maintenance.kind != Maintenance.documentKind
    {
      found.append("\(maintenance.apiVersion) \(maintenance.kind) is no maintenance document")
    }
    if Set(maintenance.drain) != Set(goal.drain) { found.append("it empties other nodes") }
    var stated = maintenance.goal
    stated.drain = goal.drain
    if stated != goal { found.append("it was made for another goal") }
    let emptied = maintenance.waves.flatMap(\.drain) + maintenance.left.map(\.node)
    if emptied.sorted() != Set(goal.drain).sorted() {
      found.append("each node is to be in exactly one wave or to be left")
    }
    if maintenance.waves.contains(where: \.drain.isEmpty) { found.append("a wave is empty") }
    let complete = maintenance.left.isEmpty
    let fits =
      switch maintenance.status {
      case .planned, .balanced: complete
      case .partial: !complete && goal.onInfeasible == .partial
      case .infeasible: !complete && maintenance.waves.isEmpty
      }
    if !fits { found.append("the status \(maintenance.status.rawValue) does not fit the waves") }
    if maintenance.summary != Maintenance.Summary(maintenance.waves) {
      found.append("the summary is not that of the waves")
    }
    if complete, maintenance.waves.count < maintenance.leastWaves {
      found.append("there are fewer waves than are said to be needed")
    }
    return found
  }

  /// The inventory with some nodes closed to newcomers.
  private func cordoned(_ inventory: Inventory, _ nodes: Set<String>) -> Inventory {
    var result = inventory
    for n in result.cluster.nodes.indices where nodes.contains(result.cluster.nodes[n].name) {
      result.cluster.nodes[n].unschedulable = true
    }
    return result
  }

  /// The inventory once a plan has been carried out.
  private func carriedOut(_ plan: Plan, on inventory: Inventory) -> Inventory {
    var result = inventory
    var end: [String: String] = [:]
    for move in plan.migrations { end[move.vm] = move.to }
    for v in result.cluster.virtualMachines.indices {
      let vm = result.cluster.virtualMachines[v]
      guard let node = end[vm.fullName], node != vm.node else { continue }
      if vm.isActive {
        for n in result.cluster.nodes.indices {
          let name = result.cluster.nodes[n].name
          guard var usage = result.cluster.nodes[n].usage, name == node || name == vm.node else {
            continue
          }
          for resource in [ResourceName.cpu, .memory] {
            usage[resource] =
              name == node
              ? usage[resource] + vm.usage[resource]
              : max(.zero, usage[resource] - vm.usage[resource])
          }
          result.cluster.nodes[n].usage = usage
        }
      }
      result.cluster.virtualMachines[v].node = node
    }
    return result
  }
}
