import PlacementModel

/// At most some members in a domain.
///
/// Excess: members beyond that in each domain. No domain ever holds more than the larger of that and
/// what it held at the start, in transit with every arrival and no departure.
struct AntiAffinityKind: GroupKind {
  let most: Int

  var code: ReasonCode { .antiAffinity }
  var figure: Int? { most }
  var mostInDomain: Int? { most }

  // MARK: Excess

  @inline(__always)
  func excess(_ group: Group, _ tally: (Int) -> Tally) -> Int {
    group.domains.indices.reduce(0) { $0 + local(tally($1)) }
  }

  @inline(__always)
  func isLocal(_ group: Group) -> Bool { true }

  @inline(__always)
  func local(_ tally: Tally) -> Int { max(0, tally.counted - most) }

  // MARK: Never worse

  /// How many a domain may hold.
  private func allowed(_ g: Int, _ domain: Int, _ p: Problem) -> Int {
    max(most, p.startTallies[p.tallyStart[g] + domain].counted)
  }

  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool {
    guard move.target >= 0, move.target != move.source else { return true }
    let counted = tallies[p.tallyStart[move.g] + move.target].counted + 1
    return counted <= allowed(move.g, move.target, p)
  }

  func isNoWorse(_ g: Int, _ placement: Placement, in p: Problem) -> Bool {
    p.groups[g].domains.indices.allSatisfy {
      placement.tallies[p.tallyStart[g] + $0].counted <= allowed(g, $0, p)
    }
  }

  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    start.domain < 0 || tallies[p.tallyStart[start.g] + start.domain].counted < most
  }

  // MARK: In transit

  func admits(_ move: GroupMove, in transit: Transit) -> Bool {
    let p = transit.problem
    guard move.target >= 0, move.target != move.source else { return true }
    let there = transit.high[p.tallyStart[move.g] + move.target].counted
    return there + 1 <= allowed(move.g, move.target, p)
  }

  func awaitForerunners(_ move: GroupMove, _ wait: inout Forerunners.Wait) {
    let p = wait.list.problem
    guard move.target >= 0, move.target != move.source else { return }
    let there = wait.list.high[p.tallyStart[move.g] + move.target].counted
    let over = Int64(there + 1 - allowed(move.g, move.target, p))
    wait.forDepartures(from: move.target, of: move.g, over: [over]) { _, _ in 1 }
  }

  var isJudgedByArrival: Bool { true }

  func admits(_ move: GroupMove, beside there: Tally, in p: Problem) -> Bool {
    move.source == move.target || there.counted < allowed(move.g, move.target, p)
  }

  // MARK: MIP

  func addRows(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    let group = p.groups[g]
    for d in group.domains.indices {
      let i = p.tallyStart[g] + d
      var sum = formulation.members(g, in: d)
      guard sum.constant + Double(sum.terms.count) > Double(most) else { continue }
      let worst = allowed(g, d, p)
      if group.required { formulation.model.row("apart_\(g)_\(d)", sum, to: Double(worst)) }
      guard !group.required || worst > most else { continue }
      let beyond = formulation.excess(of: g, "beyond_\(g)_\(d)")
      formulation.definitions.append(
        (beyond, { [most] in Double(max(0, $0.tallies[i].counted - most)) })
      )
      sum.add(-1, beyond)
      formulation.model.row("beyond_\(g)_\(d)", sum, to: Double(most))
    }
  }

  // MARK: Reasons

  func words(_ refusal: GroupRefusal, there: String?) -> String {
    "rule \(refusal.rule) allows \(most) in \(refusal.domain)"
      + (there.map { ", where \($0) already" } ?? "")
  }

  // MARK: Broken rules

  func offenders(_ view: GroupView) -> [Int] {
    view.placed.filter { v in view.domain(of: v).map { (view.counts[$0] ?? 0) > most } ?? false }
  }

  /// More members that are to be apart than the domains take.
  func never(_ group: Group, in p: Problem) -> Reason? {
    let (room, overflow) = group.domains.count.multipliedReportingOverflow(by: most)
    guard !overflow, group.matched.count > room else { return nil }
    return Reason(
      node: nil,
      code: code,
      message:
        "it has \(group.matched.count) VMs, and \(group.domains.count) domains take \(most) each"
    )
  }
}

extension Rule.AntiAffinity: RuleMeaning {
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder) {
    builder.add(.antiAffinity(AntiAffinityKind(most: max)), rule, topologyKey, members)
  }
}
