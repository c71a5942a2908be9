extension Plan {
  /// Something that would unlock an infeasible goal.
  ///
  /// Whatever is offered was tried: with these changes every forced move is possible.
  public struct Relaxation: Sendable, Hashable, Codable {
    /// What to do, in the operator's words.
    public var message: String
    /// Whether this plan already assumes it.
    public var applied: Bool
    /// The same for machines: what changes in the inventory or the goal, all of it together.
    public var changes: [Amendment]
    /// How much it asks of the operator, by which the list is sorted; see ``Amendment/cost``.
    public var cost: Double
    /// The migrations of the plan that it was tried with.
    public var migrations: Int?

    /// Creates a relaxation.
    public init(
      message: String,
      applied: Bool = false,
      changes: [Amendment] = [],
      cost: Double = 0,
      migrations: Int? = nil
    ) {
      self.message = message
      self.applied = applied
      self.changes = changes
      self.cost = cost
      self.migrations = migrations
    }
  }

  /// One demand of several that cannot all be met.
  public struct Demand: Sendable, Hashable, Codable {
    /// What is demanded, in one line.
    public var message: String
    /// The rule behind it, as ``ReasonCode`` spells it; `draining` for a VM that must leave.
    public var code: ReasonCode

    /// Creates a demand.
    public init(message: String, code: ReasonCode) {
      self.message = message
      self.code = code
    }
  }
}
