import PlacementModel

/// Contexts made from another.
extension SolveContext {
  /// No limit, no stop and no progress.
  static var unlimited: SolveContext { SolveContext(stop: { false }) }

  /// A context with a limit on work alone.
  static func limited(to work: Int?) -> SolveContext {
    var context = unlimited
    context.workLimit = work
    return context
  }

  /// The context of one solve: its own limits besides those that there are.
  ///
  /// What ends it is noted for this solve alone.
  func solve(_ options: SolverOptions, work: Int) -> SolveContext {
    var context = SolveContext(
      workLimit: min(work, remainingWork),
      deadline: deadline,
      listeners: Listeners(partOf: listeners)
    )
    context.seed = options.seed
    if let limit = options.timeLimit {
      let latest = listeners.now() + limit
      context.deadline = deadline.map { min($0, latest) } ?? latest
    }
    return context
  }

  /// The context of a solve that is tried on the way: the same deadline and the same stop, work of
  /// its own, and no progress.
  func trial(work: Int?) -> SolveContext {
    var context = SolveContext(
      workLimit: work,
      deadline: deadline,
      listeners: Listeners(silentPartOf: listeners)
    )
    context.seed = seed
    return context
  }

  /// The same context that another may stop, too, and with another who is told.
  func watched(
    stop: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (PlanningProgress) -> Void
  ) -> SolveContext {
    let listeners = listeners
    var context = SolveContext(
      workLimit: workLimit,
      deadline: deadline,
      listeners: Listeners(
        stop: { stop() || listeners.isStopped() },
        progress: { step in
          listeners.report(step)
          progress(step)
        },
        log: { listeners.say($0) },
        now: listeners.now
      )
    )
    context.seed = seed
    return context
  }

  /// The context with another deadline where that is earlier.
  func ending(by latest: ContinuousClock.Instant?) -> SolveContext {
    guard let latest else { return self }
    var context = self
    context.deadline = deadline.map { min($0, latest) } ?? latest
    return context
  }

  /// A part of the work: at most so much of it, and a share of the time left.
  func part(work: Int, timeShare: Double = 1) -> SolveContext {
    let now = listeners.now()
    var part = SolveContext(
      workLimit: min(work, remainingWork),
      deadline: deadline.map { now + max(.zero, now.duration(to: $0)) * timeShare },
      listeners: listeners
    )
    part.seed = seed
    if isExhausted { part.inherit(self) }
    return part
  }

  /// The same time and the same stop, and all the work that it takes.
  var timeOnly: SolveContext {
    var part = SolveContext(deadline: deadline, listeners: listeners)
    part.seed = seed
    _ = part.isOver()
    return part
  }

  /// The same context with another random seed.
  func seeded(_ seed: UInt64) -> SolveContext {
    var context = self
    context.seed = seed
    return context
  }

  /// The same context without the time that something later will take, at most half of what is left.
  func keepingTime(_ kept: Duration) -> SolveContext {
    guard let left = remainingTime else { return self }
    var rest = self
    rest.deadline = deadline.map { $0 - min(kept, left / 2) }
    return rest
  }

  /// The limits of a mixed-integer program.
  ///
  /// - Parameter work: The most work that it may take; what is left where that is less.
  func programLimits(work: Int) -> MIPLimits {
    var limits = MIPLimits()
    let most = min(remainingWork, work)
    limits.work = most == .max ? nil : max(1, most)
    limits.time = remainingTime
    let listeners = listeners
    limits.isCancelled = { listeners.isStopped() }
    return limits
  }
}
