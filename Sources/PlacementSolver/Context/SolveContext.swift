import PlacementModel

/// How much may still be done, who may end it, and who is told: the one value that everything that
/// may take long is handed.
///
/// ```swift
/// let context = SolveContext(
///   deadline: .now + .seconds(5),
///   stop: { userHasSeenEnough() },
///   progress: { print($0.stage, $0.objective) }
/// )
/// let plan = try Planner().plan(inventory, goal: goal, context: context)
/// ```
///
/// Work is the same on every machine, time is not: without a deadline, and until it is stopped, the
/// same work limit and seed give the same result. Whatever ends a method, the best that was found so
/// far is returned.
public struct SolveContext: Sendable {
  /// Move evaluations done; simplex iterations are converted.
  public private(set) var work = 0
  /// The most work, in the units of ``SolverOptions/workLimit``; `nil` for no limit.
  public internal(set) var workLimit: Int?
  /// When to end; `nil` for no limit on time.
  public internal(set) var deadline: ContinuousClock.Instant?
  /// The random seed.
  public internal(set) var seed: UInt64 = 1

  let listeners: Listeners
  private let began: ContinuousClock.Instant
  /// The amount of work at which limits are looked at the next time.
  private var nextLook = 0
  private var stopped: SolverInfo.Termination?

  /// Creates a context.
  ///
  /// The limits of ``SolverOptions`` hold besides.
  ///
  /// - Parameters:
  ///   - deadline: When to end; default: no limit but that of the options. It covers everything
  ///     that is done with the context. Forced moves are planned in any case.
  ///   - stop: Polled during the solve, on any thread; return `true` to stop it. The best plan so
  ///     far is then made, and its termination is `interrupted`. Default: once the task that calls
  ///     is cancelled.
  ///   - progress: Told about each step, on any thread.
  ///   - log: Told, in a line of English each, what went differently than usual.
  ///   - now: The clock; default: the continuous clock.
  public init(
    deadline: ContinuousClock.Instant? = nil,
    stop: @escaping @Sendable () -> Bool = { Task.isCancelled },
    progress: (@Sendable (PlanningProgress) -> Void)? = nil,
    log: (@Sendable (String) -> Void)? = nil,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.init(
      deadline: deadline,
      listeners: Listeners(stop: stop, progress: progress, log: log, now: now)
    )
  }

  init(workLimit: Int? = nil, deadline: ContinuousClock.Instant?, listeners: Listeners) {
    self.workLimit = workLimit
    self.deadline = deadline
    self.listeners = listeners
    began = listeners.now()
  }

  /// Counts work.
  ///
  /// Limits are looked at every few thousand units only.
  @inline(__always)
  mutating func spend(_ units: Int) {
    work += units
    if work >= nextLook { look() }
  }

  private mutating func look() {
    nextLook = work + Self.unitsPerLook
    if listeners.isStopped() {
      stopped = .interrupted
    } else if let workLimit, work >= workLimit {
      stopped = stopped ?? .workLimit
    } else if let deadline, listeners.now() >= deadline {
      stopped = stopped ?? .timeLimit
      if stopped == .timeLimit { listeners.noteDeadline() }
    } else if let workLimit {
      nextLook = min(nextLook, workLimit)
    }
  }

  /// How much work is done between two looks at the limits.
  static let unitsPerLook = 4_096

  /// Looks at the limits, whatever the work; whether to end.
  mutating func isOver() -> Bool {
    look()
    return isExhausted
  }

  /// Why to end; `nil` while there is something left.
  var termination: SolverInfo.Termination? { stopped }

  /// Whether to end, as of the last look.
  var isExhausted: Bool { stopped != nil }

  /// Why any part of it ended before it was done, what matters most first.
  var ending: SolverInfo.Termination? {
    if listeners.wasStopped { return .interrupted }
    return listeners.metDeadline ? .timeLimit : stopped
  }

  /// Work left.
  var remainingWork: Int { workLimit.map { max(0, $0 - work) } ?? .max }

  /// Time left, `nil` where time does not count.
  var remainingTime: Duration? {
    deadline.map { max(.zero, listeners.now().duration(to: $0)) }
  }

  /// Time since the context was made.
  var elapsed: Duration { began.duration(to: listeners.now()) }

  /// The share of the limits that is used up, of work or of time, whichever is more.
  var share: Double {
    let done = workLimit.map { Double(work) / Double(max(1, $0)) } ?? 0
    guard let deadline else { return min(1, done) }
    let whole = max(began.duration(to: deadline) / .seconds(1), 1e-9)
    return min(1, max(done, elapsed / .seconds(1) / whole))
  }

  /// Counts what a part has used; where it was stopped, the whole is.
  mutating func take(_ part: SolveContext) {
    spend(part.work)
    if part.stopped == .interrupted { stopped = .interrupted }
  }

  /// Takes over why a part ended.
  mutating func inherit(_ part: SolveContext) { stopped = part.stopped }
}
