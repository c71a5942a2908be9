import PlacementModel

/// Why a plan cannot be changed as somebody wants, and what could be done instead.
public struct PlanEditError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of obstacle it is.
  public var code: Code
  /// The edit that cannot be made.
  public var edit: Plan.Edit
  /// What is in the way, in one sentence.
  public var message: String
  /// The rules that are in the way, with their numbers.
  public var reasons: [Reason]
  /// Nodes to which the VM could be sent instead, best first.
  public var targets: [Target]

  /// What kind of obstacle it is.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The plan does not hold the cluster it was made for.
    case noInventory
    /// There is no such VM, or the plan does not move it.
    case unknownVM
    /// There is no such node.
    case unknownNode
    /// The plan proposes no such alternative.
    case unknownAlternative
    /// A rule forbids the VM on that node.
    case illegalTarget
    /// No legal order of moves leads there.
    case noOrder
    /// No plan was found for an alternative that keeps what was decided by hand.
    case noPlan
    /// The edit says too little or too much.
    case incomplete
  }

  /// A node that would take a VM in.
  public struct Target: Sendable, Hashable {
    /// The node.
    public var node: String
    /// What the objective would change by, compared with the plan as it is.
    public var objective: Double
  }

  init(
    _ code: Code,
    _ edit: Plan.Edit,
    _ message: String,
    reasons: [Reason] = [],
    targets: [Target] = []
  ) {
    self.code = code
    self.edit = edit
    self.message = message
    self.reasons = reasons
    self.targets = targets
  }

  /// The message.
  public var description: String { message }
}
