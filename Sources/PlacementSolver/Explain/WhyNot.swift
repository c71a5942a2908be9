import PlacementModel

/// Why a VM cannot be on a node: every rule that holds it off, with its numbers.
struct WhyNot {
  let problem: Problem
  /// Where everything else is.
  let placement: Placement
  /// Where everything is now.
  let start: Placement
  /// VMs that stay so that nodes may fail.
  var withheld: Set<Int> = []
  /// How many nodes are looked at closely for what would happen if another failed.
  private static let looks = 4

  /// The reasons for every node; those that hold for all of them once, without a node.
  func reasons(for vm: Int) -> [Reason] {
    let p = problem
    let details = p.inventory.cluster.virtualMachines[vm]
    if details.pinned && p.start[vm] >= 0 {
      return [
        Reason(node: nil, code: .pinned, message: "\(p.names[vm]) is pinned: it must never move")
      ]
    }
    if details.isMigrating {
      let destination = details.migratingTo.map { " to \($0)" } ?? ""
      return [
        Reason(
          node: nil,
          code: .migrating,
          message: "another migration moves \(p.names[vm])\(destination) now"
        )
      ]
    }
    if p.isActive(vm), p.start[vm] >= 0, !p.inventory.cluster.nodes[Int(p.start[vm])].ready {
      let node = p.nodeName(Int(p.start[vm]))
      return [
        Reason(
          node: nil,
          code: .sourceNotReady,
          message: "\(node), where \(p.names[vm]) runs, is not Ready: nothing can move it live or "
            + "cold; fence \(node), then restart the VM"
        )
      ]
    }
    if !p.stipulated.isEmpty, let node = p.stipulated[vm] {
      if node != p.start[vm] { return self.reasons(for: vm, on: Int(node)) }
      let message = "\(p.names[vm]) was chosen to stay on \(p.nodeName(Int(node)))"
      return [Reason(node: nil, code: .pinned, message: message)]
    }
    var reasons: [Reason] = []
    var looks = Self.looks
    for n in 0..<p.nodeCount where n != Int(p.start[vm]) {
      let found = rules(for: vm, on: n)
      looks -= found.isEmpty ? 1 : 0
      reasons += found.isEmpty ? [lastReason(for: vm, on: n, closely: looks >= 0)] : found
    }
    if reasons.isEmpty, p.start[vm] >= 0, p.isDrained[Int(p.start[vm])] {
      let node = p.nodeName(Int(p.start[vm]))
      reasons.append(
        Reason(node: node, code: .draining, message: "\(node) is being drained and the only node")
      )
    }
    return reasons
  }

  /// The reasons against one node.
  func reasons(for vm: Int, on n: Int) -> [Reason] {
    let found = rules(for: vm, on: n)
    return found.isEmpty ? [lastReason(for: vm, on: n, closely: true)] : found
  }

  /// What it must be where no rule is against a node.
  private func lastReason(for vm: Int, on n: Int, closely: Bool) -> Reason {
    if closely, let reason = failure(vm, on: n) { return reason }
    let node = problem.nodeName(n)
    if withheld.contains(vm) {
      return Reason(
        node: node,
        code: .capacity(.memory),
        message: "with every move that must be made the VMs of a node that fails would not all "
          + "find room (rule \(problem.failureRules().joined(separator: ", ")))"
      )
    }
    return Reason(
      node: node,
      code: .unreachable,
      message: "no legal order of moves was found that brings \(problem.names[vm]) there"
    )
  }

  /// A protected node that could not fail any more with a VM elsewhere.
  func failure(_ vm: Int, on n: Int) -> Reason? {
    let p = problem
    guard let standby = p.standby, p.isActive(vm), p.move(vm, to: n) != nil else { return nil }
    var moved = placement
    moved.set(p, vm, to: n)
    guard let loss = standby.losses(p, moved).first else { return nil }
    return Reason(
      node: p.nodeName(n),
      code: .capacity(p.resources[loss.resource]),
      message: "with it there, " + p.words(loss)
    )
  }

  private func rules(for vm: Int, on n: Int) -> [Reason] {
    let p = problem
    let node = p.inventory.cluster.nodes[n]
    let details = p.inventory.cluster.virtualMachines[vm]
    var found: [(ReasonCode, String)] = []
    if !node.ready { found.append((.notReady, "\(node.name) is not Ready")) }
    if node.unschedulable { found.append((.cordoned, "\(node.name) is cordoned")) }
    if p.isDrained[n] { found.append((.draining, "\(node.name) is being drained")) }
    found += singleRules(vm, details, node, n)
    found += capacity(vm, n)
    found += groupRules(vm, n)
    found += limits(vm, n)
    return found.map { Reason(node: node.name, code: $0.0, message: $0.1) }
  }

