import PlacementModel

/// The fullest and the emptiest eligible domain differ by at most some members.
///
/// Domains are eligible that have a node of the balance set. In transit the fullest domain with every
/// arrival counts against the emptiest with every departure.
struct SpreadKind: SkewKind {
  let maxSkew: Int

  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    keepsSkew(start, tallies, in: p)
  }

  // MARK: In transit

  func admits(_ move: GroupMove, in transit: Transit) -> Bool {
    guard move.part != .owner, move.target != move.source else { return true }
    let (fullest, emptiest) =
      transit.extremes(move.g, arriving: move.target, leaving: move.source)
    return fullest - emptiest <= maxSkew + transit.problem.startExcess[move.g]
  }

  func awaitForerunners(_ move: GroupMove, _ wait: inout Forerunners.Wait) {
    guard move.part != .owner, move.source != move.target else { return }
    let most = maxSkew + wait.list.problem.startExcess[move.g]
    for j in wait.list.touching[move.g] where wait.mayFollow(j) {
      if skew(move, wait) <= most { break }
      wait.insert(j)
    }
  }

  /// The fullest domain with every arrival against the emptiest with every departure, where only
  /// the moves that are waited for are known to have ended.
  private func skew(_ move: GroupMove, _ wait: Forerunners.Wait) -> Int {
    let (list, g) = (wait.list, move.g)
    let p = list.problem
    let base = p.tallyStart[g]
    let domains = p.groups[g].domains.indices
    var most = domains.map { list.high[base + $0].counted + ($0 == move.target ? 1 : 0) }
    var least = domains.map { list.low[base + $0].counted - ($0 == move.source ? 1 : 0) }
    for j in list.touching[g] where wait.follows(j) && list.part(of: j, in: g) != .owner {
      let (from, to) = (p.domain(g, list.steps[j].from), p.domain(g, list.steps[j].to))
      if from == to { continue }
      if from >= 0 { most[from] -= 1 }
      if to >= 0 { least[to] += 1 }
    }
    let eligible = domains.filter { p.groups[g].eligible[$0] }
    let bottom = p.groups[g].emptiestIsZero ? 0 : eligible.map { least[$0] }.min() ?? 0
    return (eligible.map { most[$0] }.max() ?? 0) - bottom
  }

  // MARK: MIP

  func addRows(_ g: Int, to formulation: inout Formulation) { addSkewRows(g, to: &formulation) }
}

extension Rule.Spread: RuleMeaning {
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder) {
    builder.add(.spread(SpreadKind(maxSkew: maxSkew)), rule, topologyKey, members)
  }
}
