import PlacementModel

/// No owner shares a domain with another VM that is matched.
///
/// Excess: owners that do. A VM that moved has no conflict where it is, in either direction; in
/// transit it meets everything that is there or arrives, its own source pod included.
struct PodAntiAffinityKind: GroupKind {
  var code: ReasonCode { .antiAffinity }

  // MARK: Excess

  @inline(__always)
  func excess(_ group: Group, _ tally: (Int) -> Tally) -> Int {
    let count = group.domains.count
    let all = (0..<count).reduce(0) { $0 + tally($1).inCompany }
    return group.inFlight.reduce(all) { all, vm in
      // On two nodes, but one VM: in company if it is so on either.
      guard vm.part != .matched else { return all }
      return all - (vm.slots.allSatisfy { $0 < count && vm.hasCompany(in: tally($0)) } ? 1 : 0)
    }
  }

  @inline(__always)
  func isLocal(_ group: Group) -> Bool { group.inFlight.isEmpty }

  @inline(__always)
  func local(_ tally: Tally) -> Int { tally.inCompany }

  // MARK: Never worse

  /// Whether a VM conflicts with others that a tally counts, it being none of them.
  @inline(__always)
  private func conflicts(_ part: Tally.Role, with there: Tally) -> Bool {
    (part != .matched && there.counted > 0) || (part != .owner && there.owning > 0)
  }

  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool {
    guard move.target >= 0 else { return true }
    var there = tallies[p.tallyStart[move.g] + move.target]
    if move.target == move.source { there.add(move.part, -1) }
    guard conflicts(move.part, with: there) else { return true }
    // At home again: only conflicts between VMs that never moved are tolerated.
    guard Int(p.start[move.vm]) == move.to else { return false }
    return conflictsAreOld(move, nodes, p)
  }

  private func conflictsAreOld(_ move: GroupMove, _ nodes: [Int32], _ p: Problem) -> Bool {
    let here = p.domain(move.g, Int(p.start[move.vm]))
    func isOld(_ other: Int) -> Bool {
      other == move.vm || p.domain(move.g, Int(nodes[other])) != here
        || nodes[other] == p.start[other]
    }
    return (move.part == .matched || p.groups[move.g].matched.allSatisfy(isOld))
      && (move.part == .owner || p.groups[move.g].owners.allSatisfy(isOld))
  }

  /// O(members²) at worst.
  func isNoWorse(_ g: Int, _ placement: Placement, in p: Problem) -> Bool {
    if placement.excess[g] == 0 { return true }
    let group = p.groups[g]
    let nodes = placement.node
    return group.owners.allSatisfy { owner in
      let d = p.domain(g, Int(nodes[owner]))
      guard d >= 0 else { return true }
      return group.matched.allSatisfy { other in
        other == owner || p.domain(g, Int(nodes[other])) != d
          || (nodes[owner] == p.start[owner] && nodes[other] == p.start[other])
      }
    }
  }

  func keepsSwap(_ first: GroupMove, _ second: GroupMove, excess: Int, in p: Problem) -> Bool {
    excess == 0
  }

  /// The rule tells VMs that moved from VMs that stayed.
  func mayReturn(_ g: Int, to home: Int, in p: Problem) -> Bool { false }

  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    guard start.domain >= 0 else { return true }
    return !conflicts(start.part, with: tallies[p.tallyStart[start.g] + start.domain])
  }

  func schedules(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    admitsStart(start, tallies, in: p)
  }

  // MARK: In transit

  func admits(_ move: GroupMove, in transit: Transit) -> Bool {
    guard move.target >= 0 else { return true }
    // The source pod is there while the VM moves, and counts if it is in the same domain.
    let slot = transit.problem.tallyStart[move.g] + move.target
    return !conflicts(move.part, with: transit.high[slot])
  }

  func awaitForerunners(_ move: GroupMove, _ wait: inout Forerunners.Wait) {
    guard move.target >= 0 else { return }
    let (list, g) = (wait.list, move.g)
    let there = list.high[list.problem.tallyStart[g] + move.target]
    let over = [
      move.part == .matched ? 0 : Int64(there.counted),
      move.part == .owner ? 0 : Int64(there.owning),
    ]
    wait.forDepartures(from: move.target, of: g, over: over) { j, side in
      guard let other = list.part(of: j, in: g) else { return 0 }
      return side == 0 ? (other == .owner ? 0 : 1) : (other == .matched ? 0 : 1)
    }
  }

  var isJudgedByArrival: Bool { true }

  func admits(_ move: GroupMove, beside there: Tally, in p: Problem) -> Bool {
    // The pod at the source counts too, so that no VM moves within a domain.
    if move.part == .both && move.source == move.target { return false }
    return !conflicts(move.part, with: there)
  }

  // MARK: Reasons

  func rivals(of vm: Int, _ group: Group) -> [Int] {
    group.owners.contains(vm) ? group.matched : group.owners
  }

  func words(_ refusal: GroupRefusal, there: String?) -> String {
    "\(refusal.rule) forbids \(refusal.domain)" + (there.map { ", where \($0)" } ?? "")
  }

  // MARK: Broken rules

  func offenders(_ view: GroupView) -> [Int] {
    let matched = Set(view.group.matched)
    return view.group.owners.filter { v in
      view.domain(of: v) != nil
        && view.others(with: v, countsItself: matched.contains(v)) > 0
    }
  }
}

