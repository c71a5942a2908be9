/// What carrying out a plan came to: written when a run ends or pauses.
public struct ExecutionReport: Sendable, Hashable, Codable {
  /// The version of the document's shape: `placementsolver/v1`.
  public var apiVersion: String
  /// `ExecutionReport`.
  public var kind: String
  /// The run's identifier, as it is on the objects it made.
  public var run: String
  /// The digest of the plan.
  public var planDigest: String
  /// What the run came to.
  public var status: Status
  /// Why it paused; `nil` where it did not.
  public var reason: String?
  /// Whether nothing was changed: a simulation.
  public var isSimulated: Bool
  /// What became of each move, in the plan's order.
  public var moves: [MoveOutcome]
  /// Seconds from the first action to the last.
  public var seconds: Double
  /// Each node as planned for and as measured at the end; empty where it could not be read.
  public var nodes: [Plan.NodeState]
  /// Standard deviations as planned for and as measured at the end.
  public var balance: Plan.Balance?
  /// Whether the loads at the end are measured use or requests.
  public var loadSource: LoadSource
  /// What the operator should know.
  public var warnings: [String]

  /// What a run came to.
  public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is under way.
    case running
    /// Every move was made.
    case complete
    /// Every move but those that were dropped or skipped was made.
    case partial
    /// It waits for a decision.
    case paused
    /// The operator ended it.
    case aborted
  }

  /// Creates a report.
  public init(
    run: String,
    planDigest: String,
    status: Status,
    reason: String? = nil,
    isSimulated: Bool = false,
    moves: [MoveOutcome],
    seconds: Double = 0,
    nodes: [Plan.NodeState] = [],
    balance: Plan.Balance? = nil,
    loadSource: LoadSource = .usage,
    warnings: [String] = []
  ) {
    self.apiVersion = Plan.documentVersion
    self.kind = "ExecutionReport"
    self.run = run
    self.planDigest = planDigest
    self.status = status
    self.reason = reason
    self.isSimulated = isSimulated
    self.moves = moves
    self.seconds = seconds
    self.nodes = nodes
    self.balance = balance
    self.loadSource = loadSource
    self.warnings = warnings
  }

  /// How many moves are in a state.
  public func count(_ states: MoveOutcome.State...) -> Int {
    moves.count { states.contains($0.state) }
  }
}

/// How far a run is, for showing while it goes on.
public struct ExecutionProgress: Sendable, Hashable, Codable {
  /// The moves, in the plan's order.
  public var moves: [MoveOutcome]
  /// How long the rest is expected to take, in seconds.
  public var remainingSeconds: Double

  /// Creates a progress.
  public init(moves: [MoveOutcome], remainingSeconds: Double) {
    self.moves = moves
    self.remainingSeconds = remainingSeconds
  }
}