  private func singleRules(
    _ vm: Int,
    _ details: VirtualMachine,
    _ node: Node,
    _ n: Int
  ) -> [(ReasonCode, String)] {
    let p = problem
    let obstacles = p.eligibility.obstacles[p.eligibility.index(vm, n)]
    var found: [(ReasonCode, String)] = []
    if obstacles.contains(.taint) {
      let taints = Matching.untolerated(node, by: details.tolerations)
        .filter { $0.effect != .preferNoSchedule }
      found.append(
        (.taint, "does not tolerate \(taints.map(\.description).joined(separator: ", "))")
      )
    }
    if obstacles.contains(.nodeSelector) {
      let missing = details.nodeSelector.filter { node.label($0.key) != $0.value }
      found.append((.nodeSelector, "needs the label \(labels(missing))"))
    }
    if obstacles.contains(.nodeAffinity) {
      found.append((.nodeAffinity, "no term of its required node affinity matches"))
    }
    let isLiveBound =
      obstacles.contains(.liveCPUModel) && p.isActive(vm) && p.move(vm, to: n) == nil
      && p.canMigrateLive[vm]
    if obstacles.contains(.cpuModel) || isLiveBound {
      let wanted = details.cpuSelector.merging(isLiveBound ? details.liveCPUSelector : [:]) {
        $1
      }
      let missing = wanted.filter { node.label($0.key) != $0.value }
      found.append((.cpuModel, "its CPU needs \(labels(missing))"))
    }
    if obstacles.contains(.nodeLabel) {
      let unmet = details.demandedLabels.filter { !Matching.satisfies($0, node) }
      found += unmet.map { label in
        (.nodeLabel, "\(label.forbidden ? "has" : "lacks") \(label)")
      }
    }
    found += restart(vm, details, n)
    if obstacles.contains(.localVolume) {
      found.append((.localVolume, "a volume of it cannot be mounted there"))
    }
    return found + placeRules(vm, node)
  }

  /// The rules on one VM and one node that are declared, those of one kind together.
  private func placeRules(_ vm: Int, _ node: Node) -> [(ReasonCode, String)] {
    var codes: [(obstacle: UInt16, code: ReasonCode)] = []
    var names: [ReasonCode: [String]] = [:]
    for (rule, members) in zip(problem.inventory.rules, problem.ruleMembers) where rule.required {
      guard let place = rule.demand.meaning.placeRule, place.excludes(node.name),
        members.contains(vm)
      else { continue }
      if names[place.code] == nil { codes.append((place.obstacle.rawValue, place.code)) }
      names[place.code, default: []].append(rule.name)
    }
    return codes.sorted { $0.obstacle < $1.obstacle }.map { _, code in
      (code, "rule \((names[code] ?? []).joined(separator: ", ")) keeps it off")
    }
  }

  private func labels(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
  }

  private func capacity(_ vm: Int, _ n: Int) -> [(ReasonCode, String)] {
    let p = problem
    return p.resources.enumerated().compactMap { r, name in
      let i = n * p.resourceCount + r
      let request = p.requests[vm * p.resourceCount + r]
      // Where the VM is already, its own share is not in its way.
      let used = placement.used[i] - (Int(placement.node[vm]) == n && p.isActive(vm) ? request : 0)
      guard p.limit[i] < .max, used + request > p.limit[i], request > 0 || used > p.limit[i]
      else { return nil }
      let free = max(0, p.limit[i] - used)
      let moved = placement.used[i] != start.used[i]
      return (
        .capacity(name),
        "needs \(Amount.described(request, name)); of \(Amount.described(p.limit[i], name)) "
          + "\(Amount.short(free, name)) \(moved ? "would be" : "are") free"
          + (moved ? " once the other moves are made" : "") + kept(name, n)
      )
    }
  }

  /// Which rules lower what fits on a node, so that the number is no riddle.
  private func kept(_ name: ResourceName, _ n: Int) -> String {
    let rules = problem.inventory.rules.filter { rule in
      guard let reserve = rule.reserve else { return false }
      return reserve.concerns(problem.nodeName(n)) && reserve.keeps(name)
    }
    if rules.isEmpty { return "" }
    return "; \(rules.map(\.name).joined(separator: ", ")) keeps the rest of the node free"
  }

  private func groupRules(_ vm: Int, _ n: Int) -> [(ReasonCode, String)] {
    let p = problem
    guard p.isActive(vm) else {
      return p.groups.indices.compactMap { g in
        guard p.groups[g].bindsStarts, let part = p.groups[g].dormant[vm],
          !p.keeps(g, ifStartedOn: n, as: part, placement)
        else { return nil }
        return (p.groups[g].code, "rule \(p.groups[g].name) would be broken")
      }
    }
    return p.memberships(of: vm).compactMap { m in
      let g = Int(m.group)
      guard p.groups[g].required else { return nil }
      let after = p.excess(
        of: g,
        placement.tallies,
        placement.excess[g],
        moving: vm,
        as: m.tally,
        from: Int(placement.node[vm]),
        to: n
      )
      guard
        !p.permits(m, placement.tallies, after, moving: vm, to: n, placement.node)
      else { return nil }
      let refusal = refusal(by: g, vm, n)
      return (refusal.code, words(refusal, by: g))
    }
  }

