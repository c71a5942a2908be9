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

  /// Creates an inventory.
  public init(
    inventory: Inventory,
    warnings: [String] = [],
    clusterUID: String? = nil,
    hostnames: [String: String] = [:]
  ) {
    self.inventory = inventory
    self.warnings = warnings
    self.clusterUID = clusterUID
    self.hostnames = hostnames
  }
}
