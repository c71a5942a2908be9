/// How much a solver may still do: work that is the same on every machine, and time that is not.
struct Budget {
  /// Move evaluations done; simplex iterations are converted.
  private(set) var work = 0
  private let workLimit: Int
  private let deadline: ContinuousClock.Instant?
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
}
