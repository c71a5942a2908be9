import PlacementModel

/// What the entries of a journal amount to.
public struct RunState: Sendable, Hashable {
  /// What the run is about.
  public let header: RunHeader
  /// The moves, in the plan's order.
  public internal(set) var moves: [MoveState]
  /// Whether moves start, end or wait.
  public internal(set) var phase: Phase
  /// Whether the cluster has to be read afresh before anything more starts.
  public internal(set) var needsValidation: Bool
  /// The limits on concurrent migrations, as last read.
  public internal(set) var limits: MigrationPolicy
  /// Drained nodes that are still to be cordoned.
  public internal(set) var uncordoned: [String]
  /// What was dropped and why, and other things to know.
  public internal(set) var warnings: [String]
  /// Seconds since 1970 when the run began, and of the last entry.
  public internal(set) var began: Double
  /// The time of the last entry.
  public internal(set) var latest: Double

  /// Whether moves start, end or wait.
  public enum Phase: Sendable, Hashable {
    /// Moves start as soon as they can.
    case running
    /// Nothing new starts; what runs may end.
    case stopping(reason: String)
    /// A decision is due.
    case paused(reason: String)
    /// The operator ended it; VMs are being restored.
    case aborting
    /// It is over.
    case finished(aborted: Bool)
  }

  /// The state at the beginning of a run.
  init(header: RunHeader, at time: Double) {
    self.header = header
    moves = MoveState.all(of: header.plan)
    phase = .running
    needsValidation = true
    limits = header.plan.inventory?.policy.migration ?? MigrationPolicy()
    uncordoned = header.options.cordon ? header.plan.goal.drain : []
    warnings = []
    began = time
    latest = time
  }

  /// What entries amount to.
  ///
  /// - Throws: ``JournalError`` where they do not begin a run or contradict each other.
  public init(_ entries: some Sequence<JournalEntry>) throws(JournalError) {
    var state: RunState?
    for entry in entries {
      if state == nil {
        guard case .began(let header) = entry.event else {
          throw JournalError("it does not begin with the beginning of a run")
        }
        state = RunState(header: header, at: entry.time)
      } else {
        try state?.apply(entry)
      }
    }
    guard let state else { throw JournalError("it is empty") }
    self = state
  }

  /// Whether nothing is left to do.
  package var isFinished: Bool {
    if case .finished = phase { true } else { false }
  }

  /// The position of a move.
  func index(of move: Int) -> Int? {
    // Ids count up from 1 in every legal plan.
    let guess = move - 1
    if moves.indices.contains(guess), moves[guess].migration.id == move { return guess }
    return moves.firstIndex { $0.migration.id == move }
  }

  /// Whether any move is under way.
  var isBusy: Bool { moves.contains { $0.isActive } }

  /// Whether each move is over, and with it all that it had to wait for: one that was dropped does
  /// not let those pass that it would have held back.
  var over: [Bool] {
    var over: [Bool] = []
    over.reserveCapacity(moves.count)
    for move in moves {
      over.append(move.isSettled && move.forerunners.allSatisfy { over[$0] })
    }
    return over
  }

  /// The position of the first move that others may have to wait for.
  var firstUnsettled: Int { moves.firstIndex { !$0.isSettled } ?? moves.count }
}

/// A journal that cannot be made sense of.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var description: String

  /// Creates an error.
  public init(_ description: String) { self.description = description }
}
