import PlacementModel

/// The rules that a plan finds or leaves broken, counted as the objective counts them.
struct BrokenRules {
  let problem: Problem
  let start: Placement
  let end: Placement
  /// The most VMs that are named for a rule.
  private static let mostNames = 10

  /// One entry for each rule with an excess before or after: required ones first, then in the order
  /// of the inventory's rules, then what VMs demand themselves.
  func list() -> [Plan.BrokenRule] {
    let entries = groups() + places() + demands()
    return entries.filter(\.required) + entries.filter { !$0.required }
  }

  // MARK: Rules on several VMs

  private func groups() -> [Plan.BrokenRule] {
    let p = problem
    return p.groups.indices.compactMap { g in
      let group = p.groups[g]
      let (before, after) = (start.excess[g], end.excess[g])
      guard group.isLive, before > 0 || after > 0 else { return nil }
      return Plan.BrokenRule(
        rule: group.name,
        required: group.required,
        before: before,
        after: after,
        vms: names(offenders(group, g, after > 0 ? end : start)),
        never: never(group)
      )
    }
  }

  /// The VMs that make the excess, where it is a matter of single VMs.
  private func offenders(_ group: Group, _ g: Int, _ placement: Placement) -> [Int] {
    let p = problem
    func domain(_ v: Int) -> Int { p.domain(g, Int(placement.node[v])) }
    let placed = group.matched.filter { placement.node[$0] >= 0 }
    var counts: [Int: Int] = [:]
    for v in placed where domain(v) >= 0 { counts[domain(v), default: 0] += 1 }
    switch group.kind {
    case .antiAffinity(let max): return placed.filter { (counts[domain($0)] ?? 0) > max }
    case .affinity:
      let fullest = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
      return placed.filter { domain($0) != fullest }
    case .podAntiAffinity, .podAffinity:
      let isAnti = group.kind == .podAntiAffinity
      let matched = Set(group.matched)
      return group.owners.filter { v in
        guard placement.node[v] >= 0 else { return false }
        let others = (counts[domain(v)] ?? 0) - (matched.contains(v) ? 1 : 0)
        return isAnti == (others > 0)
      }
    case .spread, .topologySpread: return []
    }
  }

  /// Why no placement keeps a group's rule, whatever else moves.
  private func never(_ group: Group) -> Reason? {
    switch group.kind {
    case .affinity: tooLarge(group)
    case .antiAffinity(let max): tooMany(group, max)
    default: nil
    }
  }

  /// Members that are to be together request more than any domain takes.
  private func tooLarge(_ group: Group) -> Reason? {
    let p = problem
    for (r, name) in p.resources.enumerated() {
      let wanted = group.matched.reduce(Int64(0)) {
        $0.addingReportingOverflow(p.requests[$1 * p.resourceCount + r]).partialValue
      }
      var room = [Int64](repeating: 0, count: group.domains.count)
      for n in 0..<p.nodeCount where group.domainOf[n] >= 0 {
        let d = Int(group.domainOf[n])
        let (sum, overflow) = room[d].addingReportingOverflow(p.limit[n * p.resourceCount + r])
        room[d] = overflow ? .max : sum
      }
      guard let largest = room.max(), largest < .max, wanted > largest else { continue }
      let what = group.domains.count == p.nodeCount ? "node" : "domain"
      return Reason(
        node: nil,
        code: .capacity(name),
        message:
          "its \(group.matched.count) VMs request \(Amount.described(wanted, name)) together, "
          + "the largest \(what) takes \(Amount.short(largest, name))"
      )
    }
    return nil
  }

  /// More members that are to be apart than the domains take.
  private func tooMany(_ group: Group, _ max: Int) -> Reason? {
    let (room, overflow) = group.domains.count.multipliedReportingOverflow(by: max)
    guard !overflow, group.matched.count > room else { return nil }
    return Reason(
      node: nil,
      code: .antiAffinity,
      message:
        "it has \(group.matched.count) VMs, and \(group.domains.count) domains take \(max) each"
    )
  }

