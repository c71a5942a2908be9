import PlacementModel

/// All members in one domain.
///
/// Excess: members outside the domain that holds most of them. Judged when moves have ended, as
/// members may move together.
struct AffinityKind: GroupKind {
  var code: ReasonCode { .affinity }
  var isJudgedAtEnd: Bool { true }
  var attractsMembers: Bool { true }
  var movesInOneBatch: Bool { true }

  @inline(__always)
  func excess(_ group: Group, _ tally: (Int) -> Tally) -> Int {
    let count = group.domains.count
    let counts = (0..<count).map { tally($0).counted }
    let total = counts.reduce(tally(count).counted, +) - group.inFlight.count
    return total - (counts.max() ?? 0)
  }

  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    let base = p.tallyStart[start.g]
    let counts = p.groups[start.g].domains.indices.map { tallies[base + $0].counted }
    guard let fullest = counts.max(), fullest > 0 else { return true }
    return start.domain >= 0 && counts[start.domain] == fullest
  }

  func admits(_ move: GroupMove, in transit: Transit) -> Bool { true }

  // MARK: MIP

  func addRows(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    let group = p.groups[g]
    var placed = MIPModel.Expression()
    for v in group.matched { placed.add(1, formulation.placedAnywhere(v)) }
    let excess = formulation.excess(
      of: g,
      "outside_\(g)",
      to: group.required ? Double(p.startExcess[g]) : .infinity
    )
    formulation.definitions.append((excess, { Double($0.excess[g]) }))
    var one = MIPModel.Expression()
    for d in group.domains.indices {
      let isFullest = formulation.model.binary("fullest_\(g)_\(d)")
      one.add(1, isFullest)
      formulation.definitions.append(
        (isFullest, { Self.fullestDomain(g, $0.tallies, p) == d ? 1 : 0 })
      )
      // placed - here <= excess wherever this domain is the fullest.
      var outside = placed
      outside.add(-1, formulation.members(g, in: d))
      outside.add(-1, excess)
      let all = Double(group.matched.count)
      outside.add(all, isFullest)
      formulation.model.row("together_\(g)_\(d)", outside, to: all)
      guard group.required, p.startExcess[g] == 0 else { continue }
      // No VM outside at all: each member is where the fullest domain is.
      for v in group.matched where p.migrationTarget[v] == nil {
        var here = formulation.within(v, g, d)
        here.add(-1, isFullest)
        formulation.model.row("follows_\(g)_\(d)", here, to: 0)
      }
    }
    if group.domains.isEmpty { return }
    formulation.model.row("fullest_\(g)", from: 1, one, to: 1)
  }

  /// The domain that holds most members of a group; the first of equals.
  private static func fullestDomain(_ g: Int, _ tallies: Tallies, _ p: Problem) -> Int? {
    let base = p.tallyStart[g]
    return p.groups[g].domains.indices.max {
      (tallies[base + $0].counted, $1) < (tallies[base + $1].counted, $0)
    }
  }

  // MARK: Reasons

  func words(_ refusal: GroupRefusal, there: String?) -> String {
    "rule \(refusal.rule) keeps its members together, elsewhere"
  }

  // MARK: Broken rules

  func offenders(_ view: GroupView) -> [Int] {
    let fullest = view.counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    return view.placed.filter { view.domain(of: $0) != fullest }
  }

  /// Members that are to be together request more than any domain takes.
  func never(_ group: Group, in p: Problem) -> Reason? {
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
}

extension Rule.Affinity: RuleMeaning {
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder) {
    builder.add(.affinity(AffinityKind()), rule, topologyKey, members)
  }
}
