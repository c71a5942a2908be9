import PlacementModel

/// How much a solver may still do: work that is the same on every machine, and time that is not.
struct Budget: Sendable {
  /// Move evaluations done; simplex iterations are converted.
  private(set) var work = 0
  private let workLimit: Int
  private let began = ContinuousClock.now
  private var deadline: ContinuousClock.Instant?
  private let isCancelled: @Sendable () -> Bool
  private var nextLook = 0
  private var stopped: SolverInfo.Termination?

  init(
    workLimit: Int?,
    deadline: ContinuousClock.Instant?,
    isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
  ) {
    self.workLimit = workLimit ?? .max
    self.deadline = deadline
    self.isCancelled = isCancelled
  }

  /// No limit at all, for what must be done whatever it takes.
  static var unlimited: Budget { Budget(workLimit: nil, deadline: nil, isCancelled: { false }) }

  /// Counts work.
  ///
  /// The clock is read every few thousand units only.
  @inline(__always)
  mutating func spend(_ units: Int) {
    work += units
    if work >= nextLook { look() }
  }

  private mutating func look() {
    nextLook = work + 4_096
    if work >= workLimit {
      stopped = stopped ?? .workLimit
    } else if isCancelled() {
      stopped = .interrupted
    } else if let deadline, ContinuousClock.now >= deadline {
      stopped = stopped ?? .timeLimit
    } else {
      nextLook = min(nextLook, workLimit)
    }
  }

  /// Why to stop; `nil` while there is something left.
  var termination: SolverInfo.Termination? { stopped }

  /// Whether to stop.
  var isExhausted: Bool { stopped != nil }

  /// Work left.
  var remainingWork: Int { max(0, workLimit - work) }

  /// Time left, `nil` where time does not count.
  var remainingTime: Duration? {
    deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
  }

  /// The share of the budget that is used up, of work or of time, whichever is more.
  var progress: Double {
    let done = workLimit == .max ? 0 : Double(work) / Double(max(1, workLimit))
    guard let deadline else { return min(1, done) }
    let whole = max(began.duration(to: deadline) / .seconds(1), 1e-9)
    return min(1, max(done, began.duration(to: .now) / .seconds(1) / whole))
  }

  /// A budget of its own for a part of the work: at most so much of it, and a share of the time
  /// left.
  func part(work: Int, timeShare: Double = 1) -> Budget {
    let now = ContinuousClock.now
    var part = Budget(
      workLimit: min(work, remainingWork),
      deadline: deadline.map { now + max(.zero, now.duration(to: $0)) * timeShare },
      isCancelled: isCancelled
    )
    if stopped != nil { part.stopped = stopped }
    return part
  }

  /// The same time and the same caller who may end it, and all the work that it takes.
  var timeOnly: Budget {
    var part = Budget(workLimit: nil, deadline: deadline, isCancelled: isCancelled)
    part.look()
    return part
  }

  /// The same budget without the time that something later will take, at most half of what is left.
  func keepingTime(_ kept: Duration) -> Budget {
    var rest = self
    if let left = remainingTime { rest.deadline = deadline.map { $0 - min(kept, left / 2) } }
    return rest
  }

  /// Counts what a part has used; what stopped it stops the whole where it was the caller.
  mutating func take(_ part: Budget) {
    spend(part.work)
    if part.stopped == .interrupted { stopped = .interrupted }
  }

  /// Reads the clock, whatever the work.
  mutating func check() { look() }
}
