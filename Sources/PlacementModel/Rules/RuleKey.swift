/// A key of a rule in documents; it means the same in every kind of rule that has it.
public enum RuleKey: String, CodingKey, CaseIterable, Sendable {
  /// Full names of VMs.
  case virtualMachines
  /// Labels of VMs, in any namespace.
  case selector
  /// At least two sets of VMs, each with `virtualMachines` and `selector`.
  case groups
  /// The node label whose values are the domains; default `kubernetes.io/hostname`.
  case topologyKey
  /// A number of VMs or domains, at least 1.
  case max
  /// A difference between two domains, at least 1.
  case maxSkew
  /// Names of nodes, at least one.
  case nodes
  /// Amounts by resource.
  case free
  /// A fraction of what is allocatable, 0…1.
  case share
  /// A number of nodes, at least 1.
  case nodeFailures
  /// The name of a namespace.
  case namespace
  /// Amounts by the keys of a ResourceQuota.
  case hard
  /// Amounts by the keys of a ResourceQuota.
  case used

  /// What an error says to give where the key is missing.
  public var hint: String {
    switch self {
    case .nodes: "give at least one node"
    case .groups: "give at least two groups of VMs"
    case .namespace: "give the namespace it limits"
    case .hard: "give limits such as requests.cpu"
    default: "give it"
    }
  }
}

/// What a rule says under its own keys; `nil` where a key is absent.
public struct RuleValues: Sendable, Hashable {
  /// The VMs it speaks of; no names and no selector where it has none.
  public var members = Members()
  /// See ``RuleKey/groups``.
  public var groups: [Members]?
  /// See ``RuleKey/topologyKey``.
  public var topologyKey: String?
  /// See ``RuleKey/max``.
  public var max: Int?
  /// See ``RuleKey/maxSkew``.
  public var maxSkew: Int?
  /// See ``RuleKey/nodes``.
  public var nodes: [String]?
  /// See ``RuleKey/free``.
  public var free: ResourceList?
  /// See ``RuleKey/share``.
  public var share: Double?
  /// See ``RuleKey/nodeFailures``.
  public var nodeFailures: Int?
  /// See ``RuleKey/namespace``.
  public var namespace: String?
  /// See ``RuleKey/hard``.
  public var hard: ResourceList?
  /// See ``RuleKey/used``.
  public var used: ResourceList?

  /// Creates values of which all are absent.
  public init() {}

  /// Whether a key has a value.
  public func has(_ key: RuleKey) -> Bool {
    switch key {
    case .virtualMachines: !members.virtualMachines.isEmpty
    case .selector: members.selector != nil
    case .groups: groups != nil
    case .topologyKey: topologyKey != nil
    case .max: max != nil
    case .maxSkew: maxSkew != nil
    case .nodes: nodes != nil
    case .free: free != nil
    case .share: share != nil
    case .nodeFailures: nodeFailures != nil
    case .namespace: namespace != nil
    case .hard: hard != nil
    case .used: used != nil
    }
  }
}

extension RuleValues: Codable {
  /// Writes the keys that have values.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: RuleKey.self)
    if !members.virtualMachines.isEmpty {
      try container.encode(members.virtualMachines, forKey: .virtualMachines)
    }
    try container.encodeIfPresent(members.selector, forKey: .selector)
    try container.encodeIfPresent(groups, forKey: .groups)
    try container.encodeIfPresent(topologyKey, forKey: .topologyKey)
    try container.encodeIfPresent(max, forKey: .max)
    try container.encodeIfPresent(maxSkew, forKey: .maxSkew)
    try container.encodeIfPresent(nodes, forKey: .nodes)
    try container.encodeIfPresent(free, forKey: .free)
    try container.encodeIfPresent(share, forKey: .share)
    try container.encodeIfPresent(nodeFailures, forKey: .nodeFailures)
    try container.encodeIfPresent(namespace, forKey: .namespace)
    try container.encodeIfPresent(hard?.namedForQuota, forKey: .hard)
    try container.encodeIfPresent(used?.namedForQuota, forKey: .used)
  }

  /// Reads the keys that are there.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: RuleKey.self)
    members.virtualMachines =
      try container.decodeIfPresent([String].self, forKey: .virtualMachines) ?? []
    members.selector = try container.decodeIfPresent(LabelSelector.self, forKey: .selector)
    groups = try container.decodeIfPresent([Members].self, forKey: .groups)
    topologyKey = try container.decodeIfPresent(String.self, forKey: .topologyKey)
    max = try container.decodeIfPresent(Int.self, forKey: .max)
    maxSkew = try container.decodeIfPresent(Int.self, forKey: .maxSkew)
    nodes = try container.decodeIfPresent([String].self, forKey: .nodes)
    free = try container.decodeIfPresent(ResourceList.self, forKey: .free)
    share = try container.decodeIfPresent(Double.self, forKey: .share)
    nodeFailures = try container.decodeIfPresent(Int.self, forKey: .nodeFailures)
    namespace = try container.decodeIfPresent(String.self, forKey: .namespace)
    hard = try container.decodeIfPresent(ResourceList.self, forKey: .hard)?.namedForPods
    used = try container.decodeIfPresent(ResourceList.self, forKey: .used)?.namedForPods
  }
}

extension ResourceList {
  private static let quotaPrefix = "requests."

  /// Amounts as a ResourceQuota names them: an extended resource there is `requests.NAME`.
  fileprivate var namedForQuota: ResourceList {
    renamed { $0.contains("/") ? Self.quotaPrefix + $0 : $0 }
  }

  /// Amounts as a pod names them.
  fileprivate var namedForPods: ResourceList {
    renamed { $0.hasPrefix(Self.quotaPrefix) ? String($0.dropFirst(Self.quotaPrefix.count)) : $0 }
  }

  private func renamed(_ name: (String) -> String) -> ResourceList {
    let pairs = amounts.map { (ResourceName(rawValue: name($0.key.rawValue)), $0.value) }
    return ResourceList(Dictionary(pairs, uniquingKeysWith: { min($0, $1) }))
  }
}
