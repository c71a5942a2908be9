import PlacementModel

/// Turns the inventory's rules and the VMs' own terms into groups.
struct GroupBuilder {
  private(set) var domains: [[Int]] = []
  private(set) var domainNames: [[String]] = []
  private(set) var groups: [Group] = []
  private(set) var countedIn: [[Int]]
  private(set) var carries: [[Int]]
  private(set) var placeRules: [[PlaceRule]]
  private(set) var quotas: [Quota] = []
  private(set) var dependencies: [Dependency] = []

  let cluster: Cluster
  private let vmIndex: [String: Int]
  private let nodeIndex: [String: Int]
  private let balanced: [Bool]
  private var keyIndex: [String: Int] = [:]
  private var index: SelectorIndex
  private var spaces: NamespaceIndex
  private var eligibility: [Eligibility: Int] = [:]
  private var eligibleSets: [[Bool]] = []
  private var eligibleIndex: [[Bool]: Int] = [:]
  private var termGroups: [Term: Int] = [:]

  /// A term, with everything that makes two terms of different VMs the same rule.
  private struct Term: Hashable {
    var kind: Group.Kind
    var required: Bool
    var weight: Double
    var selector: LabelSelector?
    var namespaces: [Int]
    var key: Int
    var eligibleSet: Int?
    var policies: [TopologySpreadConstraint.InclusionPolicy] = []
  }

  /// What decides which nodes a topology spread constraint looks at.
  private struct Eligibility: Hashable {
    var key: Int
    var nodeSelector: [String: String]
    var required: NodeSelector?
    var tolerations: [Toleration]?
  }

