import PlacementModel

/// One line of a journal: something that is about to be done, or that was found out.
///
/// The state of a run is nothing but what its entries amount to (``RunState``), so that a run that
/// goes on after a crash is the same as one that was never interrupted.
public struct JournalEntry: Sendable, Hashable, Codable {
  /// Seconds since 1970.
  public var time: Double
  /// What is about to be done or was found out.
  public var event: JournalEvent

  /// Creates an entry.
  public init(time: Double, event: JournalEvent) {
    self.time = time
    self.event = event
  }
}

/// What a journal tells.
public enum JournalEvent: Sendable, Hashable, Codable {
  /// A run begins; always the first entry.
  case began(RunHeader)
  /// The cluster was read afresh: these moves are out, the others may be made within these limits.
  case validated(drops: [Drop], limits: MigrationPolicy)
  /// A node is about to be cordoned.
  case cordoning(node: String)
  /// A step of a move is about to be taken.
  case intended(Intention)
  /// The platform accepted the step of a move.
  case accepted(move: Int)
  /// A live migration left the queue.
  case started(move: Int)
  /// A move is over: the VM runs on a node.
  case ended(move: Int, node: String, note: String?)
  /// A move failed.
  case failed(move: Int, failure: Failure)
  /// A migration that was only queued is taken back; the move waits again.
  case withdrawn(move: Int)
  /// A move is out.
  case dropped(Drop)
  /// A VM has its former settings again and runs, or not, as the note says.
  case recovered(move: Int, note: String)
  /// Nothing new starts from here on.
  case stopping(reason: String)
  /// Everything that ran has ended; a decision is due.
  case paused
  /// The operator has decided.
  case decided(Decision)
  /// The run is over.
  case finished
}

/// What a run is about.
public struct RunHeader: Sendable, Hashable, Codable {
  /// The run's identifier: lower-case letters and digits, as it is on the objects it makes.
  public var run: String
  /// The plan.
  public var plan: Plan
  /// How it is carried out.
  public var options: RunOptions
  /// The cluster's identity, where it is known.
  public var cluster: String?
  /// Whether live migrations pin the VM to its target meanwhile.
  public var pins: Bool
  /// Whether the cluster is a simulated one, so that nothing of the run is real.
  public var simulated: Bool

  /// Creates a header.
  public init(
    run: String,
    plan: Plan,
    options: RunOptions = RunOptions(),
    cluster: String? = nil,
    pins: Bool = false,
    simulated: Bool = false
  ) {
    self.run = run
    self.plan = plan
    self.options = options
    self.cluster = cluster
    self.pins = pins
    self.simulated = simulated
  }
}

/// How a plan is carried out; durations in seconds.
public struct RunOptions: Sendable, Hashable, Codable {
  /// Between two looks at the cluster.
  public var interval: Double
  /// Within which a live migration must have left the queue.
  public var startTimeout: Double
  /// Within which a cold VM must be down, and again up.
  public var coldTimeout: Double
  /// After which an unanswered request counts as never carried out and may be repeated.
  public var grace: Double
  /// How long an unreachable cluster is borne before the run pauses.
  public var patience: Double
  /// Whether drained nodes are cordoned first.
  public var cordon: Bool

  /// Creates options.
  public init(
    interval: Double = 5,
    startTimeout: Double = 120,
    coldTimeout: Double = 600,
    grace: Double = 45,
    patience: Double = 600,
    cordon: Bool = false
  ) {
    self.interval = interval
    self.startTimeout = startTimeout
    self.coldTimeout = coldTimeout
    self.grace = grace
    self.patience = patience
    self.cordon = cordon
  }
}

/// A move that is taken out.
public struct Drop: Sendable, Hashable, Codable {
  /// The migration's number in the plan.
  public var move: Int
  /// Why.
  public var reason: String

  /// Creates a drop.
  public init(move: Int, reason: String) {
    self.move = move
    self.reason = reason
  }
}

/// A step that is about to be taken.
public struct Intention: Sendable, Hashable, Codable {
  /// The migration's number in the plan.
  public var move: Int
  /// Which step.
  public var step: Step
  /// What the platform is asked.
  public var command: Command
  /// The VM's settings before the first step that changes them.
  public var settings: Settings?
  /// Why the move fails once this step is done.
  public var failure: Failure?
}

/// The steps of a move, of all kinds.
public enum Step: String, Sendable, Hashable, Codable, CaseIterable {
  /// Live, on a platform that cannot be told the target: the VM is being bound to it.
  case pinning
  /// Live: the migration is asked for, waits or runs.
  case migrating
  /// Live: the migration is being called off.
  case withdrawing
  /// Cold: the VM is being shut down.
  case stopping
  /// Cold: it is being started on its target.
  case starting
  /// It gets its former settings back.
  case restoring
  /// After a failure: it is being shut down once more, to be started anywhere.
  case recoveryStopping
  /// After a failure: it is being started anywhere.
  case recoveryStarting
  /// After a failure: it gets its former settings back.
  case recoveryRestoring
}

/// Why a move failed.
public struct Failure: Sendable, Hashable, Codable {
  /// What kind of thing went wrong.
  public var cause: FailureCause
  /// What went wrong, in the platform's words.
  public var message: String

  /// Creates a failure.
  public init(_ cause: FailureCause, _ message: String) {
    self.cause = cause
    self.message = message
  }
}

/// What an operator decides when a run pauses.
public enum Decision: String, Sendable, Hashable, Codable, CaseIterable {
  /// Goes on, with what failed tried again the same way.
  case retry
  /// Goes on, with what failed tried again as cold moves.
  case retryCold
  /// Goes on without what failed.
  case skip
  /// Ends the run; VMs that are down or bound are restored.
  case abort
  /// Goes on after an interruption.
  case proceed
}