// MARK: MIP

extension PodAntiAffinityKind {
  func addRows(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    let group = p.groups[g]
    let owners = Set(group.owners)
    let isDisjoint = !group.matched.contains(where: owners.contains)
    if isDisjoint, !group.required || p.startExcess[g] == 0 {
      return addSeparation(g, to: &formulation)
    }
    for a in group.owners {
      // A variable for "this owner has company" where that may be and costs.
      let others = group.matched.filter { $0 != a }
      let meetsAtStart = others.contains { formulation.startTogether(a, $0, g) }
      let mayMeet = !group.required || meetsAtStart
      let company = mayMeet ? addCompany(of: a, g, to: &formulation) : nil
      for b in others {
        // Each pair of members that count each other needs its rows once.
        let isFirst = a < b || !owners.contains(b) || !group.matched.contains(a)
        for d in group.domains.indices {
          var both = formulation.within(a, g, d)
          both.add(1, formulation.within(b, g, d))
          guard both.constant + Double(both.terms.count) > 1 else { continue }
          if let company {
            var pays = both
            pays.add(-1, company)
            formulation.model.row("company_\(g)_\(d)", pays, to: 1)
          }
          guard group.required, isFirst else { continue }
          addApart((a, b), g, d, both, to: &formulation)
        }
      }
    }
  }

  /// Keeps two VMs out of one domain, unless both are there from the start and stay.
  private func addApart(
    _ pair: (a: Int, b: Int),
    _ g: Int,
    _ d: Int,
    _ both: MIPModel.Expression,
    to formulation: inout Formulation
  ) {
    let (a, b) = pair
    guard formulation.startDomains(a, g).contains(d), formulation.startDomains(b, g).contains(d)
    else { return formulation.model.row("apart_\(g)_\(d)", both, to: 1) }
    // Tolerated while both stay, on condition that neither moves within the domain.
    for (mover, other) in [(a, b), (b, a)] {
      var row = formulation.within(mover, g, d)
      row.add(-1, formulation.staying(mover))
      row.add(1, formulation.within(other, g, d))
      formulation.model.row("apart_\(g)_\(d)", row, to: 1)
    }
  }

  /// Adds what an owner pays for sharing its domain.
  private func addCompany(
    of owner: Int,
    _ g: Int,
    to formulation: inout Formulation
  ) -> MIPModel.Variable {
    let p = formulation.problem
    let company = formulation.excess(of: g, "company_\(g)_\(owner)")
    formulation.definitions.append(
      (company, { Self.hasCompany(owner, in: g, $0, p) ? 1 : 0 })
    )
    return company
  }

  /// Whether an owner shares its domain with another VM counted.
  private static func hasCompany(
    _ owner: Int,
    in g: Int,
    _ placement: Placement,
    _ p: Problem
  ) -> Bool {
    let domain = p.domain(g, Int(placement.node[owner]))
    guard domain >= 0 else { return false }
    let isCounted = p.memberships(of: owner).contains { Int($0.group) == g && $0.tally == .both }
    return placement.tallies[p.tallyStart[g] + domain].counted > (isCounted ? 1 : 0)
  }

  /// Owners and those that they keep away from are different VMs: a domain is for one of the two.
  ///
  /// Rows grow with members × domains, and not with pairs of members.
  private func addSeparation(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    let group = p.groups[g]
    var companies: [MIPModel.Variable?] = []
    for a in group.owners {
      companies.append(group.required ? nil : addCompany(of: a, g, to: &formulation))
    }
    for d in group.domains.indices {
      let taken = formulation.model.variable("taken_\(g)_\(d)", to: 1)
      formulation.definitions.append(
        (taken, { $0.tallies[p.tallyStart[g] + d].counted > 0 ? 1 : 0 })
      )
      for b in group.matched {
        var row = formulation.within(b, g, d)
        guard row.constant > 0 || !row.terms.isEmpty else { continue }
        row.add(-1, taken)
        formulation.model.row("taken_\(g)_\(d)", row, to: 0)
      }
      for (a, company) in zip(group.owners, companies) {
        var row = formulation.within(a, g, d)
        guard row.constant > 0 || !row.terms.isEmpty else { continue }
        row.add(1, taken)
        if let company { row.add(-1, company) }
        formulation.model.row("apart_\(g)_\(d)", row, to: 1)
      }
    }
  }
}
