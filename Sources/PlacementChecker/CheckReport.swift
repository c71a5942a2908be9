import PlacementModel

/// What the checker found in a plan.
public struct CheckReport: Sendable, Hashable, Codable {
  /// Everything that is wrong, in the order of the replay.
  public var violations: [Violation]
  /// What each batch did, as replayed.
  public var transcript: [Step]

  /// Whether nothing is wrong.
  public var isLegal: Bool { violations.isEmpty }

  /// A batch as replayed.
  public struct Step: Sendable, Hashable, Codable {
    /// Its number.
    public var batch: Int
    /// How its VMs move.
    public var type: Plan.MigrationType
    /// The VMs that move, with where from and where to.
    public var moves: [String]
    /// The nodes that take VMs in, in the order of the inventory.
    public var receivers: [Receiver]

    /// Creates a step.
    public init(
      batch: Int,
      type: Plan.MigrationType,
      moves: [String],
      receivers: [Receiver]
    ) {
      self.batch = batch
      self.type = type
      self.moves = moves
      self.receivers = receivers
    }
  }

  /// A node that takes VMs in, at the worst moment of the batch.
  public struct Receiver: Sendable, Hashable, Codable {
    /// The node.
    public var node: String
    /// Requests of cpu over the capacity limit, with every arrival and no departure.
    public var cpu: Double
    /// Requests of memory over the capacity limit, with every arrival and no departure.
    public var memory: Double

    /// Creates a receiver.
    public init(node: String, cpu: Double, memory: Double) {
      self.node = node
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// Creates a report.
  public init(violations: [Violation], transcript: [Step]) {
    self.violations = violations
    self.transcript = transcript
  }
}