  /// Prepares for a cluster.
  init(cluster: Cluster, vmIndex: [String: Int], balanced: [Bool]) {
    self.cluster = cluster
    self.vmIndex = vmIndex
    self.balanced = balanced
    nodeIndex = Dictionary(
      cluster.nodes.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let vms = cluster.virtualMachines
    spaces = NamespaceIndex(cluster: cluster)
    index = SelectorIndex(labels: vms.map(\.labels), namespaceOf: spaces.namespaceOf)
    countedIn = Array(repeating: [], count: vms.count)
    carries = Array(repeating: [], count: vms.count)
    placeRules = Array(repeating: [], count: vms.count)
  }

  // MARK: - The inventory's rules

  /// Reads the rules of an inventory.
  mutating func read(_ rules: [Rule], weights: TermWeights, ledger: Ledger) {
    for var rule in rules {
      rule.weight = weights.weight(of: rule)
      let members = rule.members.map { resolve($0) } ?? []
      switch rule.demand {
      case .antiAffinity(let demand):
        add(rule, .antiAffinity(max: Self.sane(demand.max)), demand.topologyKey, members)
      case .affinity(let demand): add(rule, .affinity, demand.topologyKey, members)
      case .spread(let demand):
        add(rule, .spread(maxSkew: Self.sane(demand.maxSkew)), demand.topologyKey, members)
      case .fence, .ban:
        let place = PlaceRule(
          name: rule.name,
          isFence: rule.type == "fence",
          nodes: Set(rule.demand.declaration.nodes.compactMap { nodeIndex[$0] }),
          required: rule.required,
          weight: rule.weight
        )
        for vm in members { placeRules[vm].append(place) }
      case .split(let demand):
        let key = demand.topologyKey
        var earlier = Set<Int>()
        let sets = demand.groups.map { part in
          let own = resolve(part).filter { !earlier.contains($0) }
          earlier.formUnion(own)
          return own
        }
        for (i, owners) in sets.dropLast().enumerated() {
          keepApart(rule, key, owners, from: sets[(i + 1)...].joined().sorted())
        }
      case .lonely(let demand):
        let own = Set(members)
        let others = cluster.virtualMachines.indices.filter { !own.contains($0) }
        keepApart(rule, demand.topologyKey, members, from: others)
      case .dependency where rule.required:
        let running = members.filter { cluster.virtualMachines[$0].isActive }
        dependencies.append(Dependency(name: rule.name, members: running))
      case .quota(let demand) where rule.required:
        quotas.append(
          Quota(rule.name, demand.namespace, hard: demand.hard, used: demand.used, ledger)
        )
      // A reserve lowers the limits of nodes.
      case .dependency, .quota, .reserve: break
      }
    }
  }

  private mutating func add(_ rule: Rule, _ kind: Group.Kind, _ key: String, _ members: [Int]) {
    let key = intern(key)
    var group = Group(
      kind: kind,
      name: rule.name,
      title: "\(rule.type) rule \(rule.name)",
      required: rule.required,
      weight: rule.weight,
      key: key,
      counted: members
    )
    if case .spread = kind {
      group.judged = Set(balanced.indices.filter { balanced[$0] }.map { domains[key][$0] })
        .subtracting([Facts.none])
    }
    for vm in members { countedIn[vm].append(groups.count) }
    groups.append(group)
  }

  /// Adds a rule that works as if each of its carriers had a term against all of the others.
  private mutating func keepApart(
    _ rule: Rule,
    _ key: String,
    _ carriers: [Int],
    from others: [Int]
  ) {
    if carriers.isEmpty { return }
    for vm in others { countedIn[vm].append(groups.count) }
    for vm in carriers { carries[vm].append(groups.count) }
    groups.append(
      Group(
        kind: .podAntiAffinity,
        name: rule.name,
        title: "\(rule.type) rule \(rule.name)",
        required: rule.required,
        weight: rule.weight,
        key: intern(key),
        counted: others,
        carriers: carriers
      )
    )
  }

  /// Reads the workloads of which no two VMs may be in flight together.
  mutating func readWorkloads(_ policy: Policy) {
    for workload in VirtualMachine.Workload.allCases
    where policy.workloads[workload.rawValue]?.alone == true {
      let members = cluster.virtualMachines.indices.filter {
        cluster.virtualMachines[$0].isActive && cluster.virtualMachines[$0].workload == workload
      }
      dependencies.append(Dependency(name: "workload \(workload.rawValue)", members: members))
    }
  }

  private mutating func resolve(_ members: Members) -> [Int] {
    let named = members.virtualMachines.compactMap { name in
      vmIndex[name.contains("/") ? name : "default/\(name)"]
    }
    return Set(named + index.matches(of: members.selector, in: nil)).sorted()
  }

  // MARK: - The VMs' own terms

  /// Reads the affinity terms and topology spread constraints of all VMs.
  mutating func readTerms() {
    for (v, vm) in cluster.virtualMachines.enumerated() {
      let affinity = vm.affinity
      for term in affinity.podAntiAffinity.required {
        carry(v, .podAntiAffinity, term, required: true, weight: 1)
      }
      for choice in affinity.podAntiAffinity.preferred {
        let weight = Double(choice.weight)
        carry(v, .podAntiAffinity, choice.podAffinityTerm, required: false, weight: weight)
      }
      for term in affinity.podAffinity.required {
        carry(v, .podAffinity, term, required: true, weight: 1)
      }
      for choice in affinity.podAffinity.preferred {
        let weight = Double(choice.weight)
        carry(v, .podAffinity, choice.podAffinityTerm, required: false, weight: weight)
      }
      for constraint in vm.topologySpreadConstraints { carry(v, constraint) }
    }
    for g in groups.indices where !groups[g].carriers.isEmpty {
      groups[g].isLive = groups[g].carriers.contains { cluster.virtualMachines[$0].isActive }
    }
  }

  private mutating func carry(
    _ vm: Int,
    _ kind: Group.Kind,
    _ term: PodAffinityTerm,
    required: Bool,
    weight: Double
  ) {
    let namespaces = spaces.lookedIn(by: term, of: vm)
    carry(
      vm,
      Term(
        kind: kind,
        required: required,
        weight: weight,
        selector: term.labelSelector,
        namespaces: namespaces,
        key: intern(term.topologyKey)
      )
    )
  }

  private mutating func carry(_ vm: Int, _ constraint: TopologySpreadConstraint) {
    let required = constraint.whenUnsatisfiable == .doNotSchedule
    let key = intern(constraint.topologyKey)
    let kind = Group.Kind.topologySpread(
      maxSkew: Self.sane(constraint.maxSkew),
      minDomains: required ? Self.sane(constraint.minDomains ?? 1) : 1
    )
    carry(
      vm,
      Term(
        kind: kind,
        required: required,
        weight: ObjectiveConstants.topologySpreadWeight,
        selector: constraint.labelSelector,
        namespaces: [spaces.namespaceOf[vm]],
        key: key,
        eligibleSet: eligibleNodes(vm, constraint, key),
        policies: [constraint.nodeAffinityPolicy, constraint.nodeTaintsPolicy]
      )
    )
  }

  private mutating func carry(_ vm: Int, _ term: Term) {
    let g: Int
    if let known = termGroups[term] {
      g = known
      if groups[g].carriers.last == vm { return }
    } else {
      g = groups.count
      termGroups[term] = g
      groups.append(group(of: term))
      for counted in groups[g].counted { countedIn[counted].append(g) }
    }
    groups[g].carriers.append(vm)
    if countedIn[vm].last == g || countedIn[vm].contains(g) { groups[g].selfMatching.insert(vm) }
    carries[vm].append(g)
  }

  private mutating func group(of term: Term) -> Group {
    let name =
      switch term.kind {
      case .podAntiAffinity: "podAntiAffinity"
      case .podAffinity: "podAffinity"
      default: "topologySpread"
      }
    let key = term.key
    let eligible = term.eligibleSet.map { eligibleSets[$0] }
    var group = Group(
      kind: term.kind,
      name: name,
      title: "\(term.required ? "required" : "preferred") \(name)",
      required: term.required,
      weight: term.weight,
      key: key,
      counted: index.matches(of: term.selector, in: term.namespaces),
      eligible: eligible
    )
    if let eligible {
      group.judged = Set(eligible.indices.filter { eligible[$0] }.map { domains[key][$0] })
    }
    return group
  }

  /// The nodes a topology spread constraint looks at, as an index into the distinct sets of them:
  /// whatever their state, as the scheduler does.
  private mutating func eligibleNodes(
    _ v: Int,
    _ constraint: TopologySpreadConstraint,
    _ key: Int
  ) -> Int {
    let vm = cluster.virtualMachines[v]
    let affine = constraint.nodeAffinityPolicy == .honor
    let tolerant = constraint.nodeTaintsPolicy == .honor
    let question = Eligibility(
      key: key,
      nodeSelector: affine ? vm.nodeSelector : [:],
      required: affine ? vm.affinity.nodeAffinity.required : nil,
      tolerations: tolerant ? vm.tolerations : nil
    )
    if let answer = eligibility[question] { return answer }
    let eligible = cluster.nodes.enumerated().map { n, node in
      domains[key][n] != Facts.none
        && (!affine || (node.carries(vm.nodeSelector) && vm.requiredAffinityAllows(node)))
        && (!tolerant
          || node.taints.allSatisfy { $0.effect == .preferNoSchedule || vm.tolerates($0) })
    }
    let answer = eligibleIndex[eligible] ?? eligibleSets.count
    if answer == eligibleSets.count {
      eligibleIndex[eligible] = answer
      eligibleSets.append(eligible)
    }
    eligibility[question] = answer
    return answer
  }

  private mutating func intern(_ key: String) -> Int {
    if let known = keyIndex[key] { return known }
    var names: [String] = []
    var known: [String: Int] = [:]
    let row = cluster.nodes.map { node -> Int in
      guard let value = node.label(key) else { return Facts.none }
      if let domain = known[value] { return domain }
      known[value] = names.count
      names.append(value)
      return names.count - 1
    }
    keyIndex[key] = domains.count
    domains.append(row)
    domainNames.append(names)
    return domains.count - 1
  }

  /// Numbers of VMs, kept where sums of them cannot overflow.
  private static func sane(_ number: Int) -> Int { min(max(number, 0), 1 << 40) }
}

extension Quota {
  fileprivate init(
    _ name: String,
    _ namespace: String,
    hard: ResourceList,
    used: ResourceList,
    _ ledger: Ledger
  ) {
    self.name = name
    self.namespace = namespace
    entries = hard.names.compactMap { label in
      let plain = Self.resource(label)
      // What no VM requests, no move can exceed.
      guard let resource = ledger.resource(plain) else { return nil }
      let taken = used.amounts[label] ?? used[plain]
      return Entry(
        label: label.rawValue,
        resource: resource,
        hard: Ledger.unitsRoundedDown(hard[label], of: plain),
        used: Ledger.units(taken, of: plain)
      )
    }
  }

  /// The resource of a quota's entry: `requests.cpu` is cpu, `count/pods` is pods.
  private static func resource(_ label: ResourceName) -> ResourceName {
    let text = label.rawValue
    if text == "count/pods" { return .pods }
    let prefix = "requests."
    return text.hasPrefix(prefix)
      ? ResourceName(rawValue: String(text.dropFirst(prefix.count)))
      : label
  }
}
