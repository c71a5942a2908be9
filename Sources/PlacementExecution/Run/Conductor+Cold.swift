import PlacementModel

/// The steps of cold moves and placements, and of restoring what they changed.
extension Conductor {
  mutating func attendStopping(_ move: MoveState) {
    let migration = move.migration
    guard case .machine(let machine) = see(move) else { return }
    switch machine.power {
    case .stopped:
      let settings = move.settings ?? machine.settings
      ask(move, .starting, .start(vm: migration.vm, on: migration.to, settings: settings))
    case .running, .starting, .stopping:
      // A retry may find that it came up after all.
      if move.attempt > 1, machine.power == .running, machine.node == migration.to {
        return conclude(move, landed: migration.to)
      }
      if isOver(state.header.options.coldTimeout, move) {
        fail(move, .notUp, "not shut down within \(timeout): \(words(machine))")
      } else if !move.isAccepted {
        askAgain(move, .stopping, .stop(vm: migration.vm))
      } else if machine.isWanted, machine.power == .running {
        fail(move, .interference, "somebody started it while it was being moved")
      }
    }
  }

  mutating func attendStarting(_ move: MoveState) {
    let migration = move.migration
    guard case .machine(let machine) = see(move) else { return }
    if machine.power == .running, let node = machine.node {
      if node == migration.to {
        conclude(move, landed: node)
      } else {
        fail(move, .wrongNode, "it runs on \(node) instead of \(migration.to)")
      }
    } else if isOver(state.header.options.coldTimeout, move) {
      let cause = machine.message.map(FailureClassifier.cause) ?? .notUp
      fail(
        move,
        cause == .other ? .notUp : cause,
        "not up within \(timeout): \(words(machine))"
      )
    } else if !move.isAccepted {
      let settings = move.settings ?? machine.settings
      askAgain(move, .starting, .start(vm: migration.vm, on: migration.to, settings: settings))
    } else if !machine.isWanted {
      fail(move, .interference, "somebody stopped it while it was being moved")
    }
  }

  mutating func attendRestoring(_ move: MoveState) {
    let migration = move.migration
    guard case .machine(let machine) = see(move) else { return }
    guard let settings = move.settings else {
      return propose(.ended(move: migration.id, node: migration.to, note: nil))
    }
    guard move.isAccepted || machine.settings == settings else {
      return askAgain(move, .restoring, .restore(vm: migration.vm, settings: settings))
    }
    if !move.isAccepted { propose(.accepted(move: migration.id)) }
    if let failure = move.failure {
      fail(move, failure.cause, failure.message)
    } else {
      propose(.ended(move: migration.id, node: migration.to, note: nil))
    }
  }

  // MARK: - Recovery

  mutating func attendRecoveryStopping(_ move: MoveState) {
    let vm = move.migration.vm
    guard let (machine, settings) = recoverable(move) else { return }
    switch machine.power {
    case .running where machine.settings == settings:
      attendRecoveryRestoring(move)
    case .running:
      ask(move, .recoveryRestoring, .restore(vm: vm, settings: settings))
    case .stopped:
      ask(move, .recoveryStarting, .start(vm: vm, on: nil, settings: settings))
    case .starting, .stopping:
      if isOver(state.header.options.coldTimeout, move) {
        giveUp(move, "it did not shut down again: \(words(machine))")
      } else {
        askAgain(move, .recoveryStopping, .stop(vm: vm))
      }
    }
  }

  mutating func attendRecoveryStarting(_ move: MoveState) {
    let vm = move.migration.vm
    guard let (machine, settings) = recoverable(move) else { return }
    if machine.power == .running {
      ask(move, .recoveryRestoring, .restore(vm: vm, settings: settings))
    } else if isOver(state.header.options.coldTimeout, move) {
      giveUp(move, "it did not come up again: \(words(machine))")
    } else {
      askAgain(move, .recoveryStarting, .start(vm: vm, on: nil, settings: settings))
    }
  }

  mutating func attendRecoveryRestoring(_ move: MoveState) {
    guard let (machine, settings) = recoverable(move) else { return }
    if move.isAccepted || machine.settings == settings {
      let place = machine.node.map { "runs on \($0)" } ?? "is not up"
      propose(
        .recovered(move: move.migration.id, note: "\(place) with its former settings")
      )
    } else {
      askAgain(
        move,
        .recoveryRestoring,
        .restore(vm: move.migration.vm, settings: settings)
      )
    }
  }

  private mutating func recoverable(_ move: MoveState) -> (Details.Machine, Settings)? {
    switch look(at: move.migration.vm) {
    case .unknown: return nil
    case .gone:
      propose(.recovered(move: move.migration.id, note: "the VM is gone"))
      return nil
    case .machine(let machine):
      guard let settings = move.settings else {
        propose(.recovered(move: move.migration.id, note: "nothing had been changed of it"))
        return nil
      }
      return (machine, settings)
    }
  }

  /// Restoring failed too: the settings stay in the journal, and a word about it in the report.
  private mutating func giveUp(_ move: MoveState, _ message: String) {
    if state.phase == .aborting {
      let former = move.settings.map { "; its former settings: \($0.text)" } ?? ""
      propose(.recovered(move: move.migration.id, note: message + former))
    } else {
      fail(move, .notUp, message)
    }
  }

  private var timeout: String { "\(Int(state.header.options.coldTimeout)) s" }

  private func words(_ machine: Details.Machine) -> String {
    machine.message ?? "the platform does not say why"
  }
}
