import PlacementModel

/// How far one move is.
public struct MoveState: Sendable, Hashable {
  /// The move in the plan.
  public let migration: Plan.Migration
  /// How it is made; a retry may make a cold move of a live one.
  public internal(set) var type: Plan.MigrationType
  /// How far it is.
  public internal(set) var status: Status = .pending
  /// Which try it is, from 1.
  public internal(set) var attempt = 1
  /// Seconds since 1970 when its first step was taken.
  public internal(set) var began: Double?
  /// Seconds since 1970 when it was over.
  public internal(set) var ended: Double?
  /// When the step that is being taken began, in seconds since 1970.
  var stepBegan = 0.0
  /// When the platform was last asked for it; 0 where it was not yet.
  var lastAsked = 0.0
  /// Whether the platform is known to have accepted the step.
  var isAccepted = false
  /// Whether its live migration has left the queue.
  var isStarted = false
  /// The VM's settings before they were changed, until they are restored.
  public internal(set) var settings: Settings?
  /// Why it fails once the step is done.
  var failure: Failure?
  /// What it comes to once the VM is restored.
  var settlement: Settlement = .skipped
  /// What has to be known of how it ended.
  public internal(set) var note: String?
  /// How many moves at the head of the plan must be over before it may start: all earlier batches.
  var waitsFor = 0
  /// In streaming, the positions of those that must be over before it may start, and no others.
  var forerunners: [Int] = []

  /// How far a move is.
  public enum Status: Sendable, Hashable {
    /// It has not begun.
    case pending
    /// A step is being taken.
    case active(Step)
    /// The VM runs on a node as planned.
    case done(node: String)
    /// It failed; a decision is due.
    case failed(Failure)
    /// It is out.
    case dropped(reason: String)
    /// It was given up.
    case settled(Settlement)
  }

  /// How a move was given up.
  public enum Settlement: String, Sendable, Hashable {
    /// By the operator, with the others going on.
    case skipped
    /// With the whole run.
    case aborted
  }

  init(_ migration: Plan.Migration) {
    self.migration = migration
    type = migration.type
  }

  /// The moves of a plan, each knowing for which others it waits.
  static func all(of plan: Plan) -> [MoveState] {
    var moves = plan.migrations.map(MoveState.init)
    if plan.timeline?.schedule == .streaming {
      var positions: [Int: Int] = [:]
      for i in moves.indices {
        moves[i].forerunners = moves[i].migration.after.compactMap { positions[$0] }
        positions[moves[i].migration.id] = i
      }
      return moves
    }
    for i in moves.indices.dropFirst() {
      let isSameBatch = moves[i].migration.batch == moves[i - 1].migration.batch
      moves[i].waitsFor = isSameBatch ? moves[i - 1].waitsFor : i
    }
    return moves
  }

  /// Whether a step of it is being taken.
  var isActive: Bool { step != nil }

  /// The step that is being taken.
  public var step: Step? {
    if case .active(let step) = status { return step }
    return nil
  }

  /// Whether others need not wait for it any more.
  var isSettled: Bool {
    switch status {
    case .done, .dropped, .settled: true
    case .pending, .active, .failed: false
    }
  }

  /// Whether it is expected to take the VM down.
  var isCold: Bool { type != .live }

  /// Whether the plan moves a VM that does not run.
  var movesStoppedVM: Bool { migration.type == .cold && migration.downtimeSeconds == 0 }
}
