import PlacementModel

/// A topology spread constraint, as the scheduler counts it.
///
/// Excess: the skew over the eligible domains beyond `maxSkew`. An owner arrives only in a domain, and
/// pods are counted in transit: a VM that moves within a domain is there twice.
struct TopologySpreadKind: SkewKind {
  let maxSkew: Int

  var isJudgedAtEnd: Bool { true }
  var isSilentWithoutOwners: Bool { true }

  /// Whether the scheduler refuses a node because it is in none of the constraint's domains.
  @inline(__always)
  private func isRefused(_ move: GroupMove, _ p: Problem) -> Bool {
    move.part != .matched && move.target < 0 && Int(p.start[move.vm]) != move.to
  }

  // MARK: Never worse

  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool {
    !isRefused(move, p) && excess <= p.startExcess[move.g]
  }

  func isNoWorse(_ g: Int, _ placement: Placement, in p: Problem) -> Bool {
    placement.excess[g] <= p.startExcess[g]
      && p.groups[g].owners.allSatisfy { v in
        placement.node[v] == p.start[v] || placement.node[v] < 0
          || p.domain(g, Int(placement.node[v])) >= 0
      }
  }

  func keepsSwap(_ first: GroupMove, _ second: GroupMove, excess: Int, in p: Problem) -> Bool {
    !isRefused(first, p) && !isRefused(second, p)
  }

  func mayReturn(_ g: Int, to home: Int, in p: Problem) -> Bool { p.domain(g, home) >= 0 }

  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    if start.domain < 0, start.part != .matched { return false }
    return keepsSkew(start, tallies, in: p)
  }

  func schedules(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    if start.part == .matched { return true }
    guard start.domain >= 0 else { return false }
    let group = p.groups[start.g]
    func counted(_ d: Int) -> Int { tallies[p.tallyStart[start.g] + d].counted }
    let eligible = group.domains.indices.filter { group.eligible[$0] }
    let least = group.emptiestIsZero ? 0 : eligible.map(counted).min() ?? 0
    return counted(start.domain) + (start.part == .both ? 1 : 0) - least <= maxSkew
  }

  // MARK: In transit

  func admits(_ move: GroupMove, in transit: Transit) -> Bool {
    guard move.part != .matched else { return true }
    guard move.target >= 0 else { return false }
    let counts = move.part == .both
    let there = pods(at: move, transit) + (counts ? 1 : 0)
    let left = counts && move.source != move.target ? move.source : -1
    return there - transit.extremes(move.g, arriving: -1, leaving: left).emptiest <= maxSkew
  }

  func isCrowded(_ move: GroupMove, in transit: Transit) -> Bool {
    guard move.part != .matched else { return false }
    guard move.target >= 0 else { return true }
    let emptiest = transit.extremes(move.g, arriving: -1, leaving: -1).emptiest
    return pods(at: move, transit) - emptiest > maxSkew
  }

  private func pods(at move: GroupMove, _ transit: Transit) -> Int {
    let slot = transit.problem.tallyStart[move.g] + move.target
    return transit.high[slot].counted + Int(transit.pods[slot] ?? 0)
  }

  // MARK: MIP

  func addRows(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    if p.groups[g].required {
      for v in p.groups[g].owners {
        for (n, x) in formulation.choices[v]
        where n >= 0 && n != Int(p.start[v]) && p.domain(g, n) < 0 {
          var never = MIPModel.Expression()
          never.add(1, x)
          formulation.model.row("outside_\(g)", never, to: 0)
        }
      }
    }
    addSkewRows(g, to: &formulation)
  }
}

// MARK: Building

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
          kind: .topologySpread(TopologySpreadKind(maxSkew: constraint.maxSkew)),
          name: "topologySpread " + describe(constraint.labelSelector),
          required: required,
          price: required ? 0 : prices.preferred(weight: ObjectiveConstants.topologySpreadWeight),
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
