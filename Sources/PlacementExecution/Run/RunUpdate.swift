import PlacementModel

/// What a run tells its observer.
public struct RunUpdate: Sendable {
  /// What happened.
  public var event: Event
  /// The run's state after it.
  public var state: RunState
  /// Seconds since 1970.
  public var time: Double
  /// What moves that have not begun wait for, by number.
  public var waits: [Int: String]

  /// What happened.
  public enum Event: Sendable, Hashable {
    /// Something was written to the journal.
    case entry(JournalEvent)
    /// Nothing but time.
    case tick
    /// The platform does not answer, or not as it should; the run goes on trying.
    case trouble(String)
    /// The run is over, or pauses for a decision; always the last.
    case stopped(ExecutionReport)
  }

  /// How far every move is.
  public var progress: ExecutionProgress { state.progress(at: time, waits: waits) }
}

extension RunState {
  /// How far every move is.
  func progress(at now: Double, waits: [Int: String]) -> ExecutionProgress {
    ExecutionProgress(
      moves: moves.map { $0.outcome(at: now, waitingFor: waits[$0.migration.id]) },
      remainingSeconds: remainingSeconds(at: now)
    )
  }

  /// How long the rest is expected to take: the estimates of the batches that are left, corrected
  /// by how the moves so far compare with theirs.
  func remainingSeconds(at now: Double) -> Double {
    var (estimated, actual) = (0.0, 0.0)
    for move in moves {
      guard case .done = move.status, let began = move.began, let ended = move.ended,
        move.migration.estimatedSeconds > 0
      else { continue }
      estimated += move.migration.estimatedSeconds
      actual += ended - began
    }
    // One lucky or unlucky move must not turn the estimate upside down.
    let pace = estimated > 0 ? min(max(actual / estimated, 0.2), 5) : 1
    var remaining = 0.0
    var batch: (number: Int, seconds: Double) = (0, 0)
    for move in moves where !move.isSettled {
      var seconds = move.migration.estimatedSeconds * pace
      if move.isActive, let began = move.began { seconds = max(seconds - (now - began), 0) }
      if move.migration.batch != batch.number {
        remaining += batch.seconds
        batch = (move.migration.batch, 0)
      }
      batch.seconds = max(batch.seconds, seconds)
    }
    return remaining + batch.seconds
  }
}

extension MoveState {
  /// How far it is, for people.
  func outcome(at now: Double, waitingFor: String? = nil) -> MoveOutcome {
    var outcome = MoveOutcome(
      id: migration.id,
      vm: migration.vm,
      from: migration.from,
      to: migration.to,
      type: type,
      state: .pending,
      began: began,
      message: note
    )
    if let began { outcome.seconds = max((ended ?? now) - began, 0) }
    switch status {
    case .pending: outcome.message = waitingFor
    case .active(let step):
      outcome.state = .running
      outcome.message = step.words(to: migration.to, isStarted: isStarted)
    case .done: outcome.state = .done
    case .failed(let failure):
      outcome.state = .failed
      outcome.message = failure.message
      outcome.cause = failure.cause
    case .dropped(let reason):
      outcome.state = .dropped
      outcome.message = reason
    case .settled(.skipped): outcome.state = .skipped
    case .settled(.aborted): outcome.state = began == nil ? .notAttempted : .skipped
    }
    return outcome
  }
}

extension Step {
  /// What is going on, for people.
  func words(to node: String, isStarted: Bool) -> String {
    switch self {
    case .pinning: "Binding to \(node)"
    case .migrating: isStarted ? "Migrating to \(node)" : "Queued for \(node)"
    case .withdrawing: "Being called off"
    case .stopping: "Shutting down"
    case .starting: "Starting on \(node)"
    case .restoring, .recoveryRestoring: "Restoring its settings"
    case .recoveryStopping: "Shutting down to start anywhere"
    case .recoveryStarting: "Starting anywhere"
    }
  }
}
