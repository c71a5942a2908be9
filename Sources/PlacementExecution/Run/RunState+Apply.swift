import PlacementModel

extension RunState {
  /// Takes an entry in; the only way in which a run's state ever changes.
  ///
  /// - Throws: ``JournalError`` where the entry cannot follow what came before.
  mutating func apply(_ entry: JournalEntry) throws(JournalError) {
    latest = max(latest, entry.time)
    switch entry.event {
    case .began: throw JournalError("it begins a run twice")
    case .validated(let drops, let limits):
      needsValidation = false
      self.limits = limits
      for drop in drops { try take(drop, at: entry.time) }
      // Reading afresh is what settles the question that a drop raises.
      needsValidation = false
    case .cordoning(let node): uncordoned.removeAll { $0 == node }
    case .intended(let intention): try take(intention, at: entry.time)
    case .accepted(let id): moves[try position(id)].isAccepted = true
    case .started(let id): moves[try position(id)].isStarted = true
    case .ended(let id, let node, let note):
      let i = try position(id)
      moves[i].status = .done(node: node)
      moves[i].ended = entry.time
      moves[i].settings = nil
      moves[i].note = note
    case .failed(let id, let failure):
      let i = try position(id)
      if moves[i].step == .restoring, moves[i].isAccepted { moves[i].settings = nil }
      moves[i].status = .failed(failure)
      moves[i].failure = nil
      moves[i].ended = entry.time
    case .withdrawn(let id):
      let i = try position(id)
      moves[i].status = .pending
      moves[i].attempt += 1
      moves[i].began = nil
    case .dropped(let drop):
      try take(drop, at: entry.time)
    case .recovered(let id, let note):
      let i = try position(id)
      moves[i].status = .settled(moves[i].settlement)
      moves[i].settings = nil
      moves[i].failure = nil
      moves[i].note = note
      moves[i].ended = entry.time
    case .stopping(let reason):
      if case .running = phase { phase = .stopping(reason: reason) }
    case .paused:
      if case .stopping(let reason) = phase { phase = .paused(reason: reason) }
    case .decided(let decision): try take(decision, at: entry.time)
    case .finished: phase = .finished(aborted: phase == .aborting)
    }
  }

  private func position(_ move: Int) throws(JournalError) -> Int {
    guard let i = index(of: move) else { throw JournalError("it tells of a move \(move)") }
    return i
  }

  private mutating func take(_ drop: Drop, at time: Double) throws(JournalError) {
    let i = try position(drop.move)
    moves[i].status = .dropped(reason: drop.reason)
    moves[i].ended = time
    // Others may have counted on the room it would have left.
    needsValidation = true
    warnings.append(
      "Migration #\(drop.move) (\(moves[i].migration.vm)) failed validation: \(drop.reason). "
        + "Proceeding with remaining migrations."
    )
  }

  private mutating func take(_ intention: Intention, at time: Double) throws(JournalError) {
    let i = try position(intention.move)
    if moves[i].began == nil { moves[i].began = time }
    if moves[i].step != intention.step {
      moves[i].stepBegan = time
      if intention.step == .migrating { moves[i].isStarted = false }
    }
    moves[i].status = .active(intention.step)
    moves[i].lastAsked = time
    moves[i].isAccepted = false
    if let settings = intention.settings { moves[i].settings = settings }
    if let failure = intention.failure { moves[i].failure = failure }
  }

  private mutating func take(_ decision: Decision, at time: Double) throws(JournalError) {
    guard decision != .abort else {
      phase = .aborting
      for i in moves.indices { abandon(i, as: .aborted, at: time) }
      return
    }
    // What the cluster looks like now decides what is still possible.
    needsValidation = true
    phase = .running
    for i in moves.indices {
      guard case .failed = moves[i].status else { continue }
      switch decision {
      case .retry: retry(i, at: time)
      case .retryCold:
        if moves[i].type == .live { moves[i].type = .cold }
        retry(i, at: time)
      case .skip: abandon(i, as: .skipped, at: time)
      case .proceed, .abort: break
      }
    }
  }

  private mutating func retry(_ i: Int, at time: Double) {
    moves[i].attempt += 1
    moves[i].failure = nil
    moves[i].ended = nil
    if moves[i].isCold, moves[i].settings != nil {
      // The VM is down or bound: shut down once more, it can be started afresh.
      resumeStep(i, .stopping, at: time)
    } else {
      moves[i].status = .pending
      moves[i].began = nil
    }
  }

  /// Gives a move up; a VM that was changed is restored first.
  private mutating func abandon(_ i: Int, as settlement: MoveState.Settlement, at time: Double) {
    switch moves[i].status {
    case .done, .dropped, .settled: return
    case .pending:
      moves[i].status = .settled(settlement)
    case .failed(let failure):
      moves[i].settlement = settlement
      moves[i].note = failure.message
      if moves[i].settings == nil {
        moves[i].status = .settled(settlement)
      } else {
        resumeStep(i, moves[i].isCold ? .recoveryStopping : .recoveryRestoring, at: time)
      }
    case .active(let step):
      moves[i].settlement = settlement
      switch step {
      case .stopping, .starting: resumeStep(i, .recoveryStopping, at: time)
      case .pinning: resumeStep(i, .recoveryRestoring, at: time)
      case .migrating, .withdrawing, .restoring, .recoveryStopping, .recoveryStarting,
        .recoveryRestoring:
        break
      }
    }
  }

  /// Puts a move at a step whose command is still to be given.
  private mutating func resumeStep(_ i: Int, _ step: Step, at time: Double) {
    moves[i].status = .active(step)
    moves[i].stepBegan = time
    moves[i].lastAsked = 0
    moves[i].isAccepted = false
  }
}
