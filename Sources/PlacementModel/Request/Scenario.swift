/// Everything a planner needs to know of a cluster: what is there, the rules, the limits.
///
/// It is coded as a scenario document has it: `cluster`, `rules`, `policy`.
public struct Inventory: Sendable, Hashable, Codable {
  /// The nodes and virtual machines.
  public var cluster: Cluster
  /// The rules.
  public var rules: [Rule]
  /// The limits.
  public var policy: Policy

  /// Creates an inventory.
  public init(cluster: Cluster, rules: [Rule] = [], policy: Policy = Policy()) {
    self.cluster = cluster
    self.rules = rules
    self.policy = policy
  }
}

/// A named planning task, with what is expected of its plan.
public struct Scenario: Sendable, Hashable {
  /// The name.
  public var name: String
  /// One line on the trap it holds.
  public var description: String
  /// The cluster, rules and limits.
  public var inventory: Inventory
  /// What is wanted.
  public var goal: Goal
  /// What the plan must look like.
  public var expect: Expectation?

  /// Creates a scenario.
  public init(
    name: String,
    description: String = "",
    inventory: Inventory,
    goal: Goal = Goal(),
    expect: Expectation? = nil
  ) {
    self.name = name
    self.description = description
    self.inventory = inventory
    self.goal = goal
    self.expect = expect
  }
}
