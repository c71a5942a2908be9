import PlacementModel

/// Reads one rule of a scenario.
struct RuleReader {
  /// The rule's place among the rules, from 1, which names it where it has no name.
  let number: Int

  private enum Kind: String, CaseIterable {
    case antiAffinity, affinity, gather, spread, fence, ban, split, lonely, reserve, dependency
    case quota

    var keys: [String] {
      switch self {
      case .antiAffinity: ["virtualMachines", "selector", "topologyKey", "max"]
      case .affinity: ["virtualMachines", "selector", "topologyKey"]
      case .spread: ["virtualMachines", "selector", "topologyKey", "maxSkew"]
      case .fence, .ban: ["virtualMachines", "selector", "nodes"]
      case .gather: ["virtualMachines", "selector"]
      case .split: ["groups", "topologyKey"]
      case .lonely: ["virtualMachines", "selector", "topologyKey"]
      case .reserve: ["nodes", "free", "share", "nodeFailures"]
      case .dependency: ["virtualMachines", "selector"]
      case .quota: ["namespace", "hard", "used"]
      }
    }

    /// Whether the rule may be a mere preference.
    var mayBePreferred: Bool { self != .dependency && self != .quota && self != .reserve }
  }

  func rule(_ field: Field) throws(InputError) -> Rule {
    let kinds = InputText.choices(Kind.allCases.map(\.rawValue))
    let kind: Kind = try field.required("type", "give \(kinds)").choice()
    try field.check(keys: ["type", "name"] + kind.keys + ["required", "weight"])
    var rule = Rule(
      name: try field.optional("name")?.nonEmptyString() ?? "\(kind.rawValue)-\(number)",
      demand: try demand(field, kind)
    )
    if let required = try field.optional("required") {
      rule.required = try required.bool()
      if !rule.required, !kind.mayBePreferred {
        throw required.error("a rule of type \(kind.rawValue) always binds; remove 'required'")
      }
    }
    if let weight = try field.optional("weight") { rule.weight = try weight.double(in: 0...1e6) }
    return rule
  }

  private func demand(_ field: Field, _ kind: Kind) throws(InputError) -> Rule.Demand {
    switch kind {
    case .antiAffinity:
      return .antiAffinity(
        try members(field),
        topologyKey: try topologyKey(field),
        max: try field.optional("max")?.int(in: 1...Int(Int32.max)) ?? 1
      )
    case .affinity: return .affinity(try members(field), topologyKey: try topologyKey(field))
    case .spread:
      return .spread(
        try members(field),
        topologyKey: try topologyKey(field),
        maxSkew: try field.optional("maxSkew")?.int(in: 1...Int(Int32.max)) ?? 1
      )
    case .fence: return .fence(try members(field), nodes: try nodes(field))
    case .ban: return .ban(try members(field), nodes: try nodes(field))
    case .gather: return .affinity(try members(field), topologyKey: Node.hostnameLabel)
    case .split: return .split(try groups(field), topologyKey: try topologyKey(field))
    case .lonely: return .lonely(try members(field), topologyKey: try topologyKey(field))
    case .reserve: return try reserve(field)
    case .dependency: return .dependency(try members(field))
    case .quota:
      let namespace = try field.required("namespace", "give the namespace it limits")
      let hard = try field.required("hard", "give limits such as requests.cpu")
      return .quota(
        namespace: try namespace.objectName(),
        hard: try QuotaShape.amounts(hard),
        used: try field.optional("used").map { used throws(InputError) in
          try QuotaShape.amounts(used)
        } ?? [:]
      )
    }
  }

  private func groups(_ field: Field) throws(InputError) -> [Members] {
    let list = try field.required("groups", "give at least two groups of VMs")
    var groups: [Members] = []
    for element in try field.list("groups") {
      try element.check(keys: ["virtualMachines", "selector"])
      groups.append(try members(element))
    }
    if groups.count < 2 { throw list.error("fewer than two groups; give at least two") }
    return groups
  }

  private func reserve(_ field: Field) throws(InputError) -> Rule.Demand {
    let free = try field.optional("free").map { free throws(InputError) in
      try KubernetesShapes().resources(free)
    }
    let share = try field.optional("share")?.double(in: 0...1)
    let failures = try field.optional("nodeFailures")?.int(in: 1...Int(Int32.max))
    if free == nil, share == nil, failures == nil {
      throw field.error(
        "a reserve of nothing; give 'free' with amounts, a 'share', or 'nodeFailures'"
      )
    }
    let nodes = try field.optional("nodes").map { _ throws(InputError) in try self.nodes(field) }
    return .reserve(
      nodes: nodes ?? [],
      free: free ?? [:],
      share: share ?? 0,
      failures: failures ?? 0
    )
  }

  private func topologyKey(_ field: Field) throws(InputError) -> String {
    try field.optional("topologyKey")?.nonEmptyString() ?? Node.hostnameLabel
  }

  private func nodes(_ field: Field) throws(InputError) -> [String] {
    let list = try field.required("nodes", "give at least one node")
    let names = try list.strings()
    if names.isEmpty { throw list.error("an empty list; give at least one node") }
    return names
  }

  private func members(_ field: Field) throws(InputError) -> Members {
    var members = Members()
    var seen = Set<String>()
    for element in try field.list("virtualMachines") {
      let name = try element.virtualMachineName()
      guard seen.insert(name).inserted else {
        throw element.error("\(element.quoted) is in the list twice; name it once")
      }
      members.virtualMachines.append(name)
    }
    if let selector = try field.optional("selector") {
      members.selector = try KubernetesShapes().labelSelector(selector)
    }
    if members.virtualMachines.isEmpty, members.selector == nil {
      throw field.error(
        "a rule about no VM; give virtualMachines with at least one name, or a selector"
      )
    }
    return members
  }
}
