import PlacementModel

extension GroupBuilder {
  private struct SpreadKey: Hashable {
    var namespace: String
    var constraint: TopologySpreadConstraint
    /// Which of the sets of nodes counts.
    var eligibleNodes: Int
  }

  /// All of a VM and its constraint on which it depends what nodes count.
  private struct Audience: Hashable {
    var topologyKey: String
    var nodeSelector: [String: String]?
    var affinity: NodeSelector?
    var tolerations: [Toleration]?

    init(_ vm: VirtualMachine, _ constraint: TopologySpreadConstraint) {
      topologyKey = constraint.topologyKey
      let honors = constraint.nodeAffinityPolicy == .honor
      nodeSelector = honors ? vm.nodeSelector : nil
      affinity = honors ? vm.affinity.nodeAffinity.required : nil
      tolerations = constraint.nodeTaintsPolicy == .honor ? vm.tolerations : nil
    }

    func includes(_ node: Node) -> Bool {
      node.label(topologyKey) != nil
        && nodeSelector.map { Matching.carries($0, node) } ?? true
        && affinity.map { Matching.matches($0, node) } ?? true
        && tolerations.map { tolerations in
          Matching.untolerated(node, by: tolerations)
            .allSatisfy { $0.effect == .preferNoSchedule }
        } ?? true
    }
  }

  /// Adds a group for all VMs that state the same constraint and count the same nodes.
  mutating func addTopologySpreads() {
    var order: [SpreadKey] = []
    var owners: [SpreadKey: [Int]] = [:]
    var sets: [[Bool]] = []
    var known: [[Bool]: Int] = [:]
    var chosen: [Audience: Int] = [:]
    func set(for audience: Audience) -> Int {
      if let set = chosen[audience] { return set }
      let nodes = nodes.map(audience.includes)
      let set = known[nodes] ?? sets.count
      if set == sets.count { sets.append(nodes) }
      known[nodes] = set
      chosen[audience] = set
      return set
    }
    for (v, vm) in vms.enumerated() {
      for constraint in vm.topologySpreadConstraints {
        let key = SpreadKey(
          namespace: vm.namespace,
          constraint: constraint,
          eligibleNodes: set(for: Audience(vm, constraint))
        )
        if owners[key] == nil { order.append(key) }
        if owners[key, default: []].last != v { owners[key, default: []].append(v) }
      }
    }
    for key in order {
      let constraint = key.constraint
      let (of, names) = partition(constraint.topologyKey)
      // VMs on a node that is not eligible are not counted, so such a node is in no domain.
      let counted = zip(of, sets[key.eligibleNodes]).map { $1 ? $0 : -1 }
      var eligible = [Bool](repeating: false, count: names.count)
      for domain in counted where domain >= 0 { eligible[Int(domain)] = true }
      let matched = index.matches(constraint.labelSelector)
        .filter { vms[$0].namespace == key.namespace }
      let required = constraint.whenUnsatisfiable == .doNotSchedule
      append(
        Group(
          kind: .topologySpread(maxSkew: constraint.maxSkew),
          name: "topologySpread " + describe(constraint.labelSelector),
          required: required,
          price: required
            ? 0 : prices.preferred(weight: ObjectiveConstants.topologySpreadWeight),
          domainOf: counted,
          domains: names,
          eligible: eligible,
          emptiestIsZero: required
            && eligible.count(where: { $0 }) < constraint.minDomains ?? 1,
          owners: owners[key] ?? [],
          matched: matched
        )
      )
    }
  }
}
