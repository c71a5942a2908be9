import PlacementModel

/// How VMs can get to nodes at all, whatever the order of moves.
extension Facts {
  /// The cheapest way in which an active VM can end at a node; `nil` where no order leads there.
  ///
  /// Only what no order can change is looked at: the rules on one VM and one node, migrations that
  /// others run all the while, and quotas, whose use never falls below that at the start.
  func passage(of vm: Int, to node: Int, from start: State) -> Plan.MigrationType? {
    guard active[vm] else { return nil }
    let isColdLegal = arrivalProblems(of: vm, at: node, live: false).isEmpty
    if home[vm] == Facts.none, !isColdLegal { return nil }
    if home[vm] == Facts.none {
      return vms[vm].isMigrating ? nil : .place
    }
    if frozen[vm] || dependsOnFlight(vm) { return nil }
    if vms[vm].canMigrateLive {
      let isLiveLegal =
        hasLiveSlot(from: home[vm], to: node)
        && arrivalProblems(of: vm, at: node, live: true).isEmpty
        && quotaAdmits(vm, start, again: true)
      if isLiveLegal { return .live }
      if !coldFallbackAllows(vm) { return nil }
    }
    let mayGoCold = isColdLegal && mayGoDown(vm) && restartProblems(of: vm).isEmpty
    return mayGoCold && quotaAdmits(vm, start, again: false) ? .cold : nil
  }

  /// What a cold move of an active VM would lose or change without anybody's consent.
  func restartProblems(of vm: Int) -> [(Violation.Code, String)] {
    guard !goal.allowsRestart(of: vms[vm].fullName) else { return [] }
    var found: [(Violation.Code, String)] = []
    if !vms[vm].losesOnRestart.isEmpty {
      found.append((.losesData, "a cold move loses what \(vms[vm].losesOnRestart) hold"))
    }
    if let pending = vms[vm].restartPending {
      found.append((.restartPending, "a restart changes \(pending.changes)"))
    }
    return found
  }

  /// Whether a cold move keeps an active VM down no longer than it may be.
  func mayGoDown(_ vm: Int) -> Bool {
    vms[vm].maxDowntime.map { policy.migration.coldDowntime <= $0 } ?? true
  }

  /// Whether so many cold moves of active VMs keep within what the goal allows.
  func mayGoDown(times: Int) -> Bool {
    guard let most = goal.maxDowntime else { return true }
    return Double(times) * policy.migration.coldDowntime <= most * (1 + 1e-9)
  }

  private func dependsOnFlight(_ vm: Int) -> Bool {
    dependenciesOf[vm].contains { d in
      dependencies[d].members.contains { $0 != vm && inFlight.contains($0) }
    }
  }

  private func hasLiveSlot(from: Int, to: Int) -> Bool {
    let limits = policy.migration
    let leaving = inFlight.count { home[$0] == from }
    let arriving = inFlight.count { secondNode[$0] == to }
    return limits.parallelPerCluster > inFlight.count
      && limits.parallelOutboundPerNode > leaving && limits.parallelInboundPerNode > arriving
  }

  private func quotaAdmits(_ vm: Int, _ start: State, again: Bool) -> Bool {
    start.quotas(of: vm).allSatisfy { q in
      quotas[q].entries.enumerated().allSatisfy { e, entry in
        let own = amount(of: entry.resource, requestedBy: vm)
        return own == 0 || start.quotaUse[q][e] + (again ? own : 0) <= entry.hard
      }
    }
  }
}