  /// What a group has against a VM on a node, in data.
  private func refusal(by g: Int, _ vm: Int, _ n: Int) -> GroupRefusal {
    let p = problem
    let group = p.groups[g]
    let d = p.domain(g, n)
    return GroupRefusal(
      code: group.code,
      rule: group.name,
      domain: d >= 0 ? group.domains[d] : p.nodeName(n),
      members: group.kind.meaning.rivals(of: vm, group).filter { other in
        other != vm && placement.node[other] >= 0 && p.domain(g, Int(placement.node[other])) == d
      },
      figure: group.kind.meaning.figure
    )
  }

  private func words(_ refusal: GroupRefusal, by g: Int) -> String {
    let names = refusal.members.prefix(3).map { problem.names[$0] }.joined(separator: ", ")
    let count = refusal.members.count
    let there =
      names + (count > 3 ? " and \(count - 3) more" : "") + (count == 1 ? " is" : " are")
    return problem.groups[g].kind.meaning.words(refusal, there: names.isEmpty ? nil : there)
  }

  /// What a cold move would lose or change; nothing where the VM could go live or may be restarted.
  private func restart(_ vm: Int, _ details: VirtualMachine, _ n: Int) -> [(ReasonCode, String)] {
    let p = problem
    guard p.isActive(vm), p.start[vm] >= 0, !Problem.mayRestart(details, p.goal),
      p.way(vm, to: n) != .live
    else { return [] }
    var found: [(ReasonCode, String)] = []
    let remedy = "; allow it with --allow-restart \(p.names[vm])"
    if !details.losesOnRestart.isEmpty {
      let names = details.losesOnRestart.joined(separator: ", ")
      found.append((.losesData, "a cold move would lose what \(names) holds\(remedy)"))
    }
    if let pending = details.restartPending {
      let changes = pending.changes.joined(separator: ", ")
      found.append(
        (.restartPending, "a restart would start another machine (\(changes))\(remedy)")
      )
    }
    return found
  }

  /// What would be down for too long.
  private func downtime(
    _ vm: Int,
    _ n: Int,
    _ policy: MigrationPolicy
  ) -> [(ReasonCode, String)] {
    let p = problem
    guard p.isActive(vm), p.start[vm] >= 0 else { return [] }
    let goesLive = p.canMigrateLive[vm] && p.way(vm, to: n) == .live
    guard !goesLive else { return [] }
    let seconds = Amount.number(policy.coldDowntime)
    if let most = p.inventory.cluster.virtualMachines[vm].maxDowntime, policy.coldDowntime > most {
      return [
        (
          .maxDowntime,
          "a cold move keeps it down for \(seconds) s, it may be down for \(Amount.number(most)) s"
        )
      ]
    }
    guard placement.coldMoves >= p.downtimeLimit, let most = p.goal.maxDowntime else { return [] }
    return [
      (
        .maxDowntime,
        "a cold move keeps it down for \(seconds) s, and VMs may be down for "
          + "\(Amount.number(most)) s in all"
      )
    ]
  }

  private func limits(_ vm: Int, _ n: Int) -> [(ReasonCode, String)] {
    let p = problem
    var found: [(ReasonCode, String)] = []
    if p.start[vm] >= 0, placement.moves >= p.migrationLimit, p.maxMigrations < .max {
      found.append(
        (.maxMigrations, "the plan may hold no more than \(p.maxMigrations) migrations")
      )
    }
    let policy = p.inventory.policy.migration
    found += downtime(vm, n, policy)
    if p.inFlight.total >= policy.parallelPerCluster, p.canMigrateLive[vm] {
      found.append(
        (.migrating, "\(p.inFlight.total) migrations in flight take every slot")
      )
    }
    if let other = p.dependencies.companion(of: vm, inFlight: { p.migrationTarget[$0] != nil }),
      p.start[vm] >= 0
    {
      found.append(
        (.migrating, "it may not move together with \(p.names[other]), which is in flight now")
      )
    }
    for quota in p.quotas {
      for shortage in quota.shortages(for: vm, p) {
        let name = p.resources[shortage.resource]
        found.append(
          (
            .quota,
            "quota \(quota.name) has \(Amount.described(shortage.left, name)) left, "
              + "a second pod needs \(Amount.short(shortage.request, name))"
          )
        )
      }
    }
    return found
  }
}
