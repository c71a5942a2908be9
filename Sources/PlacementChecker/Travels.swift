import PlacementModel

/// Follows each VM through a plan and judges its moves one by one.
struct Travels {
  private let facts: Facts
  /// Where somebody decided that VMs are to end, by name.
  private let decided: [String: String]
  /// The kinds of each VM's moves, in order.
  private var kinds: [Int: [Plan.Migration.Kind]] = [:]
  /// The moves that are replayed, for their prices.
  private(set) var paid: [(vm: Int, type: Plan.MigrationType)] = []

  /// Starts where everything is now.
  init(_ facts: Facts, _ stipulations: Stipulations?) {
    self.facts = facts
    decided = stipulations?.fixed ?? [:]
  }

  /// Judges a move by itself; what names no VM or no node cannot be replayed.
  mutating func admit(
    _ migration: Plan.Migration,
    in state: State,
    batch: Int
  ) -> (move: (vm: Int, to: Int, type: Plan.MigrationType)?, problems: [Violation]) {
    var found: [Violation] = []
    func note(_ code: Violation.Code, _ message: String) {
      found.append(
        Violation(code, message, batch: batch, vm: migration.vm, node: migration.to)
      )
    }
    guard let vm = facts.vmIndex[migration.vm] else {
      note(.unknownVM, "there is no such VM")
      return (nil, found)
    }
    guard let to = facts.nodeIndex[migration.to] else {
      note(.unknownNode, "there is no such node")
      return (nil, found)
    }
    let from = state.position[vm]
    let place = from == Facts.none ? nil : facts.nodes[from].name
    if migration.from != place {
      note(.from, "from \(migration.from ?? "nowhere"), but it is \(place ?? "nowhere")")
    }
    if from == to { note(.sameNode, "it is there already") }
    if facts.frozen[vm], from != Facts.none || facts.vms[vm].isMigrating {
      note(.frozen, facts.vms[vm].isMigrating ? "another actor moves it" : "it is pinned")
    }
    for (code, message) in wayProblems(of: vm, from, migration) { note(code, message) }
    if facts.active[vm] {
      let live = migration.type == .live
      for (code, message) in facts.arrivalProblems(of: vm, at: to, live: live) {
        note(code, message)
      }
    }
    for message in figureProblems(of: vm, migration) { note(.estimate, message) }
    kinds[vm, default: []].append(migration.kind)
    paid.append((vm, migration.type))
    return ((vm, to, migration.type), found)
  }

  /// What is wrong with how a VM moves.
  private func wayProblems(
    of vm: Int,
    _ from: Int,
    _ migration: Plan.Migration
  ) -> [(Violation.Code, String)] {
    var found: [(Violation.Code, String)] = []
    let canGoLive = facts.vms[vm].canMigrateLive
    switch migration.type {
    case .live:
      if !canGoLive { found.append((.type, "it cannot be live-migrated")) }
      if from == Facts.none { found.append((.type, "what is on no node cannot be migrated")) }
    case .cold:
      if from == Facts.none { found.append((.type, "what is on no node cannot be migrated")) }
      if canGoLive, !facts.coldFallbackAllows(vm) {
        found.append((.coldFallback, "it could go live, and coldFallback does not let it go cold"))
      }
      if facts.active[vm], !facts.mayGoDown(vm) {
        found.append((.maxDowntime, "a cold move keeps it down for longer than it may be"))
      }
      if facts.active[vm] { found += facts.restartProblems(of: vm) }
      let isDecided = decided[migration.vm] == migration.to
      if !facts.active[vm], from == Facts.none || !(facts.drained[from] || isDecided) {
        found.append((.stopped, "a stopped VM moves only off a drained node"))
      }
    case .place:
      if !facts.active[vm] { found.append((.type, "a stopped VM is not placed")) }
      if from != Facts.none { found.append((.type, "it has a node and is not placed")) }
    }
    let flagged = migration.flags.contains(.coldFallback)
    if flagged != (migration.type == .cold && canGoLive) {
      let word = flagged ? "wrongly" : "not"
      found.append((.flags, "it is \(word) flagged coldFallback"))
    }
    return found
  }

  private func figureProblems(of vm: Int, _ migration: Plan.Migration) -> [String] {
    var found: [String] = []
    let memory = facts.vms[vm].guest[.memory].value
    if !isClose(migration.memory, memory) {
      found.append("memory \(migration.memory) instead of \(memory)")
    }
    for (name, value) in [
      ("estimatedSeconds", migration.estimatedSeconds),
      ("downtimeSeconds", migration.downtimeSeconds),
    ] where !(value.isFinite && value >= 0) {
      found.append("\(name) is \(value)")
    }
    if let bandwidth = migration.bandwidth {
      let most = facts.policy.migration.bandwidth.value
      if migration.type != .live || !(bandwidth >= 0 && bandwidth < most) {
        found.append("bandwidth \(bandwidth) is no limit below \(most) of a live migration")
      }
    }
    let isDown = migration.type == .cold && facts.active[vm]
    if !isDown, migration.downtimeSeconds > (migration.type == .live ? 1 : 0) {
      found.append("downtimeSeconds is \(migration.downtimeSeconds), but it does not go down")
    }
    return found
  }

  /// What is wrong with all moves together.
  func problems(_ plan: Plan) -> [Violation] {
    var found: [Violation] = []
    for vm in kinds.keys.sorted() {
      let ways = kinds[vm] ?? []
      let name = facts.vms[vm].fullName
      if ways.count > 2 {
        found.append(Violation(.parking, "it moves \(ways.count) times", vm: name))
      }
      for (i, kind) in ways.enumerated() where (kind == .final) != (i == ways.count - 1) {
        let message =
          kind == .final ? "it moves on from where it should stay" : "it parks for good"
        found.append(Violation(.parking, message, vm: name))
      }
    }
    let count = plan.migrations.count { $0.type != .place }
    if let most = facts.goal.maxMigrations, count > most {
      found.append(Violation(.maxMigrations, "\(count) migrations, allowed are \(most)"))
    }
    let down = paid.count { $0.type == .cold && facts.active[$0.vm] }
    if let most = facts.goal.maxDowntime, !facts.mayGoDown(times: down) {
      let seconds = Double(down) * facts.policy.migration.coldDowntime
      found.append(Violation(.maxDowntime, "VMs are down for \(seconds) s, allowed are \(most)"))
    }
    return found
  }
}
