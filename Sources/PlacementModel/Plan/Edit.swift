extension Plan {
  /// A change that somebody made to a plan, and what it cost.
  ///
  /// A plan keeps the history of its changes in ``Plan/edits``. VMs are named and not numbered, as
  /// numbers change with every edit.
  public struct Edit: Sendable, Hashable, Codable {
    /// What was done.
    public var action: Action
    /// The full names of the VMs it is about.
    ///
    /// One for ``Action/skip``, ``Action/retarget`` and ``Action/include``; for ``Action/reorder``
    /// those that move first, in this order, a parked one twice.
    public var vms: [String]
    /// The numbers their migrations had in the plan that was changed.
    public var migrations: [Int]
    /// The node a VM was sent to instead.
    public var node: String?
    /// The alternative that was accepted, by the number it had.
    public var alternative: Int?
    /// What that alternative is, in a few words.
    public var title: String?
    /// What it changed; `nil` where it has not been applied.
    public var effect: Effect?

    /// What can be done to a plan.
    public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
      /// A VM stays where it is.
      case skip
      /// A VM ends on another node.
      case retarget
      /// A VM that the plan did not move moves.
      case include
      /// Migrations run in another order.
      case reorder
      /// Migrations run one after the other.
      case sequential
      /// Everything not decided by hand is planned anew.
      case reoptimize
      /// What an alternative proposes is planned instead.
      case accept
    }

    /// The figures before and after.
    public struct Effect: Sendable, Hashable, Codable {
      /// The objective; smaller is better.
      public var objective: Change
      /// The relative reduction of each standard deviation.
      public var improvement: Balance
      /// The number of migrations, placements not counted.
      public var migrations: NodeState.Count
      /// The time all batches take.
      public var estimatedSeconds: Change
      /// The sum of the cold migrations' downtimes.
      public var downtimeSeconds: Change

      /// Compares two plans.
      public init(from before: Plan, to after: Plan) {
        let (a, b) = (before.summary, after.summary)
        objective = Change(before: before.solver.objective, after: after.solver.objective)
        improvement = Balance(
          cpu: Change(before: a.improvement.cpu, after: b.improvement.cpu),
          memory: Change(before: a.improvement.memory, after: b.improvement.memory),
          count: Change(before: a.improvement.count, after: b.improvement.count)
        )
        migrations = NodeState.Count(before: a.migrations, after: b.migrations)
        estimatedSeconds = Change(before: a.estimatedSeconds, after: b.estimatedSeconds)
        downtimeSeconds = Change(before: a.downtimeSeconds, after: b.downtimeSeconds)
      }
    }

    /// Creates an edit that has not been applied.
    public init(
      _ action: Action,
      vms: [String] = [],
      migrations: [Int] = [],
      node: String? = nil
    ) {
      self.action = action
      self.vms = vms
      self.migrations = migrations
      self.node = node
    }

    /// Leaves a VM where it is.
    public static func skip(_ vm: String) -> Edit { Edit(.skip, vms: [vm]) }

    /// Sends a VM to another node.
    public static func retarget(_ vm: String, to node: String) -> Edit {
      Edit(.retarget, vms: [vm], node: node)
    }

    /// Moves a VM that the plan leaves where it is.
    public static func include(_ vm: String, to node: String) -> Edit {
      Edit(.include, vms: [vm], node: node)
    }

    /// Runs the migrations of some VMs first, in this order.
    public static func reorder(_ vms: [String]) -> Edit { Edit(.reorder, vms: vms) }

    /// Runs one migration after the other.
    public static let sequential = Edit(.sequential)

    /// Plans everything anew that was not decided by hand.
    public static let reoptimize = Edit(.reoptimize)

    /// Takes an alternative that the plan proposes.
    public static func accept(alternative number: Int) -> Edit {
      var edit = Edit(.accept)
      edit.alternative = number
      return edit
    }
  }
}

extension KeyedDecodingContainer {
  /// A document without a history of edits is one that nobody has changed.
  func decode(_ type: [Plan.Edit].Type, forKey key: Key) throws -> [Plan.Edit] {
    try decodeIfPresent(type, forKey: key) ?? []
  }
}
