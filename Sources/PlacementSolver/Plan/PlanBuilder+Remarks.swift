import PlacementModel

extension PlanBuilder {
  /// The nodes of the balance set beyond the thresholds at the start.
  func candidates(_ states: [Plan.NodeState]) -> [Plan.Candidate] {
    let bands = problem.inventory.policy.thresholds
    return states.filter(\.balanced).flatMap { state -> [Plan.Candidate] in
      let marks: [(ResourceName, Plan.Change, Policy.Thresholds.Band)] = [
        (.cpu, state.cpu, bands.cpu), (.memory, state.memory, bands.memory),
      ]
      return marks.compactMap { resource, load, band in
        let mark: Plan.Candidate.Mark
        if load.before > band.high {
          mark = .overloaded
        } else if load.before < band.low {
          mark = .underloaded
        } else {
          return nil
        }
        return Plan.Candidate(
          node: state.name,
          resource: resource,
          mark: mark,
          threshold: mark == .overloaded ? band.high : band.low,
          utilization: load
        )
      }
    }
  }

  /// The VMs on drained nodes that cannot simply go live, and what becomes of each.
  func blockers(_ moves: [Plan.Migration], _ blocked: [Plan.Blocked]) -> [Plan.Blocker] {
    let p = problem
    let last = Dictionary(moves.map { ($0.vm, $0) }, uniquingKeysWith: { $1 })
    let stuck = Set(blocked.map(\.vm))
    return p.names.indices.compactMap { v in
      let n = Int(p.start[v])
      guard n >= 0, p.isDrained[n], p.isActive(v) else { return nil }
      let details = p.inventory.cluster.virtualMachines[v]
      guard let cause = cause(details) else { return nil }
      let name = p.names[v]
      return Plan.Blocker(
        vm: name,
        node: p.nodeName(n),
        cause: cause,
        message: remedy(details, last[name], isStuck: stuck.contains(name))
      )
    }
  }

  private func cause(_ vm: VirtualMachine) -> String? {
    if vm.pinned { return "Pinned" }
    if vm.isMigrating { return "Migrating" }
    if !vm.volumeNodeAffinity.isEmpty,
      !problem.balanceSet.contains(where: { n in
        vm.volumeNodeAffinity.allSatisfy {
          Matching.matches($0, problem.inventory.cluster.nodes[n])
        }
      })
    {
      return "LocalVolume"
    }
    if vm.canMigrateLive { return nil }
    return vm.liveMigratable?.reason ?? "DisksNotLiveMigratable"
  }

  private func remedy(_ vm: VirtualMachine, _ move: Plan.Migration?, isStuck: Bool) -> String {
    let evicts =
      vm.evictionStrategy == "LiveMigrate"
      ? "its eviction strategy LiveMigrate makes 'kubectl drain' fail; " : ""
    if let move, move.type == .cold {
      return evicts + "this plan moves it cold, down for about \(Int(move.downtimeSeconds)) s"
    }
    if vm.pinned { return "it stays: remove its pin, or shut it down" }
    if vm.isMigrating { return "another migration moves it: wait until that has ended" }
    if isStuck { return evicts + "it stays, for the reasons given" }
    return evicts + "it needs a cold move"
  }
}
