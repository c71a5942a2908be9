import PlacementModel

/// Carries a run along: reads, lets the conductor decide, writes, and only then acts.
struct Driver: Sendable {
  private(set) var state: RunState
  private var openings: [JournalEvent]
  let executor: any Executor
  private let journal: any Journal
  let clock: any ExecutionClock
  private let control: RunControl
  private var updates: [RunUpdate] = []
  private var waits: [Int: String] = [:]
  private var isOver = false
  /// Since when the platform does not answer.
  private var silentSince: Double?

  init(
    state: RunState,
    openings: [JournalEvent],
    executor: any Executor,
    journal: any Journal,
    clock: any ExecutionClock,
    control: RunControl
  ) {
    self.state = state
    self.openings = openings
    self.executor = executor
    self.journal = journal
    self.clock = clock
    self.control = control
  }

  /// The next update; `nil` after the report.
  mutating func next() async -> RunUpdate? {
    while updates.isEmpty, !isOver {
      do {
        try await advance()
      } catch let end as RunEnd {
        await finish(because: end.reason)
      } catch {
        await finish(because: "\(error)")
      }
    }
    return updates.isEmpty ? nil : updates.removeFirst()
  }

  /// Why a run cannot go on, which its journal does not tell.
  private struct RunEnd: Error {
    var reason: String
  }

  /// One look at the platform and what follows from it.
  private mutating func advance() async throws {
    if !openings.isEmpty {
      let event = openings.removeFirst()
      if case .began = event {
        // The state has begun with it already.
        try record(event)
      } else {
        try write(event)
      }
      return
    }
    if control.interruptions > 0 {
      guard control.interruptions == 1 else { throw RunEnd(reason: "interrupted twice") }
      if case .running = state.phase { try write(.stopping(reason: "interrupted")) }
    }
    switch state.phase {
    case .paused(let reason): return await finish(because: reason)
    case .finished: return await finish(because: nil)
    case .running, .stopping, .aborting: break
    }
    do {
      let transfers = try await executor.transfers()
      if state.needsValidation, state.phase == .running, !state.isBusy { try await validate() }
      try await settle(transfers)
      silentSince = nil
    } catch let error as ExecutorError {
      try bear(error)
    }
    switch state.phase {
    case .paused, .finished: return
    case .running, .stopping, .aborting: break
    }
    if updates.isEmpty { tell(.tick) }
    await control.sleep(seconds: state.header.options.interval, on: clock)
  }

  /// Does everything that follows from one look.
  private mutating func settle(_ transfers: [Transfer]) async throws {
    var details = Details()
    var asked = DetailsRequest()
    // A move that was just asked for something is as it was known to be no longer.
    var touched: Set<Int> = []
    while true {
      var conductor = Conductor(
        state: state,
        transfers: transfers,
        details: details,
        asked: asked,
        untouchable: touched,
        now: clock.now()
      )
      conductor.decide()
      if !conductor.wants.isEmpty {
        let found = try await executor.details(of: conductor.wants)
        details.machines.merge(found.machines) { $1 }
        details.nodes.merge(found.nodes) { $1 }
        details.explanations.merge(found.explanations) { $1 }
        asked.machines.formUnion(conductor.wants.machines)
        asked.nodes.formUnion(conductor.wants.nodes)
        asked.stuck.formUnion(conductor.wants.stuck)
        continue
      }
      waits = conductor.waits
      guard !conductor.proposals.isEmpty else { return }
      for proposal in conductor.proposals {
        try write(proposal.event)
        guard let command = proposal.command else { continue }
        if case .intended(let intention) = proposal.event { touched.insert(intention.move) }
        guard try await carryOut(command, proposal.event) else { break }
      }
      if state.needsValidation { return }
    }
  }

  /// Gives a command; returns whether those that were decided with it may follow.
  private mutating func carryOut(_ command: Command, _ event: JournalEvent) async throws -> Bool {
    do {
      try await executor.perform(command)
      if case .intended(let intention) = event { try write(.accepted(move: intention.move)) }
      return true
    } catch let error as ExecutorError {
      guard case .intended(let intention) = event else {
        try write(.stopping(reason: "a node could not be cordoned: \(error)"))
        return false
      }
      if error.leavesDoubt {
        tell(.trouble("\(command.vm ?? "migration \(intention.move)"): \(error)"))
        return error.code == .conflict || error.code == .busy
      }
      for event in Consequence.of(error, for: intention, in: state) { try write(event) }
      return false
    }
  }

  /// Reads the cluster afresh and drops what is no longer possible.
  private mutating func validate() async throws {
    let fresh = try await executor.inventory()
    let result = Validation(state: state, fresh: fresh)
    try write(.validated(drops: result.drops, limits: result.limits))
    if let reason = result.objection { try write(.stopping(reason: reason)) }
  }

  /// The platform does not answer: wait and see, but not for ever.
  private mutating func bear(_ error: ExecutorError) throws {
    let now = clock.now()
    let since = silentSince ?? now
    silentSince = since
    if error.code == .superseded { throw RunEnd(reason: error.message) }
    if !error.leavesDoubt {
      throw RunEnd(reason: "the cluster cannot be read: \(error)")
    }
    if now - since >= state.header.options.patience {
      throw RunEnd(reason: "the cluster has not answered for \(Int(now - since)) s: \(error)")
    }
    tell(.trouble("\(error)"))
  }

  // MARK: - Writing

  private mutating func write(_ event: JournalEvent) throws {
    let entry = try record(event)
    try state.apply(entry)
    tell(.entry(event))
  }

  @discardableResult
  private mutating func record(_ event: JournalEvent) throws -> JournalEntry {
    let entry = JournalEntry(time: clock.now(), event: event)
    do {
      try journal.append(entry)
    } catch {
      throw RunEnd(
        reason: "the journal cannot be written, so that nothing more is started: \(error)"
      )
    }
    return entry
  }

  private mutating func tell(_ event: RunUpdate.Event) {
    updates.append(RunUpdate(event: event, state: state, time: clock.now(), waits: waits))
  }

  private mutating func finish(because reason: String?) async {
    isOver = true
    let report = await Conclusion(state: state, executor: executor, now: clock.now())
      .report(because: reason)
    tell(.stopped(report))
  }
}
