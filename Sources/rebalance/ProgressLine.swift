import Foundation
import PlacementModel
import PlacementSolver
import Synchronization

/// Shows on a terminal how far planning has come, and lets Ctrl-C end it early with the best plan
/// so far.
final class ProgressLine: Sendable {
  private let isInterrupted = Atomic(false)
  private let hasLine = Atomic(false)
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private let watched = Mutex<SolveContext?>(nil)
  private let deadline: ContinuousClock.Instant?
  private let leave: (@Sendable (Plan) throws -> Void)?

  /// Prepares.
  ///
  /// - Parameters:
  ///   - deadline: When to end; default: only what the options of the planner say.
  ///   - leave: Shows the best plan so far, once a second Ctrl-C ends the program.
  init(
    deadline: ContinuousClock.Instant? = nil,
    leavingWith leave: (@Sendable (Plan) throws -> Void)? = nil
  ) {
    self.deadline = deadline
    self.leave = leave
  }

  /// What planning is handed: Ctrl-C stops it, and its progress is shown.
  var context: SolveContext {
    watched.withLock { watched in
      if let watched { return watched }
      let context = SolveContext(deadline: deadline, stop: isCancelled, progress: show)
      watched = context
      return context
    }
  }

  /// Runs a body that Ctrl-C stops early; a second one shows the best plan so far and ends the
  /// program at once.
  func run<Result>(_ body: (ProgressLine) throws -> Result) rethrows -> Result {
    // The default action must go, or it would end the program before the source hears of it.
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { self.interrupt() }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
      clear()
    }
    return try body(self)
  }

  /// Runs a body with a line of progress where it may take long, and without one where it does not.
  static func watching<Result>(
    if isLong: Bool,
    _ body: (SolveContext) throws -> Result
  ) rethrows -> Result {
    guard isLong else { return try body(SolveContext()) }
    return try ProgressLine().run { line in try body(line.context) }
  }

  /// Whether Ctrl-C was pressed.
  @Sendable func isCancelled() -> Bool { isInterrupted.load(ordering: .relaxed) }

  /// Shows a step, where anybody watches.
  @Sendable func show(_ progress: PlanningProgress) {
    guard isTerminal else { return }
    let seconds = Int((began.duration(to: .now) / .seconds(1)).rounded())
    write("\r\u{1b}[K" + Self.line(progress, seconds: seconds))
    hasLine.store(true, ordering: .relaxed)
  }

  /// What is shown of a step.
  static func line(_ progress: PlanningProgress, seconds: Int) -> String {
    let objective = String(format: "%.4f", progress.objective)
    let captured = String(format: "%.1f", 100 * progress.captured)
    return "\(progress.stage.rawValue): objective \(objective), "
      + (progress.bound > 0 ? "\(captured) % captured, " : "")
      + "\(progress.migrations) migrations, \(seconds) s (Ctrl-C takes what there is)"
  }

  private func interrupt() {
    if isInterrupted.exchange(true, ordering: .relaxed) { leaveAtOnce() }
    write((isTerminal ? "\r\u{1b}[K" : "") + "finishing with the best plan so far\n")
  }

  private func leaveAtOnce() -> Never {
    let context = watched.withLock { $0 }
    do {
      if let leave, let plan = try context?.bestPlan() { try leave(plan) }
    } catch {
      write("error: the best plan so far cannot be shown: \(error)\n")
    }
    _exit(130)
  }

  private func clear() {
    if hasLine.load(ordering: .relaxed) { write("\r\u{1b}[K") }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
