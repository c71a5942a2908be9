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
  private var namespaceLabels: [String: [String: String]] = [:]
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
    for (r, rule) in inventory.rules.enumerated() { add(rule, members[r]) }
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

  private mutating func add(_ rule: Rule, _ members: [Int]) {
    let kind: Group.Kind
    let topologyKey: String
    switch rule.demand {
    case .antiAffinity(_, let key, let max): (kind, topologyKey) = (.antiAffinity(max: max), key)
    case .affinity(_, let key): (kind, topologyKey) = (.affinity, key)
    case .spread(_, let key, let maxSkew): (kind, topologyKey) = (.spread(maxSkew: maxSkew), key)
    case .split(let groups, let key): return addSplit(rule, groups, key)
    case .lonely(_, let key):
      let inside = Set(members)
      return addApart(rule, members, vms.indices.filter { !inside.contains($0) }, key)
    case .fence, .ban, .reserve, .dependency, .quota: return
    }
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

  /// Adds each group of a split against all later ones; a VM belongs to the first that names it.
  private mutating func addSplit(_ rule: Rule, _ groups: [Members], _ key: String) {
    var seen: Set<Int> = []
    let parts = Problem.members(of: groups, vms).map { members in
      let fresh = members.filter { !seen.contains($0) }
      seen.formUnion(fresh)
      return fresh
    }
    for i in parts.indices.dropLast() {
      addApart(rule, parts[i], parts[(i + 1)...].flatMap { $0 }.sorted(), key)
    }
  }

  /// Adds a group whose owners share no domain with those that are matched.
  private mutating func addApart(_ rule: Rule, _ owners: [Int], _ matched: [Int], _ key: String) {
    let (of, names) = partition(key)
    append(
      Group(
        kind: .podAntiAffinity,
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

  /// What makes two pod (anti-)affinity terms one rule.
  private struct TermKey: Hashable {
    var anti: Bool
    var weight: Int?
    var selector: LabelSelector?
    var namespaces: [String]?
    var namespaceSelector: LabelSelector?
    var topologyKey: String
  }

  private mutating func addPodTerms() {
    var order: [TermKey] = []
    var owners: [TermKey: [Int]] = [:]
    for (v, vm) in vms.enumerated() {
      func note(_ term: PodAffinityTerm, anti: Bool, weight: Int?) {
        let own = term.namespaces.isEmpty && term.namespaceSelector == nil
        let key = TermKey(
          anti: anti,
          weight: weight,
          selector: term.labelSelector,
          namespaces: own ? [vm.namespace] : term.namespaces.sorted(),
          namespaceSelector: term.namespaceSelector,
          topologyKey: term.topologyKey
        )
        if owners[key] == nil { order.append(key) }
        if owners[key, default: []].last != v { owners[key, default: []].append(v) }
      }
      for term in vm.affinity.podAntiAffinity.required { note(term, anti: true, weight: nil) }
      for term in vm.affinity.podAffinity.required { note(term, anti: false, weight: nil) }
      for term in vm.affinity.podAntiAffinity.preferred {
        note(term.podAffinityTerm, anti: true, weight: term.weight)
      }
      for term in vm.affinity.podAffinity.preferred {
        note(term.podAffinityTerm, anti: false, weight: term.weight)
      }
    }
    for key in order {
      let (of, names) = partition(key.topologyKey)
      let matched = index.matches(key.selector).filter { isNamespace(vms[$0].namespace, in: key) }
      append(
        Group(
          kind: key.anti ? .podAntiAffinity : .podAffinity,
          name: (key.anti ? "podAntiAffinity " : "podAffinity ") + describe(key.selector),
          required: key.weight == nil,
          price: key.weight.map { prices.preferred(weight: Double($0)) } ?? 0,
          domainOf: of,
          domains: names,
          eligible: names.map { _ in true },
          owners: owners[key] ?? [],
          matched: matched
        )
      )
    }
  }

  private func isNamespace(_ name: String, in key: TermKey) -> Bool {
    if key.namespaces?.contains(name) ?? false { return true }
    guard let selector = key.namespaceSelector else { return false }
    var labels = namespaceLabels[name] ?? [:]
    labels["kubernetes.io/metadata.name"] = name
    return Matching.matches(selector, labels)
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
