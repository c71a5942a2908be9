/// The nodes and virtual machines of one cluster at one moment.
public struct Cluster: Sendable, Hashable, Codable {
  /// The nodes, in the order of the input.
  public var nodes: [Node]
  /// The virtual machines, in the order of the input.
  public var virtualMachines: [VirtualMachine]
  /// Labels of namespaces, for `namespaceSelector`; a namespace that is not listed carries only
  /// `kubernetes.io/metadata.name`.
  public var namespaces: [Namespace]
  /// What tells the cluster from others: the uid of its `kube-system` namespace, where it is known.
  public var uid: String?
  /// When it was read, as ISO 8601 has it, where it is known.
  public var readAt: String?

  /// Creates a cluster.
  public init(
    nodes: [Node] = [],
    virtualMachines: [VirtualMachine] = [],
    namespaces: [Namespace] = [],
    uid: String? = nil,
    readAt: String? = nil
  ) {
    self.uid = uid
    self.readAt = readAt
    self.nodes = nodes
    self.virtualMachines = virtualMachines
    self.namespaces = namespaces
  }
}

/// A namespace and its labels.
public struct Namespace: Sendable, Hashable, Codable {
  /// The name.
  public var name: String
  /// The labels.
  public var labels: [String: String]

  /// Creates a namespace.
  public init(name: String, labels: [String: String] = [:]) {
    self.name = name
    self.labels = labels
  }
}
