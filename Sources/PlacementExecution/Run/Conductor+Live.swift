import PlacementModel

/// The steps of live moves.
extension Conductor {
  mutating func attendPinning(_ move: MoveState) {
    let migration = move.migration
    guard case .machine(let machine) = see(move) else { return }
    if machine.pinnedTo == migration.to {
      migrate(move)
    } else if isOver(state.header.options.startTimeout, move) {
      unpin(move, Failure(.rejected, "the VM could not be bound to \(migration.to) beforehand"))
    } else {
      askAgain(move, .pinning, .pin(vm: migration.vm, to: migration.to))
    }
  }

  mutating func migrate(_ move: MoveState, settings: Settings? = nil) {
    let migration = move.migration
    ask(
      move,
      .migrating,
      .migrate(vm: migration.vm, to: migration.to, tag: tag(of: move)),
      settings: settings
    )
  }

  mutating func attendMigrating(_ move: MoveState) {
    guard let transfer = transfer(of: move) else { return attendMissing(move) }
    switch transfer.phase {
    case .succeeded: attendSucceeded(move)
    case .failed:
      let message = transfer.message ?? "the platform gives no reason"
      conclude(move, Failure(FailureClassifier.cause(of: message), message))
    case .running:
      if !move.isStarted { propose(.started(move: move.migration.id)) }
      if state.phase == .aborting, transfer.canBeCancelled { withdraw(move, transfer) }
    case .queued, .scheduling: attendQueued(move, transfer)
    }
  }

  private mutating func attendQueued(_ move: MoveState, _ transfer: Transfer) {
    let options = state.header.options
    if state.phase == .aborting {
      withdraw(move, transfer)
    } else if transfer.phase == .queued, case .stopping = state.phase {
      // What is only queued is taken back.
      withdraw(move, transfer)
    } else if isOver(options.startTimeout, move), !move.isStarted {
      guard let words = explanation(of: transfer) else { return }
      let message = words ?? "the platform does not say why"
      let seconds = Int(options.startTimeout)
      let cause = words.map(FailureClassifier.cause) ?? .other
      withdraw(
        move,
        transfer,
        failure: Failure(
          cause == .other ? .notStarted : cause,
          "not started within \(seconds) s: \(message)"
        )
      )
    }
  }

  private mutating func withdraw(
    _ move: MoveState,
    _ transfer: Transfer,
    failure: Failure? = nil
  ) {
    ask(move, .withdrawing, .cancel(transfer: transfer.name), failure: failure)
  }

  /// The migration is asked for, and the platform knows of none.
  private mutating func attendMissing(_ move: MoveState) {
    let migration = move.migration
    if let foreigner = foreigner(move) {
      return conclude(
        move,
        Failure(.interference, "another migration of the VM is under way: \(foreigner.name)")
      )
    }
    switch see(move) {
    case .unknown, .gone: return
    case .machine(let machine):
      if machine.power == .running, machine.node == migration.to {
        // It ended, and the platform has forgotten it.
        conclude(move, landed: migration.to)
      } else if move.isAccepted, isOver(state.header.options.grace, move) {
        conclude(move, Failure(.cancelled, "somebody deleted the migration before it ended"))
      } else if !move.isAccepted, now - move.lastAsked >= state.header.options.grace {
        // No request lives that long, so that this one was never heard.
        if case .running = state.phase, !isOver(state.header.options.patience, move) {
          migrate(move)
        } else if case .running = state.phase {
          conclude(move, Failure(.unavailable, "the platform did not answer the request"))
        } else {
          propose(.withdrawn(move: migration.id))
        }
      }
    }
  }

  private mutating func attendSucceeded(_ move: MoveState) {
    let migration = move.migration
    guard case .machine(let machine) = see(move) else { return }
    guard let node = machine.node, machine.power == .running else {
      if isOver(state.header.options.coldTimeout, move) {
        conclude(move, Failure(.interference, "it does not run any more after the migration"))
      }
      return
    }
    if node == migration.to {
      conclude(move, landed: node)
    } else {
      conclude(move, Failure(.wrongNode, "it runs on \(node) instead of \(migration.to)"))
    }
  }

  mutating func attendWithdrawing(_ move: MoveState) {
    guard let transfer = transfer(of: move) else { return concludeWithdrawal(move) }
    switch transfer.phase {
    case .succeeded: attendSucceeded(move)
    case .failed: concludeWithdrawal(move)
    case .queued, .scheduling, .running:
      if transfer.canBeCancelled {
        askAgain(move, .withdrawing, .cancel(transfer: transfer.name))
      }
    }
  }

  private mutating func concludeWithdrawal(_ move: MoveState) {
    if let failure = move.failure { return conclude(move, failure) }
    if let settings = move.settings {
      let command = Command.restore(vm: move.migration.vm, settings: settings)
      return ask(move, .recoveryRestoring, command)
    }
    if state.phase == .aborting {
      propose(.recovered(move: move.migration.id, note: "the migration was called off"))
    } else {
      propose(.withdrawn(move: move.migration.id))
    }
  }

  // MARK: - Ends

  /// The VM is where it should be; what was changed of it is restored first.
  mutating func conclude(_ move: MoveState, landed node: String, note: String? = nil) {
    if let settings = move.settings {
      ask(move, .restoring, .restore(vm: move.migration.vm, settings: settings))
    } else {
      propose(.ended(move: move.migration.id, node: node, note: note))
    }
  }

  /// A live move fails; what was changed of the VM is restored first.
  mutating func conclude(_ move: MoveState, _ failure: Failure) {
    if move.settings != nil {
      unpin(move, failure)
    } else {
      fail(move, failure.cause, failure.message)
    }
  }

  private mutating func unpin(_ move: MoveState, _ failure: Failure) {
    guard let settings = move.settings else { return fail(move, failure.cause, failure.message) }
    ask(
      move,
      .restoring,
      .restore(vm: move.migration.vm, settings: settings),
      failure: failure
    )
    stop(because: "migration \(move.migration.id) (\(move.migration.vm)) failed")
  }

  /// The VM of a move; one that is gone has failed it.
  mutating func see(_ move: MoveState) -> Look {
    let look = look(at: move.migration.vm)
    if case .gone = look { fail(move, .vanished, "the VM is gone") }
    return look
  }
}
