import PlacementModel

/// Reads one rule of a scenario, as its kind declares it.
struct RuleReader {
  /// The rule's place among the rules, from 1, which names it where it has no name.
  let number: Int

  func rule(_ field: Field) throws(InputError) -> Rule {
    let words = Rule.kinds.map { $0.type }
    let type = try field.required("type", "give \(InputText.choices(words))")
    let kind = try kind(type, words)
    try field.check(keys: ["type", "name"] + kind.keys.map(\.rawValue) + ["required", "weight"])
    let name = try field.optional("name")?.nonEmptyString() ?? "\(kind.type)-\(number)"
    let values = try values(field, kind)
    if let fault = kind.fault(in: values) { throw field.error(fault) }
    var rule = Rule(name: name, demand: kind.init(values).demand)
    if let required = try field.optional("required") {
      rule.required = try required.bool()
      if !rule.required, !kind.mayBePreferred {
        throw required.error("a rule of type \(kind.type) always binds; remove 'required'")
      }
    }
    if let weight = try field.optional("weight") { rule.weight = try weight.double(in: 0...1e6) }
    return rule
  }

  private func kind(
    _ field: Field,
    _ words: [String]
  ) throws(InputError) -> any RuleDeclaration.Type {
    if case .string(let word) = field.value.kind, let kind = Rule.kind(named: word) { return kind }
    throw field.error("\(field.quoted) is not known here; give \(InputText.choices(words))")
  }

  private func values(
    _ field: Field,
    _ kind: any RuleDeclaration.Type
  ) throws(InputError) -> RuleValues {
    var values = RuleValues()
    if kind.keys.contains(.virtualMachines) { values.members = try members(field) }
    for key in kind.keys {
      if let value = try field.optional(key.rawValue) {
        try read(key, value, into: &values)
      } else if kind.requiredKeys.contains(key) {
        throw field.error(at: key.rawValue, "missing; \(key.hint)")
      }
    }
    return values
  }

  private func read(
    _ key: RuleKey,
    _ field: Field,
    into values: inout RuleValues
  ) throws(InputError) {
    switch key {
    // Read together: they are one set of VMs.
    case .virtualMachines, .selector: break
    case .groups: values.groups = try groups(field)
    case .topologyKey: values.topologyKey = try field.nonEmptyString()
    case .max: values.max = try count(field)
    case .maxSkew: values.maxSkew = try count(field)
    case .nodes: values.nodes = try nodes(field)
    case .free: values.free = try KubernetesShapes().resources(field)
    case .share: values.share = try field.double(in: 0...1)
    case .nodeFailures: values.nodeFailures = try count(field)
    case .namespace: values.namespace = try field.objectName()
    case .hard: values.hard = try QuotaShape.amounts(field)
    case .used: values.used = try QuotaShape.amounts(field)
    }
  }

  private func count(_ field: Field) throws(InputError) -> Int {
    try field.int(in: 1...Int(Int32.max))
  }

  private func groups(_ list: Field) throws(InputError) -> [Members] {
    var groups: [Members] = []
    for element in try list.elements() {
      try element.check(keys: ["virtualMachines", "selector"])
      groups.append(try members(element))
    }
    if groups.count < 2 { throw list.error("fewer than two groups; give at least two") }
    return groups
  }

  private func nodes(_ list: Field) throws(InputError) -> [String] {
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
