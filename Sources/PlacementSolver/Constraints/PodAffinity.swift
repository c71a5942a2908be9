import PlacementModel

/// Every owner shares a domain with another VM that is matched.
///
/// Excess: owners that do not; one that matches its own term is content when no other VM matches at
/// all. A VM that moved is content, and one that stayed where it was content at the start.
struct PodAffinityKind: GroupKind {
  var code: ReasonCode { .affinity }
  var isJudgedAtEnd: Bool { true }
  var attractsMembers: Bool { true }

  // MARK: Excess

  @inline(__always)
  func excess(_ group: Group, _ tally: (Int) -> Tally) -> Int {
    let count = group.domains.count
    let doubles = group.inFlight.count { $0.part != .owner && !$0.slots.contains(count) }
    let matches = (0..<count).reduce(0) { $0 + tally($1).counted } - doubles
    let all = (0...count).reduce(0) {
      $0 + ($1 < count ? tally($1).alone : tally($1).owning)
    }
    var alone = group.inFlight.reduce(all) { alone, vm in
      guard vm.part != .matched else { return alone }
      return alone - (vm.slots.contains { $0 == count || !vm.hasCompany(in: tally($0)) } ? 1 : 0)
    }
    // Who matches its own term is content by itself where no other VM in any domain matches.
    if matches == 0 { alone -= Int(tally(count).both) }
    if matches == 1, (0..<count).contains(where: { tally($0).both > 0 }) { alone -= 1 }
    return alone
  }

  /// Whether an owner finds no match on a node, given the tallies with it counted there.
  private func isAlone(_ owner: Int, _ g: Int, at node: Int, _ tallies: Tallies, in p: Problem)
    -> Bool
  {
    guard node >= 0 else { return false }
    let base = p.tallyStart[g]
    let counted = p.memberships(of: owner).contains { Int($0.group) == g && $0.tally == .both }
    let domains = [p.domain(g, node)] + (p.migrationTarget[owner].map { [p.domain(g, $0)] } ?? [])
    let places = Set(domains.filter { $0 >= 0 })
    if places.contains(where: { tallies[base + $0].counted > (counted ? 1 : 0) }) { return false }
    guard counted else { return true }
    let matches = p.groups[g].domains.indices.reduce(0) { $0 + tallies[base + $1].counted }
    return matches > places.count
  }

  // MARK: Never worse

  func ownersAmiss(_ g: Int, _ tallies: Tallies, in p: Problem) -> Set<Int> {
    Set(p.groups[g].owners.filter { isAlone($0, g, at: Int(p.start[$0]), tallies, in: p) })
  }

  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool {
    let g = move.g
    var after = tallies
    let membership = Problem.Membership(group: Int32(g), tally: move.part)
    p.count(move.vm, membership, in: &after, at: Int(nodes[move.vm]), -1)
    p.count(move.vm, membership, in: &after, at: move.to, 1)
    return p.groups[g].owners.allSatisfy { owner in
      let node = owner == move.vm ? move.to : Int(nodes[owner])
      guard owner == move.vm || p.domain(g, node) == move.source else { return true }
      return !isAlone(owner, g, at: node, after, in: p) || isTolerated(owner, g, at: node, p)
    }
  }

  /// Whether an owner may do without a match on a node: it always was there without one.
  private func isTolerated(_ owner: Int, _ g: Int, at node: Int, _ p: Problem) -> Bool {
    node == Int(p.start[owner]) && p.ownersAmiss[g].contains(owner)
  }

  func isNoWorse(_ g: Int, _ placement: Placement, in p: Problem) -> Bool {
    p.groups[g].owners.allSatisfy { owner in
      let node = Int(placement.node[owner])
      return !isAlone(owner, g, at: node, placement.tallies, in: p)
        || isTolerated(owner, g, at: node, p)
    }
  }

  func keepsSwap(_ first: GroupMove, _ second: GroupMove, excess: Int, in p: Problem) -> Bool {
    excess == 0
  }