  // MARK: Rules on one VM and one node

  private func places() -> [Plan.BrokenRule] {
    zip(problem.inventory.rules, problem.ruleMembers).compactMap { rule, members in
      switch rule.demand {
      case .fence(_, let nodes): entry(rule, members) { !nodes.contains($0) }
      case .ban(_, let nodes): entry(rule, members) { nodes.contains($0) }
      default: nil
      }
    }
  }

  private func entry(
    _ rule: Rule,
    _ members: [Int],
    where isOff: (String) -> Bool
  ) -> Plan.BrokenRule? {
    func broken(_ placement: Placement) -> [Int] {
      members.filter { problem.isActive($0) && placement.node[$0] >= 0 }
        .filter { isOff(problem.nodeName(Int(placement.node[$0]))) }
    }
    let (before, after) = (broken(start), broken(end))
    if before.isEmpty, after.isEmpty { return nil }
    return Plan.BrokenRule(
      rule: rule.name,
      required: rule.required,
      before: before.count,
      after: after.count,
      vms: names(after.isEmpty ? before : after)
    )
  }

  /// A demand of VMs themselves, by kind, and whether it is required.
  private struct Demand: Hashable {
    var kind: String
    var required: Bool
  }

  private func demands() -> [Plan.BrokenRule] {
    let order = ["taint", "nodeSelector", "nodeAffinity"]
    var found: [Demand: Plan.BrokenRule] = [:]
    for (isEnd, placement) in [(true, end), (false, start)] {
      for v in 0..<problem.vmCount where problem.isActive(v) && placement.node[v] >= 0 {
        for (demand, count) in unmet(v, on: Int(placement.node[v])) {
          var entry =
            found[demand]
            ?? Plan.BrokenRule(rule: demand.kind, required: demand.required, before: 0, after: 0)
          if isEnd { entry.after += count } else { entry.before += count }
          if entry.after == 0 || isEnd, entry.vms.count < Self.mostNames {
            entry.vms.append(problem.names[v])
          }
          found[demand] = entry
        }
      }
    }
    return [true, false].flatMap { required in
      order.compactMap { found[Demand(kind: $0, required: required)] }
    }
  }

  /// What a VM demands of nodes and does not have on one.
  private func unmet(_ v: Int, on n: Int) -> [(Demand, Int)] {
    let node = problem.inventory.cluster.nodes[n]
    let vm = problem.inventory.cluster.virtualMachines[v]
    var found: [(Demand, Int)] = []
    func note(_ kind: String, _ required: Bool, _ count: Int) {
      if count > 0 { found.append((Demand(kind: kind, required: required), count)) }
    }
    if !node.taints.isEmpty {
      let taints = Matching.untolerated(node, by: vm.tolerations)
      let soft = taints.count { $0.effect == .preferNoSchedule }
      // Taints under this prefix tell a node's state; they are no reason to move what runs there.
      let isRepelled = taints.contains {
        $0.effect != .preferNoSchedule && !$0.key.hasPrefix("node.kubernetes.io/")
      }
      note("taint", true, isRepelled ? 1 : 0)
      note("taint", false, soft)
    }
    note("nodeSelector", true, Matching.carries(vm.nodeSelector, node) ? 0 : 1)
    let affinity = vm.affinity.nodeAffinity
    if let required = affinity.required {
      note("nodeAffinity", true, Matching.matches(required, node) ? 0 : 1)
    }
    let preferred = affinity.preferred.count { choice in
      let term = choice.preference
      // The scheduler skips empty ones.
      let isEmpty = term.matchExpressions.isEmpty && term.matchFields.isEmpty
      return !isEmpty && !Matching.matches(term, node)
    }
    note("nodeAffinity", false, preferred)
    return found
  }

  private func names(_ vms: [Int]) -> [String] {
    vms.prefix(Self.mostNames).map { problem.names[$0] }
  }
}
