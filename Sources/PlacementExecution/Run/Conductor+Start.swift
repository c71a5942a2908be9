import PlacementModel

/// Starting moves: whose turn it is, and whether it is still possible.
extension Conductor {
  /// Starts what may start now.
  mutating func start() {
    // A failure that is about to be noted starts nothing more.
    let stops = proposals.contains {
      if case .stopping = $0.event { return true }
      return false
    }
    if stops { return }
    if let node = state.uncordoned.first {
      return propose(.cordoning(node: node), .cordon(node: node))
    }
    var slots = Slots(state: state, transfers: transfers)
    let first = state.firstUnsettled
    guard first < state.moves.count else {
      return propose(.finished)
    }
    let over = state.over
    // A batch waits for the same moves, so that one sentence is found for all of it.
    var batch = (before: first, words: "")
    for move in state.moves[first...] where move.status == .pending {
      guard move.waitsFor <= first else {
        if move.waitsFor != batch.before {
          batch.before = move.waitsFor
          batch.words = completion(of: first..<move.waitsFor) { !state.moves[$0].isSettled }
        }
        wait(move, for: batch.words)
        continue
      }
      guard move.forerunners.allSatisfy({ over[$0] }) else {
        wait(move, for: completion(of: move.forerunners) { !over[$0] })
        continue
      }
      if let what = slots.occupied(for: move) {
        wait(move, for: what)
        continue
      }
      guard let verdict = verdict(on: move) else {
        // Only those are asked about for which there is a slot.
        slots.take(move)
        continue
      }
      switch verdict {
      case .go(let settings):
        slots.take(move)
        begin(move, settings: settings)
      case .there(let node, let note):
        propose(.ended(move: move.migration.id, node: node, note: note))
      case .drop(let reason):
        // The others may have counted on it, so that nothing more starts in this round.
        return propose(.dropped(Drop(move: move.migration.id, reason: reason)))
      }
    }
  }

  /// What is waited for where those of some moves that hold others back are.
  private func completion(of moves: some Sequence<Int>, where holds: (Int) -> Bool) -> String {
    let before = moves.filter(holds)
    let names = before.prefix(2).map { state.moves[$0].migration.vm }.joined(separator: ", ")
    let more = before.count > 2 ? " and \(before.count - 2) more" : ""
    return "\(names)\(more) to complete"
  }

  private mutating func begin(_ move: MoveState, settings: Settings) {
    let migration = move.migration
    let remembered = move.settings ?? settings
    switch move.type {
    case .live where state.header.pins:
      let command = Command.pin(vm: migration.vm, to: migration.to)
      ask(move, .pinning, command, settings: remembered)
    case .live: migrate(move)
    case .cold, .place:
      ask(move, .stopping, .stop(vm: migration.vm), settings: remembered)
    }
  }

  /// What comes of a move whose turn it is.
  private enum Verdict {
    case go(Settings)
    case there(String, String?)
    case drop(String)
  }

  /// Whether a move is still what the plan thinks; `nil` where more must be known.
  private mutating func verdict(on move: MoveState) -> Verdict? {
    let migration = move.migration
    let look = look(at: migration.vm)
    guard let condition = condition(of: migration.to) else { return nil }
    let machine: Details.Machine
    switch look {
    case .unknown: return nil
    case .gone: return .drop("the VM is gone")
    case .machine(let found): machine = found
    }
    if let foreigner = foreigner(move) {
      return .drop("another migration of the VM is under way (\(foreigner.name))")
    }
    guard let condition else { return .drop("target node \(migration.to) is gone") }
    if machine.power == .running, machine.node == migration.to {
      return .there(migration.to, "already on its target node")
    }
    if !condition.isReady { return .drop("target node \(migration.to) is not Ready") }
    if !condition.isSchedulable { return .drop("target node \(migration.to) is cordoned") }
    if move.movesStoppedVM {
      guard machine.power == .stopped else { return .drop("the VM was started meanwhile") }
      return .there(migration.to, "the VM is stopped: it starts where there is room")
    }
    switch machine.power {
    case .stopped, .stopping:
      // A retried cold move may have stopped it itself.
      return move.settings != nil && move.isCold
        ? .go(machine.settings)
        : .drop("the VM was stopped meanwhile")
    case .starting:
      if migration.type == .place || move.settings != nil { return .go(machine.settings) }
      return .drop("the VM does not run yet")
    case .running:
      guard machine.node == migration.from else {
        return .drop(
          "the VM is on \(machine.node ?? "no node"), not on \(migration.from ?? "none")"
        )
      }
      return .go(machine.settings)
    }
  }
}
