import PlacementModel

/// What the objects of a Kubernetes cluster say to a planner.
public struct KubernetesInventory: Sendable, Hashable {
  /// The nodes and virtual machines, the quotas, the limits on migrations.
  public var inventory: Inventory
  /// What could not be read as it stands, and what was assumed instead; in the order found.
  public var warnings: [String]
  /// The uid of the `kube-system` namespace, which tells clusters apart; where it was given.
  public var clusterUID: String?
  /// The `kubernetes.io/hostname` label of each node by the node's name: what
  /// `addedNodeSelector` must say to reach it.
  public var hostnames: [String: String]
  /// Nodes among the objects that take no VM in and hold none, which are left out.
  public var otherNodes: [String]
  /// VMs of which only the pod was given, with the node that they are on: nothing can be planned
  /// for them, and their nodes are not empty.
  public var unknownMachines: [UnknownMachine]

  /// A VM of which only the pod was given.
  public struct UnknownMachine: Sendable, Hashable {
    /// Its full name, `namespace/name`.
    public var name: String
    /// The node that its pod is on.
    public var node: String?

    /// Creates one.
    public init(name: String, node: String?) {
      self.name = name
      self.node = node
    }
  }

  /// Creates an inventory.
  public init(
    inventory: Inventory,
    warnings: [String] = [],
    clusterUID: String? = nil,
    hostnames: [String: String] = [:],
    otherNodes: [String] = [],
    unknownMachines: [UnknownMachine] = []
  ) {
    self.otherNodes = otherNodes
    self.unknownMachines = unknownMachines
    self.inventory = inventory
    self.warnings = warnings
    self.clusterUID = clusterUID
    self.hostnames = hostnames
  }
}
