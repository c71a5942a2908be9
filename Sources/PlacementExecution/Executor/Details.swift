/// What a run wants to know more closely.
public struct DetailsRequest: Sendable, Hashable {
  /// Full names of VMs.
  public var machines: Set<String> = []
  /// Names of nodes.
  public var nodes: Set<String> = []
  /// Names of live migrations that do not get going, to be told why.
  public var stuck: Set<String> = []

  /// Creates a request for nothing.
  public init() {}

  /// Whether nothing is asked.
  public var isEmpty: Bool { machines.isEmpty && nodes.isEmpty && stuck.isEmpty }
}

/// How things are with some VMs and nodes.
public struct Details: Sendable, Hashable {
  /// The VMs by full name; one that was asked for and is not here is gone.
  public var machines: [String: Machine]
  /// The nodes by name; one that was asked for and is not here is gone.
  public var nodes: [String: NodeCondition]
  /// Why live migrations do not get going, in the platform's words, where it has any.
  public var explanations: [String: String]

  /// A VM.
  public struct Machine: Sendable, Hashable {
    /// Whether it runs.
    public var power: Power
    /// The node it runs on.
    public var node: String?
    /// Whether it is meant to run.
    public var isWanted: Bool
    /// The node that ``Command/pin(vm:to:)`` binds the running VM to.
    public var pinnedTo: String?
    /// What a cold move changes of it.
    public var settings: Settings
    /// Why it does not run, in the platform's words.
    public var message: String?

    /// Creates a VM's state.
    public init(
      power: Power,
      node: String?,
      isWanted: Bool,
      pinnedTo: String? = nil,
      settings: Settings,
      message: String? = nil
    ) {
      self.power = power
      self.node = node
      self.isWanted = isWanted
      self.pinnedTo = pinnedTo
      self.settings = settings
      self.message = message
    }
  }

  /// Whether a VM runs.
  public enum Power: String, Sendable, Hashable, CaseIterable {
    /// It is on its way up, or waits for a node.
    case starting
    /// It runs, or is paused in memory.
    case running
    /// It is on its way down.
    case stopping
    /// It is down.
    case stopped
  }

  /// A node.
  public struct NodeCondition: Sendable, Hashable {
    /// Whether it is Ready.
    public var isReady: Bool
    /// Whether new VMs may be put there.
    public var isSchedulable: Bool

    /// Creates a node's condition.
    public init(isReady: Bool, isSchedulable: Bool) {
      self.isReady = isReady
      self.isSchedulable = isSchedulable
    }
  }

  /// Creates details.
  public init(
    machines: [String: Machine] = [:],
    nodes: [String: NodeCondition] = [:],
    explanations: [String: String] = [:]
  ) {
    self.machines = machines
    self.nodes = nodes
    self.explanations = explanations
  }
}
