import PlacementModel

/// Decides what a run does next: from its state and what the platform tells, and from nothing else.
///
/// What it decides is a list of proposals: entries for the journal, some with a command that is
/// given once the entry is safe. Asked a second time in the same situation, it proposes the same.
struct Conductor {
  let state: RunState
  let transfers: [Transfer]
  let details: Details
  /// What ``details`` were asked about.
  let asked: DetailsRequest
  /// Moves that were asked for something since the details were told.
  let untouchable: Set<Int>
  let now: Double

  /// What is proposed.
  private(set) var proposals: [Proposal] = []
  /// What has to be known first.
  private(set) var wants = DetailsRequest()
  /// What pending moves wait for.
  private(set) var waits: [Int: String] = [:]

  private let ours: [Tag: Transfer]
  private let busy: [String: Transfer]

  /// An entry, and what follows once it is safe.
  struct Proposal: Hashable {
    var event: JournalEvent
    var command: Command?
  }

  init(
    state: RunState,
    transfers: [Transfer],
    details: Details = Details(),
    asked: DetailsRequest = DetailsRequest(),
    untouchable: Set<Int> = [],
    now: Double
  ) {
    self.state = state
    self.transfers = transfers
    self.details = details
    self.asked = asked
    self.untouchable = untouchable
    self.now = now
    var ours: [Tag: Transfer] = [:]
    var busy: [String: Transfer] = [:]
    for transfer in transfers {
      if let tag = transfer.tag, tag.run == state.header.run {
        // Of two with one tag, which no platform should have, the one that is under way counts.
        if ours[tag].map({ !$0.isUnderWay }) ?? true { ours[tag] = transfer }
      }
      if transfer.isUnderWay { busy[transfer.vm] = transfer }
    }
    self.ours = ours
    self.busy = busy
  }

  /// Looks at every move once.
  mutating func decide() {
    switch state.phase {
    case .finished, .paused: return
    case .running, .stopping, .aborting: break
    }
    for move in state.moves where move.isActive && !untouchable.contains(move.migration.id) {
      attend(to: move)
    }
    // A crash may have come between noting a failure and noting what follows from it.
    for case .failed in state.moves.lazy.map(\.status) {
      stop(because: "a migration failed")
      break
    }
    switch state.phase {
    case .running where !state.needsValidation: start()
    case .stopping: if !state.isBusy { propose(.paused) }
    case .aborting: if !state.isBusy { propose(.finished) }
    default: break
    }
  }

  mutating func propose(_ event: JournalEvent, _ command: Command? = nil) {
    proposals.append(Proposal(event: event, command: command))
  }

  /// The state of a VM: known, gone, or still to be asked for.
  enum Look {
    case unknown
    case gone
    case machine(Details.Machine)
  }

  mutating func look(at vm: String) -> Look {
    guard asked.machines.contains(vm) else {
      wants.machines.insert(vm)
      return .unknown
    }
    return details.machines[vm].map(Look.machine) ?? .gone
  }

  mutating func condition(of node: String) -> Details.NodeCondition?? {
    guard asked.nodes.contains(node) else {
      wants.nodes.insert(node)
      return nil
    }
    return .some(details.nodes[node])
  }

  mutating func explanation(of transfer: Transfer) -> String?? {
    guard asked.stuck.contains(transfer.name) else {
      wants.stuck.insert(transfer.name)
      return nil
    }
    return .some(details.explanations[transfer.name] ?? transfer.message)
  }

  mutating func wait(_ move: MoveState, for what: String) {
    waits[move.migration.id] = what
  }

  /// Another migration of a move's VM than its own.
  func foreigner(_ move: MoveState) -> Transfer? {
    guard let transfer = busy[move.migration.vm], transfer.tag != tag(of: move) else { return nil }
    return transfer
  }

  func transfer(of move: MoveState) -> Transfer? { ours[tag(of: move)] }

  func tag(of move: MoveState) -> Tag {
    Tag(run: state.header.run, move: move.migration.id, attempt: move.attempt)
  }

  // MARK: - Steps

  /// Asks for a step of a move.
  mutating func ask(
    _ move: MoveState,
    _ step: Step,
    _ command: Command,
    settings: Settings? = nil,
    failure: Failure? = nil
  ) {
    let intention = Intention(
      move: move.migration.id,
      step: step,
      command: command,
      settings: settings,
      failure: failure
    )
    propose(.intended(intention), command)
  }

  /// Asks again for a step that the platform may not have heard of, once an interval.
  mutating func askAgain(_ move: MoveState, _ step: Step, _ command: Command) {
    guard !move.isAccepted, now - move.lastAsked >= state.header.options.interval else { return }
    ask(move, step, command)
  }

  /// A move fails; where nothing else was decided yet, nothing new starts from here on.
  mutating func fail(_ move: MoveState, _ cause: FailureCause, _ message: String) {
    propose(.failed(move: move.migration.id, failure: Failure(cause, message)))
    stop(because: "migration \(move.migration.id) (\(move.migration.vm)) failed")
  }

  /// Nothing new starts from here on.
  mutating func stop(because reason: String) {
    guard case .running = state.phase else { return }
    let isProposed = proposals.contains {
      if case .stopping = $0.event { return true }
      return false
    }
    if !isProposed { propose(.stopping(reason: reason)) }
  }

  private mutating func attend(to move: MoveState) {
    switch move.step {
    case .pinning: attendPinning(move)
    case .migrating: attendMigrating(move)
    case .withdrawing: attendWithdrawing(move)
    case .stopping: attendStopping(move)
    case .starting: attendStarting(move)
    case .restoring: attendRestoring(move)
    case .recoveryStopping: attendRecoveryStopping(move)
    case .recoveryStarting: attendRecoveryStarting(move)
    case .recoveryRestoring: attendRecoveryRestoring(move)
    case nil: break
    }
  }

  /// Whether a step has taken longer than so many seconds.
  func isOver(_ seconds: Double, _ move: MoveState) -> Bool { now - move.stepBegan >= seconds }
}
