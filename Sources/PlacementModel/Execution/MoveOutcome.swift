/// What became of one move of a plan that is or was carried out.
public struct MoveOutcome: Sendable, Hashable, Codable, Identifiable {
  /// The migration's number in the plan.
  public var id: Int
  /// The VM's full name.
  public var vm: String
  /// The node it left or would leave; `nil` for a placement.
  public var from: String?
  /// The node it was meant for.
  public var to: String
  /// How it moved; may differ from the plan after a retry as a cold move.
  public var type: Plan.MigrationType
  /// How far it got.
  public var state: State
  /// Seconds since 1970 when it began.
  public var began: Double?
  /// How long it took, or takes so far, in seconds.
  public var seconds: Double?
  /// What it waits for, why it was dropped, or what went wrong.
  public var message: String?
  /// What kind of thing went wrong.
  public var cause: FailureCause?
  /// What has to be known about the VM because the move did not end well: still stopped, still
  /// pinned, with its former settings.
  public var leftover: String?

  /// How far a move got.
  public enum State: String, Sendable, Hashable, Codable, CaseIterable {
    /// It has not begun.
    case pending
    /// It is under way.
    case running
    /// The VM runs where it was meant to.
    case done
    /// It failed.
    case failed
    /// Validation or a change in the cluster took it out of the plan.
    case dropped
    /// The operator gave it up.
    case skipped
    /// The run ended before its turn.
    case notAttempted
  }

  /// Creates an outcome.
  public init(
    id: Int,
    vm: String,
    from: String?,
    to: String,
    type: Plan.MigrationType,
    state: State,
    began: Double? = nil,
    seconds: Double? = nil,
    message: String? = nil,
    cause: FailureCause? = nil,
    leftover: String? = nil
  ) {
    self.id = id
    self.vm = vm
    self.from = from
    self.to = to
    self.type = type
    self.state = state
    self.began = began
    self.seconds = seconds
    self.message = message
    self.cause = cause
    self.leftover = leftover
  }
}

/// What kind of thing went wrong with a move.
public enum FailureCause: String, Sendable, Hashable, Codable, CaseIterable {
  /// The migration took longer than the platform allows.
  case timeout
  /// The migration did not begin in time: no room, no slot, an image that cannot be pulled.
  case notStarted
  /// The target takes no more: capacity, taints, affinity.
  case unschedulable
  /// A namespace's quota has no room for the second pod.
  case quota
  /// The platform refuses for lack of rights.
  case forbidden
  /// The platform refuses for another reason.
  case rejected
  /// The VM runs on another node than planned.
  case wrongNode
  /// The VM is gone.
  case vanished
  /// Somebody else migrates, stops or starts the VM.
  case interference
  /// A cold VM did not stop or did not come up in time.
  case notUp
  /// The platform cannot be reached or answers nonsense.
  case unavailable
  /// Somebody cancelled the migration.
  case cancelled
  /// The platform gave a reason that is not one of these.
  case other
}
