import PlacementModel

/// Turns rules on several VMs into dense groups.
struct GroupBuilder {
  let nodes: [Node]
  let vms: [VirtualMachine]
  let inventory: Inventory
  /// Whether a node is Ready, schedulable and not drained.
  let inBalance: [Bool]
  let prices: ExcessPrices
  private var groups: [Group] = []
  private(set) var namespaceLabels: [String: [String: String]] = [:]
  private var partitions: [String: (of: [Int32], names: [String])] = [:]
  let index: LabelIndex

  init(inventory: Inventory, inBalance: [Bool], prices: ExcessPrices) {
    self.inventory = inventory
    self.nodes = inventory.cluster.nodes
    self.vms = inventory.cluster.virtualMachines
    self.inBalance = inBalance
    self.prices = prices
    index = LabelIndex(inventory.cluster.virtualMachines)
    for namespace in inventory.cluster.namespaces {
      namespaceLabels[namespace.name] = namespace.labels
    }
  }

  /// The groups: rules in their order, then Kubernetes' terms in the order of the VMs.
  mutating func build(members: [[Int]], start: [Int32], targets: [Int?]) -> [Group] {
    for (r, rule) in inventory.rules.enumerated() {
      rule.demand.meaning.addGroups(rule, members[r], to: &self)
    }
    addPodTerms()
    addTopologySpreads()
    for g in groups.indices { noteInFlight(&groups[g], start, targets) }
    return groups
  }

  /// Finds the members that count in two domains because another actor migrates them.
  private func noteInFlight(_ group: inout Group, _ start: [Int32], _ targets: [Int?]) {
    let matched = Set(group.matched)
    let owners = Set(group.owners)
    for v in owners.union(matched).sorted() {
      guard let target = targets[v], start[v] >= 0 else { continue }
      let (from, to) = (group.domainOf[Int(start[v])], group.domainOf[target])
      guard to >= 0, from != to else { continue }
      group.inFlight.append(
        Group.InFlight(
          part: owners.contains(v) ? (matched.contains(v) ? .both : .owner) : .matched,
          slots: [from >= 0 ? Int(from) : group.domains.count, Int(to)]
        )
      )
    }
  }

  mutating func partition(_ key: String) -> (of: [Int32], names: [String]) {
    if let known = partitions[key] { return known }
    var ids: [String: Int32] = [:]
    var names: [String] = []
    let of = nodes.map { node -> Int32 in
      guard let value = node.label(key) else { return -1 }
      if let id = ids[value] { return id }
      let id = Int32(names.count)
      ids[value] = id
      names.append(value)
      return id
    }
    partitions[key] = (of, names)
    return (of, names)
  }

  /// Adds a group of the members of a rule; domains are eligible that have a node of the balance set.
  mutating func add(_ kind: Group.Kind, _ rule: Rule, _ topologyKey: String, _ members: [Int]) {
    let (of, names) = partition(topologyKey)
    var eligible = [Bool](repeating: false, count: names.count)
    for (n, domain) in of.enumerated() where domain >= 0 && inBalance[n] {
      eligible[Int(domain)] = true
    }
    append(
      Group(
        kind: kind,
        name: rule.name,
        required: rule.required,
        price: prices.price(of: rule),
        domainOf: of,
        domains: names,
        eligible: eligible,
        owners: members,
        matched: members
      )
    )
  }

  /// Adds a group whose owners share no domain with those that are matched, as if each of them
  /// carried a pod anti-affinity term.
  mutating func addApart(_ rule: Rule, _ owners: [Int], from matched: [Int], _ topologyKey: String)
  {
    let (of, names) = partition(topologyKey)
    append(
      Group(
        kind: .podAntiAffinity(PodAntiAffinityKind()),
        name: rule.name,
        required: rule.required,
        price: prices.price(of: rule),
        domainOf: of,
        domains: names,
        eligible: names.map { _ in true },
        owners: owners,
        matched: matched
      )
    )
  }

  /// Adds a group of all VMs, with the stopped ones set apart.
  mutating func append(_ group: Group) {
    var group = group
    let owners = Set(group.owners)
    let matched = Set(group.matched)
    for v in owners.union(matched) where !vms[v].isActive {
      group.dormant[v] =
        owners.contains(v) ? (matched.contains(v) ? .both : .owner) : .matched
    }
    group.owners.removeAll { !vms[$0].isActive }
    group.matched.removeAll { !vms[$0].isActive }
    group.bindsStarts = group.required
    if !group.isLive {
      group.required = false
      group.price = 0
    }
    // Without anyone it speaks for, nothing is asked.
    if !owners.isEmpty { groups.append(group) }
  }

  func describe(_ selector: LabelSelector?) -> String {
    guard let selector else { return "nothing" }
    let labels = selector.matchLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let rest = selector.matchExpressions.map { requirement in
      let values = requirement.values.joined(separator: ",")
      return "\(requirement.key) \(requirement.operator.rawValue)"
        + (values.isEmpty ? "" : " (\(values))")
    }
    let parts = labels + rest
    return parts.isEmpty ? "everything" : parts.joined(separator: ", ")
  }
}