  /// The rule tells VMs that moved from VMs that stayed.
  func mayReturn(_ g: Int, to home: Int, in p: Problem) -> Bool { false }

  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    if start.part == .matched || p.groups[start.g].matched.isEmpty && start.part == .both {
      return true
    }
    return start.domain >= 0 && tallies[p.tallyStart[start.g] + start.domain].counted > 0
  }

  func schedules(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    if start.part == .matched { return true }
    guard start.domain >= 0 else { return false }
    let base = p.tallyStart[start.g]
    return tallies[base + start.domain].counted > 0
      || start.part == .both
        && p.groups[start.g].domains.indices.allSatisfy { tallies[base + $0].counted == 0 }
  }

  // MARK: In transit

  func admits(_ move: GroupMove, in transit: Transit) -> Bool {
    findsMatch(move, transit) && supportsOthers(move, transit)
  }

  /// Whether an arrival finds a match that does not leave meanwhile; its own source pod is one.
  private func findsMatch(_ move: GroupMove, _ transit: Transit) -> Bool {
    guard move.part != .matched else { return true }
    guard move.target >= 0 else { return false }
    let base = transit.problem.tallyStart[move.g]
    if transit.low[base + move.target].counted > 0 { return true }
    let anywhere = transit.problem.groups[move.g].domains.indices.contains {
      transit.high[base + $0].counted > 0
    }
    return !anywhere && move.part == .both
  }

  /// Whether the arrivals under way still find a match once this VM leaves.
  private func supportsOthers(_ move: GroupMove, _ transit: Transit) -> Bool {
    let (p, g) = (transit.problem, move.g)
    guard move.part != .owner, move.source >= 0 else { return true }
    guard transit.low[p.tallyStart[g] + move.source].counted <= 1 else { return true }
    return !transit.moves.contains { other in
      p.domain(g, other.to) == move.source
        && p.memberships(of: other.vm).contains { Int($0.group) == g && $0.tally != .matched }
    }
  }

  // MARK: Reasons

  func words(_ refusal: GroupRefusal, there: String?) -> String {
    "\(refusal.rule) finds no match in \(refusal.domain)"
  }

  // MARK: Broken rules

  func offenders(_ view: GroupView) -> [Int] {
    let matched = Set(view.group.matched)
    return view.group.owners.filter { v in
      view.domain(of: v) != nil
        && view.others(with: v, countsItself: matched.contains(v)) == 0
    }
  }
}

// MARK: MIP

extension PodAffinityKind {
  func addRows(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    let group = p.groups[g]
    for a in group.owners {
      let others = group.matched.filter { $0 != a }
      let matchesItself = group.matched.contains(a)
      if others.isEmpty && matchesItself { continue }
      let mayBeAlone = !group.required || p.ownersAmiss[g].contains(a)
      let alone = mayBeAlone ? formulation.excess(of: g, "alone_\(g)_\(a)") : nil
      if let alone {
        formulation.definitions.append(
          (alone, { isAlone(a, g, at: Int($0.node[a]), $0.tallies, in: p) ? 1 : 0 })
        )
      }
      let only =
        matchesItself ? addOnlyMatch(among: others, g, "\(g)_\(a)", to: &formulation) : nil
      for domains in domainsOf(a, g, p) {
        var here = MIPModel.Expression()
        if domains.count == 1 {
          here = formulation.within(a, g, domains[0])
        } else {
          here.constant = 1
        }
        guard here.constant > 0 || !here.terms.isEmpty else { continue }
        for d in domains where d >= 0 {
          for b in others { here.add(-1, formulation.within(b, g, d)) }
        }
        if let only { here.add(-1, only) }
        if let alone {
          var pays = here
          pays.add(-1, alone)
          formulation.model.row("alone_\(g)_\(domains[0])", pays, to: 0)
          guard group.required else { continue }
          // Alone from the start is tolerated while it stays.
          if domains.contains(p.domain(g, Int(p.start[a]))) { here.add(-1, formulation.staying(a)) }
        }
        formulation.model.row("near_\(g)_\(domains[0])", here, to: 0)
      }
    }
  }

  /// The domains in which an owner may end, each by itself; both together for one that another
  /// actor migrates, which is in two at once.
  private func domainsOf(_ v: Int, _ g: Int, _ p: Problem) -> [[Int]] {
    if let target = p.migrationTarget[v] {
      return [[p.domain(g, Int(p.start[v])), p.domain(g, target)]]
    }
    return p.groups[g].domains.indices.map { [$0] } + [[-1]]
  }

  /// A variable that may be 1 where none of these VMs is in any domain; `nil` where one always is.
  private func addOnlyMatch(
    among others: [Int],
    _ g: Int,
    _ name: String,
    to formulation: inout Formulation
  ) -> MIPModel.Variable? {
    let p = formulation.problem
    let domains = p.groups[g].domains.indices
    var inside: [MIPModel.Expression] = []
    for b in others {
      var sum = MIPModel.Expression()
      for d in domains { sum.add(1, formulation.within(b, g, d)) }
      inside.append(sum)
    }
    if inside.contains(where: { $0.constant > 0 }) { return nil }
    let only = formulation.model.variable("only_\(name)", to: 1)
    formulation.definitions.append(
      (
        only,
        { placement in
          others.allSatisfy { p.domain(g, Int(placement.node[$0])) < 0 } ? 1 : 0
        }
      )
    )
    for expression in inside where !expression.terms.isEmpty {
      var either = expression
      either.add(1, only)
      formulation.model.row("only_\(name)", either, to: 1)
    }
    return only
  }
}
