/// The nodes and virtual machines of one cluster at one moment.
public struct Cluster: Sendable, Hashable, Codable {
  /// The nodes, in the order of the input.
  public var nodes: [Node]
  /// The virtual machines, in the order of the input.
  public var virtualMachines: [VirtualMachine]
  /// Labels of namespaces, for `namespaceSelector`; a namespace that is not listed carries only
  /// `kubernetes.io/metadata.name`.
  public var namespaces: [Namespace]

  /// Creates a cluster.
  public init(
    nodes: [Node] = [],
    virtualMachines: [VirtualMachine] = [],
    namespaces: [Namespace] = []
  ) {
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
