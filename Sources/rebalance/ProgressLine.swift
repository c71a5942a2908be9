import Foundation
import PlacementSolver
import Synchronization

/// Shows on a terminal how far planning has come, and lets Ctrl-C end it early with the best plan
/// so far.
final class ProgressLine: Sendable {
  private let isInterrupted = Atomic(false)
  private let hasLine = Atomic(false)
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now

  /// Runs a body with Ctrl-C meaning "enough"; a second one ends the program at once.
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
    _ body: (
      @escaping @Sendable () -> Bool, (@Sendable (PlanningProgress) -> Void)?
    ) throws -> Result
  ) rethrows -> Result {
    guard isLong else { return try body({ false }, nil) }
    return try ProgressLine().run { line in try body(line.isCancelled, line.show) }
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
    if isInterrupted.exchange(true, ordering: .relaxed) { _exit(130) }
    write((isTerminal ? "\r\u{1b}[K" : "") + "finishing with the best plan so far\n")
  }

  private func clear() {
    if hasLine.load(ordering: .relaxed) { write("\r\u{1b}[K") }
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
