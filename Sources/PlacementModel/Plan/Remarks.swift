extension Plan {
  /// A node whose load is beyond a threshold, so that VMs should leave it or may come.
  public struct Candidate: Sendable, Hashable, Codable {
    /// The node.
    public var node: String
    /// `cpu` or `memory`.
    public var resource: ResourceName
    /// On which side of the thresholds it is.
    public var mark: Mark
    /// The threshold, as a fraction.
    public var threshold: Double
    /// Its utilisation before and after the plan.
    public var utilization: Change

    /// The side of the thresholds that a node is on before the plan.
    public enum Mark: String, Sendable, Hashable, Codable, CaseIterable {
      /// Above the high mark.
      case overloaded
      /// Below the low mark.
      case underloaded
    }

    /// Creates a candidate.
    public init(
      node: String,
      resource: ResourceName,
      mark: Mark,
      threshold: Double,
      utilization: Change
    ) {
      self.node = node
      self.resource = resource
      self.mark = mark
      self.threshold = threshold
      self.utilization = utilization
    }
  }

  /// A VM that `kubectl drain` would stop at: it cannot leave its node as a drain has it.
  public struct Blocker: Sendable, Hashable, Codable {
    /// The VM's full name.
    public var vm: String
    /// The node that is to be empty.
    public var node: String
    /// Why it does not simply go: `DisksNotLiveMigratable`, `LocalVolume`, `Pinned` and others.
    public var cause: String
    /// What becomes of it, in one line: what this plan does, or what the operator can do.
    public var message: String

    /// Creates a blocker.
    public init(vm: String, node: String, cause: String, message: String) {
      self.vm = vm
      self.node = node
      self.cause = cause
      self.message = message
    }
  }
}
