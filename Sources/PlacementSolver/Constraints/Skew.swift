import PlacementModel

/// A kind that compares the fullest of its eligible domains with the emptiest.
protocol SkewKind: GroupKind {
  /// The largest difference.
  var maxSkew: Int { get }
}

extension SkewKind {
  var code: ReasonCode { .spread }
  var figure: Int? { maxSkew }

  @inline(__always)
  func excess(_ group: Group, _ tally: (Int) -> Tally) -> Int {
    var (low, high) = (Int.max, 0)
    for d in group.domains.indices where group.eligible[d] {
      low = min(low, tally(d).counted)
      high = max(high, tally(d).counted)
    }
    if group.emptiestIsZero || low == .max { low = 0 }
    return max(0, high - low - maxSkew)
  }

  /// Whether a VM that starts in a domain leaves the skew within bounds, or what it was.
  func keepsSkew(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool {
    let group = p.groups[start.g]
    let d = start.domain
    guard d >= 0, group.eligible[d], start.part != .owner else { return true }
    let judged = group.domains.indices.filter { group.eligible[$0] }
    func skew(started: Int) -> Int {
      let counts = judged.map {
        tallies[p.tallyStart[start.g] + $0].counted + ($0 == d ? started : 0)
      }
      return (counts.max() ?? 0) - (group.emptiestIsZero ? 0 : counts.min() ?? 0)
    }
    return skew(started: 1) <= max(maxSkew, skew(started: 0))
  }

  /// Adds the rows that bound the skew.
  func addSkewRows(_ g: Int, to formulation: inout Formulation) {
    let p = formulation.problem
    let group = p.groups[g]
    let excess = formulation.excess(
      of: g,
      "skew_\(g)",
      to: group.required ? Double(p.startExcess[g]) : .infinity
    )
    formulation.definitions.append((excess, { Double($0.excess[g]) }))
    let low = formulation.model.variable("low_\(g)", to: group.emptiestIsZero ? 0 : .infinity)
    let domains = group.domains.indices.filter { group.eligible[$0] }
    formulation.definitions.append(
      (
        low,
        { placement in
          group.emptiestIsZero
            ? 0 : Double(domains.map { placement.tallies[p.tallyStart[g] + $0].counted }.min() ?? 0)
        }
      )
    )
    for d in domains {
      let here = formulation.members(g, in: d)
      var above = here
      above.add(-1, low)
      above.add(-1, excess)
      formulation.model.row("skew_\(g)_\(d)", above, to: Double(maxSkew))
      guard !group.emptiestIsZero else { continue }
      var below = MIPModel.Expression()
      below.add(1, low)
      below.add(-1, here)
      formulation.model.row("low_\(g)_\(d)", below, to: 0)
    }
  }

  func words(_ refusal: GroupRefusal, there: String?) -> String {
    "\(refusal.rule) would exceed its skew of \(maxSkew) in \(refusal.domain)"
  }
}

extension Transit {
  /// The fullest eligible domain with every arrival and the emptiest with every departure.
  func extremes(_ g: Int, arriving: Int, leaving: Int) -> (fullest: Int, emptiest: Int) {
    let group = problem.groups[g]
    let base = problem.tallyStart[g]
    var (lowest, highest) = (Int.max, 0)
    for d in group.domains.indices where group.eligible[d] {
      highest = max(highest, high[base + d].counted + (d == arriving ? 1 : 0))
      lowest = min(lowest, low[base + d].counted - (d == leaving ? 1 : 0))
    }
    if group.emptiestIsZero || lowest == .max { lowest = 0 }
    return (highest, lowest)
  }
}
