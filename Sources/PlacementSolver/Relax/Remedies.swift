import PlacementModel

extension WhyNot {
  /// The changes that would take everything away that holds a VM off a node, as far as can be told
  /// without trying; `nil` where something does that no change of an operator's can help.
  func remedies(for vm: Int, on n: Int) -> [Amendment]? {
    let p = problem
    let details = p.inventory.cluster.virtualMachines[vm]
    var changes: [Amendment] = []
    if details.pinned { changes.append(Amendment(.unpin, vm: p.names[vm])) }
    if details.migratingTo != nil { changes.append(Amendment(.wait)) }
    for reason in reasons(for: vm, on: n) {
      guard let remedy = remedy(for: reason.code, vm, n) else { return nil }
      for change in remedy where !changes.contains(change) { changes.append(change) }
    }
    return changes
  }

  private func remedy(for code: ReasonCode, _ vm: Int, _ n: Int) -> [Amendment]? {
    let p = problem
    let details = p.inventory.cluster.virtualMachines[vm]
    let node = p.inventory.cluster.nodes[n]
    let name = p.names[vm]
    switch code {
    case .taint:
      return Matching.untolerated(node, by: details.tolerations)
        .filter { $0.effect != .preferNoSchedule }
        .map { Amendment(.tolerate, vm: name, taint: $0) }
    case .cordoned: return [Amendment(.uncordon, node: node.name)]
    case .nodeSelector:
      let missing = details.nodeSelector.filter { node.label($0.key) != $0.value }
      return [Amendment(.label, node: node.name, labels: missing)]
    case .nodeAffinity: return [Amendment(.dropNodeAffinity, vm: name)]
    case .cpuModel:
      // Only what binds the running guest goes away when it is shut down.
      return p.eligibility.obstacles[p.eligibility.index(vm, n)].contains(.cpuModel)
        ? nil : [Amendment(.goCold, vm: name)]
    case .losesData, .restartPending: return [Amendment(.allowRestart, vm: name)]
    case .nodeLabel: return nil
    case .fence, .ban: return rules(on: vm).map { Amendment(.dropRule, rule: $0) }
    case .antiAffinity, .affinity, .spread: return groupChanges(code, vm, n)
    case .quota: return quotaChanges(vm)
    case .pinned, .migrating: return []
    case .unreachable: return [Amendment(.goCold, vm: name)]
    case .maxMigrations: return []
    case .maxDowntime:
      let seconds = p.inventory.policy.migration.coldDowntime
      return details.maxDowntime.map { $0 < seconds } ?? false
        ? [Amendment(.allowDowntime, vm: name, amount: seconds)] : []
    default:
      guard code.family == "capacity" else { return nil }
      let missing = shortages(vm, n)
      // There is room; what there would not be is room for others when a node fails.
      return missing.isEmpty ? p.failureRules().map { Amendment(.dropRule, rule: $0) } : missing
    }
  }

  /// The names of the required rules on one VM and one node that a VM has.
  private func rules(on vm: Int) -> [String] {
    zip(problem.inventory.rules, problem.ruleMembers).compactMap { rule, members in
      guard rule.required, members.contains(vm) else { return nil }
      return rule.demand.meaning.placeRule != nil ? rule.name : nil
    }
  }

  private func groupChanges(_ code: ReasonCode, _ vm: Int, _ n: Int) -> [Amendment] {
    let p = problem
    let declared = Set(p.inventory.rules.map(\.name))
    var changes: [Amendment] = []
    for m in p.memberships(of: vm) where p.groups[Int(m.group)].code == code {
      let group = p.groups[Int(m.group)]
      guard group.required else { continue }
      let change =
        declared.contains(group.name)
        ? Amendment(.dropRule, rule: group.name) : Amendment(.dropPodTerms, vm: p.names[vm])
      if !changes.contains(change) { changes.append(change) }
    }
    return changes
  }

  /// A cold move needs no second pod; where even that has no room, the quota must grow.
  private func quotaChanges(_ vm: Int) -> [Amendment] {
    let p = problem
    if p.mayGo[vm].cold, p.goal.coldFallback == .never {
      return [Amendment(.goCold, vm: p.names[vm])]
    }
    var changes: [Amendment] = []
    for rule in p.inventory.rules where rule.required {
      guard let hard = rule.quota?.hard,
        let quota = p.quotas.first(where: { $0.name == rule.name }), quota.isMember[vm]
      else { continue }
      for key in hard.names {
        let resource = Quota.resource(of: key)
        for limit in quota.limits where p.resources[limit.resource] == resource {
          let missing =
            limit.used + p.requests[vm * p.resourceCount + limit.resource] - limit.hard
          guard missing > 0 else { continue }
          let amount = Double(missing) / (resource.isCPU ? 1_000 : 1)
          changes.append(Amendment(.raiseQuota, rule: rule.name, resource: key, amount: amount))
        }
      }
    }
    return changes
  }

  /// What is missing of each resource on a node, in cores, bytes or pieces.
  private func shortages(_ vm: Int, _ n: Int) -> [Amendment] {
    let p = problem
    return p.resources.enumerated().compactMap { r, resource in
      let i = n * p.resourceCount + r
      let missing = placement.used[i] + p.requests[vm * p.resourceCount + r] - p.limit[i]
      guard p.limit[i] < .max, missing > 0 else { return nil }
      let ratio = ratio(resource)
      guard ratio > 0 else { return nil }
      let amount = Double(missing) / (resource == .cpu ? 1_000 : 1) / ratio
      return Amendment(
        .free,
        node: p.nodeName(n),
        resource: resource,
        amount: Self.rounded(amount, resource)
      )
    }
  }

  /// How far requests may exceed what is allocatable.
  private func ratio(_ resource: ResourceName) -> Double {
    let overcommit = problem.inventory.policy.overcommit
    return resource == .cpu ? overcommit.cpu : resource == .memory ? overcommit.memory : 1
  }

  /// An amount that a person would say: whole GiB, or tenths of a core.
  private static func rounded(_ amount: Double, _ resource: ResourceName) -> Double {
    let step = resource == .memory ? (amount > 1e9 ? 1_073_741_824.0 : 1_048_576) : 1
    if resource == .cpu { return (amount * 10).rounded(.up) / 10 }
    return (amount / step).rounded(.up) * step
  }
}
