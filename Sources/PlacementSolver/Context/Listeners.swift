import PlacementModel
import Synchronization

/// Who may stop a solve and who is told how it goes, shared by all parts of the solve.
final class Listeners: Sendable {
  private let stop: @Sendable () -> Bool
  private let progress: (@Sendable (PlanningProgress) -> Void)?
  private let log: (@Sendable (String) -> Void)?
  let now: @Sendable () -> ContinuousClock.Instant
  private let hasStopped = Atomic(false)
  private let hasMetDeadline = Atomic(false)
  /// Makes the best plan so far; `nil` before there is one.
  private let best = Mutex<(@Sendable () throws -> Plan)?>(nil)
  /// Where the best plan is published besides.
  private let whole: Listeners?

  init(
    stop: @escaping @Sendable () -> Bool,
    progress: (@Sendable (PlanningProgress) -> Void)?,
    log: (@Sendable (String) -> Void)?,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.stop = stop
    self.progress = progress
    self.log = log
    self.now = now
    whole = nil
  }

  /// The same ones, for a solve of its own.
  init(partOf whole: Listeners) {
    stop = { whole.isStopped() }
    progress = whole.progress
    log = whole.log
    now = whole.now
    self.whole = whole
  }

  /// The same clock and stop, without progress.
  init(silentPartOf whole: Listeners) {
    stop = { whole.isStopped() }
    progress = nil
    log = nil
    now = whole.now
    self.whole = nil
  }

  /// Polls the caller; once it has said yes, it stays so on every thread.
  ///
  /// A task's cancellation is seen on the task's own thread only.
  func isStopped() -> Bool {
    let isStopped = stop() || hasStopped.load(ordering: .relaxed)
    if isStopped { hasStopped.store(true, ordering: .relaxed) }
    return isStopped
  }

  /// Whether it was stopped, as of the last poll.
  var wasStopped: Bool { hasStopped.load(ordering: .relaxed) }

  /// Notes that the clock has ended a part of the solve.
  func noteDeadline() { hasMetDeadline.store(true, ordering: .relaxed) }

  /// Whether the clock has ended any part of the solve.
  var metDeadline: Bool { hasMetDeadline.load(ordering: .relaxed) }

  /// Reports how far the solve is.
  func report(_ step: PlanningProgress) { progress?(step) }

  /// Says what went differently than usual.
  func say(_ line: @autoclosure () -> String) { log?(line()) }

  /// Says how to make the best plan so far.
  func publish(_ plan: @escaping @Sendable () throws -> Plan) {
    best.withLock { $0 = plan }
    whole?.publish(plan)
  }

  /// The best plan so far, made now.
  func bestPlan() throws -> Plan? { try best.withLock { $0 }?() }
}

extension SolveContext {
  /// The best plan found so far, made on the calling thread while the solve goes on; `nil` before
  /// there is one.
  ///
  /// It has no bound that the solve had not proven yet. Where a context is used for several plans,
  /// it is that of the latest.
  ///
  /// - Throws: `EncodingError` where a number in the inventory is not finite.
  public func bestPlan() throws -> Plan? { try listeners.bestPlan() }
}
