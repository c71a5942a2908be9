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
        vms: names(
          group.kind.meaning.offenders(GroupView(g, after > 0 ? end : start, in: p))
        ),
        never: group.kind.meaning.never(group, in: p)
      )
    }
  }

  // MARK: Rules on one VM and one node

  private func places() -> [Plan.BrokenRule] {
    zip(problem.inventory.rules, problem.ruleMembers).compactMap { rule, members in
      rule.demand.meaning.placeRule.flatMap { place in
        entry(rule, members, where: place.excludes)
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
