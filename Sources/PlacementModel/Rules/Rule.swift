/// A demand on placements beyond what Kubernetes' own objects say.
public struct Rule: Sendable, Hashable {
  /// The name, unique among the rules.
  public var name: String
  /// What is demanded.
  public var demand: Demand
  /// Whether a placement may break it at a price.
  public var required: Bool
  /// The price of each excess over a preferred rule, in thousandths of the objective.
  public var weight: Double

  /// What a rule demands.
  public enum Demand: Sendable, Hashable {
    /// At most `max` members in a domain.
    case antiAffinity(Members, topologyKey: String, max: Int)
    /// All members in one domain.
    case affinity(Members, topologyKey: String)
    /// Between the fullest and the emptiest domain at most `maxSkew` members of difference. Domains
    /// count that have a node which is Ready, schedulable and not draining.
    case spread(Members, topologyKey: String, maxSkew: Int)
    /// Members only on these nodes.
    case fence(Members, nodes: [String])
    /// Members on none of these nodes.
    case ban(Members, nodes: [String])
    /// No two members in flight together.
    case dependency(Members)
    /// The requests of a namespace's running VMs, with those in flight counted twice, stay within
    /// `hard`; `used` is what everything else in the namespace requests.
    case quota(namespace: String, hard: ResourceList, used: ResourceList)
  }

  /// Creates a rule.
  public init(name: String, demand: Demand, required: Bool = true, weight: Double = 10) {
    self.name = name
    self.demand = demand
    self.required = required
    self.weight = weight
  }
}

/// The virtual machines that a rule speaks of: those named, and those a selector matches.
public struct Members: Sendable, Hashable, Codable {
  /// Full names, `namespace/name`.
  public var virtualMachines: [String]
  /// Labels of the VMs, in any namespace.
  public var selector: LabelSelector?

  /// Creates a set of members.
  public init(virtualMachines: [String] = [], selector: LabelSelector? = nil) {
    self.virtualMachines = virtualMachines
    self.selector = selector
  }
}

extension Rule: Codable {
  private enum Keys: String, CodingKey {
    case type, name, virtualMachines, selector, topologyKey, max, maxSkew, nodes, namespace
    case hard, used, required, weight
  }

  /// The word that names the kind of rule in documents: `antiAffinity`.
  public var type: String {
    switch demand {
    case .antiAffinity: "antiAffinity"
    case .affinity: "affinity"
    case .spread: "spread"
    case .fence: "fence"
    case .ban: "ban"
    case .dependency: "dependency"
    case .quota: "quota"
    }
  }

  /// The virtual machines it speaks of; `nil` for a quota, which speaks of a namespace.
  public var members: Members? {
    switch demand {
    case .antiAffinity(let m, _, _), .affinity(let m, _), .spread(let m, _, _), .fence(let m, _),
      .ban(let m, _), .dependency(let m):
      m
    case .quota: nil
    }
  }

  /// Writes the scenario document's form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(type, forKey: .type)
    try container.encode(name, forKey: .name)
    try container.encode(required, forKey: .required)
    try container.encode(weight, forKey: .weight)
    if let members {
      if !members.virtualMachines.isEmpty {
        try container.encode(members.virtualMachines, forKey: .virtualMachines)
      }
      try container.encodeIfPresent(members.selector, forKey: .selector)
    }
    switch demand {
    case .antiAffinity(_, let topologyKey, let max):
      try container.encode(topologyKey, forKey: .topologyKey)
      try container.encode(max, forKey: .max)
    case .affinity(_, let topologyKey):
      try container.encode(topologyKey, forKey: .topologyKey)
    case .spread(_, let topologyKey, let maxSkew):
      try container.encode(topologyKey, forKey: .topologyKey)
      try container.encode(maxSkew, forKey: .maxSkew)
    case .fence(_, let nodes), .ban(_, let nodes):
      try container.encode(nodes, forKey: .nodes)
    case .dependency: break
    case .quota(let namespace, let hard, let used):
      try container.encode(namespace, forKey: .namespace)
      try container.encode(hard.namedForQuota, forKey: .hard)
      try container.encode(used.namedForQuota, forKey: .used)
    }
  }

  /// Reads a rule as a scenario document has it.
  ///
  /// - Throws: `DecodingError` where the type is not known or something of it is missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    name = try container.decode(String.self, forKey: .name)
    required = try container.decode(Bool.self, forKey: .required)
    weight = try container.decode(Double.self, forKey: .weight)
    let members = Members(
      virtualMachines: try container.decodeIfPresent([String].self, forKey: .virtualMachines) ?? [],
      selector: try container.decodeIfPresent(LabelSelector.self, forKey: .selector)
    )
    func topologyKey() throws -> String { try container.decode(String.self, forKey: .topologyKey) }
    func nodes() throws -> [String] { try container.decode([String].self, forKey: .nodes) }
    switch try container.decode(String.self, forKey: .type) {
    case "antiAffinity":
      let max = try container.decode(Int.self, forKey: .max)
      demand = .antiAffinity(members, topologyKey: try topologyKey(), max: max)
    case "affinity": demand = .affinity(members, topologyKey: try topologyKey())
    case "spread":
      let maxSkew = try container.decode(Int.self, forKey: .maxSkew)
      demand = .spread(members, topologyKey: try topologyKey(), maxSkew: maxSkew)
    case "fence": demand = .fence(members, nodes: try nodes())
    case "ban": demand = .ban(members, nodes: try nodes())
    case "dependency": demand = .dependency(members)
    case "quota":
      demand = .quota(
        namespace: try container.decode(String.self, forKey: .namespace),
        hard: try container.decode(ResourceList.self, forKey: .hard).namedForPods,
        used: try container.decode(ResourceList.self, forKey: .used).namedForPods
      )
    case let type:
      throw DecodingError.dataCorruptedError(
        forKey: .type,
        in: container,
        debugDescription: "there is no type of rule '\(type)'"
      )
    }
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
