import PlacementModel

/// What follows from a platform's refusal, after which the command was certainly not carried out.
enum Consequence {
  static func of(
    _ error: ExecutorError,
    for intention: Intention,
    in state: RunState
  ) -> [JournalEvent] {
    let id = intention.move
    let failure = intention.failure ?? Failure(error.cause, error.message)
    switch intention.step {
    case .withdrawing where error.code == .notFound:
      // It is gone already, which the next look will show.
      return [.accepted(move: id)]
    case .recoveryStopping, .recoveryStarting, .recoveryRestoring:
      return [.recovered(move: id, note: "could not be restored: \(error)\(remainder(id, state))")]
    case .restoring:
      let message =
        "\(intention.failure.map { $0.message + "; " } ?? "")its settings could not be restored: \(error)"
      return [.failed(move: id, failure: Failure(failure.cause, message)), stop(id, state)]
    case .pinning, .migrating, .withdrawing, .stopping, .starting:
      return [.failed(move: id, failure: failure), stop(id, state)]
    }
  }

  private static func stop(_ id: Int, _ state: RunState) -> JournalEvent {
    let vm = state.index(of: id).map { state.moves[$0].migration.vm } ?? "?"
    return .stopping(reason: "migration \(id) (\(vm)) failed")
  }

  private static func remainder(_ id: Int, _ state: RunState) -> String {
    guard let i = state.index(of: id), let settings = state.moves[i].settings else { return "" }
    return "; its former settings: \(settings.text)"
  }
}
