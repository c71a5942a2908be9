extension Rule: Codable {
  private enum Keys: String, CodingKey {
    case type, name, virtualMachines, selector, topologyKey, max, maxSkew, nodes, namespace
    case hard, used, required, weight, groups, free, share, nodeFailures
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
    case .split(let groups, let topologyKey):
      try container.encode(groups, forKey: .groups)
      try container.encode(topologyKey, forKey: .topologyKey)
    case .lonely(_, let topologyKey):
      try container.encode(topologyKey, forKey: .topologyKey)
    case .reserve(let nodes, let free, let share, let failures):
      try container.encode(nodes, forKey: .nodes)
      try container.encode(free, forKey: .free)
      try container.encode(share, forKey: .share)
      if failures > 0 { try container.encode(failures, forKey: .nodeFailures) }
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
    case "split":
      demand = .split(
        try container.decode([Members].self, forKey: .groups),
        topologyKey: try topologyKey()
      )
    case "lonely": demand = .lonely(members, topologyKey: try topologyKey())
    case "reserve":
      demand = .reserve(
        nodes: try nodes(),
        free: try container.decode(ResourceList.self, forKey: .free),
        share: try container.decode(Double.self, forKey: .share),
        failures: try container.decodeIfPresent(Int.self, forKey: .nodeFailures) ?? 0
      )
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
