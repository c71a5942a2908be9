import Synchronization

/// Lets somebody outside a run interrupt it, from any thread.
///
/// The first interruption lets what runs end and starts nothing more; the second stops watching at
/// once.
public final class RunControl: Sendable {
  private struct State {
    var interruptions = 0
    var sleeper: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Creates a control.
  public init() {}

  /// Interrupts the run.
  public func interrupt() {
    let sleeper = state.withLock { state in
      state.interruptions += 1
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume()
  }

  /// How often it was interrupted.
  public var interruptions: Int { state.withLock { $0.interruptions } }

  /// Lets time pass until it is over or somebody interrupts.
  func sleep(seconds: Double, on clock: some ExecutionClock) async {
    let seen = interruptions
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await clock.sleep(seconds: seconds) }
      group.addTask { await self.changed(from: seen) }
      await group.next()
      group.cancelAll()
    }
  }

  private func wake() {
    let sleeper = state.withLock { state in
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume()
  }

  private func changed(from seen: Int) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let isDue = state.withLock { state in
          if state.interruptions != seen || Task.isCancelled { return true }
          state.sleeper = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      wake()
    }
  }
}
