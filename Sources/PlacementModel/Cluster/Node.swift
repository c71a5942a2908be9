/// A Kubernetes node.
public struct Node: Sendable, Hashable, Codable {
  /// The object's name.
  public var name: String
  /// What the scheduler may hand out.
  ///
  /// A resource that is not listed is not there, except `pods`: without it the number of pods is
  /// not limited.
  public var allocatable: ResourceList
  /// What the machine has; the denominator of the allocation view.
  public var capacity: ResourceList
  /// Requests of the pods that are not virtual machines.
  public var reserved: ResourceList
  /// Measured use of the whole node, where metrics exist.
  public var usage: ResourceList?
  /// The labels; `kubernetes.io/hostname` defaults to the name (see ``label(_:)``).
  public var labels: [String: String]
  /// The taints.
  public var taints: [Taint]
  /// Whether the Ready condition is True.
  public var ready: Bool
  /// Whether the node is cordoned.
  public var unschedulable: Bool
  /// The state of its network link.
  public var network: Network?

  /// The state of a node's network link.
  public struct Network: Sendable, Hashable, Codable {
    /// The fraction of the link in use, 0…1.
    public var utilization: Double

    /// Creates a link state.
    public init(utilization: Double) { self.utilization = utilization }
  }

  /// Creates a node; the capacity defaults to what is allocatable.
  public init(
    name: String,
    allocatable: ResourceList,
    capacity: ResourceList? = nil,
    reserved: ResourceList = [:],
    usage: ResourceList? = nil,
    labels: [String: String] = [:],
    taints: [Taint] = [],
    ready: Bool = true,
    unschedulable: Bool = false,
    network: Network? = nil
  ) {
    self.name = name
    self.allocatable = allocatable
    self.capacity = capacity ?? allocatable
    self.reserved = reserved
    self.usage = usage
    self.labels = labels
    self.taints = taints
    self.ready = ready
    self.unschedulable = unschedulable
    self.network = network
  }

  /// The label that names the machine.
  public static let hostnameLabel = "kubernetes.io/hostname"

  /// A label's value; `kubernetes.io/hostname` falls back to the name.
  public func label(_ key: String) -> String? {
    labels[key] ?? (key == Self.hostnameLabel ? name : nil)
  }

  /// How selectors address the node: its `kubernetes.io/hostname` label.
  public var hostname: String { labels[Self.hostnameLabel] ?? name }
}

/// A node's mark that repels pods.
public struct Taint: Sendable, Hashable, Codable {
  /// The key.
  public var key: String
  /// The value; empty where none is given.
  public var value: String
  /// What it does to pods that do not tolerate it.
  public var effect: Effect

  /// What a taint does to pods that do not tolerate it.
  public enum Effect: String, Sendable, Hashable, Codable, CaseIterable {
    /// New pods stay away.
    case noSchedule = "NoSchedule"
    /// New pods stay away where they can.
    case preferNoSchedule = "PreferNoSchedule"
    /// New pods stay away, running ones are evicted.
    case noExecute = "NoExecute"
  }

  /// Creates a taint.
  public init(key: String, value: String = "", effect: Effect) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

extension Taint: CustomStringConvertible {
  /// The spelling of `kubectl taint`: `dedicated=gpu:NoSchedule`.
  public var description: String {
    value.isEmpty ? "\(key):\(effect.rawValue)" : "\(key)=\(value):\(effect.rawValue)"
  }
}

/// A pod's consent to a taint.
public struct Toleration: Sendable, Hashable, Codable {
  /// The key; `nil` with ``Operator/exists`` tolerates every key.
  public var key: String?
  /// How the value is compared.
  public var `operator`: Operator
  /// The value that ``Operator/equal`` compares with; absent means empty.
  public var value: String?
  /// The effect that is tolerated; `nil` tolerates every effect.
  public var effect: Taint.Effect?

  /// How a toleration compares values.
  public enum Operator: String, Sendable, Hashable, Codable, CaseIterable {
    /// The taint's value is the same.
    case equal = "Equal"
    /// Any value will do.
    case exists = "Exists"
  }

  /// Creates a toleration.
  public init(
    key: String? = nil,
    operator: Operator = .equal,
    value: String? = nil,
    effect: Taint.Effect? = nil
  ) {
    self.key = key
    self.operator = `operator`
    self.value = value
    self.effect = effect
  }
}
