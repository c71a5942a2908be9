import Dispatch
import PlacementExecution
import PlacementModel
import Synchronization

/// A run that this server carries along, in the background of all calls.
final class ActiveRun: Sendable {
  let header: RunHeader
  let isSimulated: Bool
  private let executor: any Executor
  private let journal: any Journal
  private let clock: any ExecutionClock
  private let state: Mutex<State>
  private let work = DispatchGroup()
  private let onStop: @Sendable (ExecutionReport?) async -> Void

  private struct State {
    var run: RunState?
    var control: RunControl?
    var progress: ExecutionProgress?
    var report: ExecutionReport?
    var trouble: String?
  }

  /// - Parameter onStop: Called whenever it has ended or paused, with the report.
  init(
    header: RunHeader,
    resuming run: RunState? = nil,
    executor: any Executor,
    journal: any Journal,
    clock: any ExecutionClock = WallClock(),
    isSimulated: Bool = false,
    onStop: @escaping @Sendable (ExecutionReport?) async -> Void
  ) {
    self.header = header
    self.executor = executor
    self.journal = journal
    self.clock = clock
    self.isSimulated = isSimulated
    self.onStop = onStop
    state = Mutex(State(run: run))
  }

  /// Whether moves are being made now.
  var isGoing: Bool { state.withLock { $0.control != nil } }

  /// Whether it has ended for good.
  var isOver: Bool {
    if case .finished? = state.withLock({ $0.run?.phase }) { return true }
    return false
  }

  /// Whether a move failed and waits for a decision.
  var hasFailures: Bool { state.withLock { $0.run?.hasFailures ?? false } }

  /// What is known: the report once it stopped, else how far it is.
  var summary: RunSummary {
    state.withLock { state in
      RunSummary(
        run: header.run,
        plan: header.plan.digest,
        isSimulated: isSimulated,
        isGoing: state.control != nil,
        progress: state.progress,
        report: state.report,
        trouble: state.trouble
      )
    }
  }

  /// Begins, or goes on after a decision; returns false where it goes on already.
  func proceed(_ decision: Decision?) -> Bool {
    let control = RunControl()
    let before: (isFree: Bool, run: RunState?) = state.withLock { state in
      guard state.control == nil else { return (false, nil) }
      state.control = control
      state.report = nil
      return (true, state.run)
    }
    guard before.isFree else { return false }
    let execution =
      if let run = before.run {
        Execution(
          resuming: run,
          decision: decision,
          executor: executor,
          journal: journal,
          clock: clock,
          control: control
        )
      } else {
        Execution(
          header: header,
          executor: executor,
          journal: journal,
          clock: clock,
          control: control
        )
      }
    work.enter()
    Task.detached(executorPreference: BackgroundExecutor.shared) { [self] in
      for await update in execution { take(update) }
      await onStop(state.withLock(\.report))
      // Only now can it go on again: what was done on stopping must not hit that.
      state.withLock { $0.control = nil }
      work.leave()
    }
    return true
  }

  /// Starts nothing more; what runs may end.
  func pause() { state.withLock(\.control)?.interrupt() }

  /// Waits until it stops, so many seconds at most, and looks in between.
  func wait(seconds: Double, looking: (RunSummary) -> Bool) {
    let end = ContinuousClock.now + .seconds(seconds)
    while work.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      guard looking(summary), ContinuousClock.now < end else { return }
    }
  }

  private func take(_ update: RunUpdate) {
    state.withLock { state in
      state.run = update.state
      state.progress = update.progress
      state.trouble = nil
      switch update.event {
      case .entry, .tick: break
      case .trouble(let words): state.trouble = words
      case .stopped(var last):
        last.isSimulated = isSimulated
        state.report = last
      }
    }
  }
}
