import PlacementModel

/// The rules on several VMs while moves are under way.
extension Transit {
  /// Whether the required rules on several VMs let a VM arrive.
  func groupsAdmit(_ step: Step) -> Bool {
    problem.memberships(of: step.vm).allSatisfy { m in
      !problem.groups[Int(m.group)].required || admits(step, Int(m.group), m.tally)
    }
  }

  private func admits(_ step: Step, _ g: Int, _ part: Tally.Role) -> Bool {
    let p = problem
    let target = p.domain(g, step.to)
    let source = p.domain(g, step.from)
    let base = p.tallyStart[g]
    switch p.groups[g].kind {
    case .affinity: return true
    case .antiAffinity(let max):
      guard target >= 0, target != source else { return true }
      let allowed = Swift.max(max, p.startTallies[base + target].counted)
      return high[base + target].counted + 1 <= allowed
    case .podAntiAffinity:
      guard target >= 0 else { return true }
      // The source pod is there while the VM moves, and counts if it is in the same domain.
      let tally = high[base + target]
      let meets = part != .matched && tally.counted > 0
      let isMet = part != .owner && tally.owners + tally.both > 0
      return !meets && !isMet
    case .podAffinity:
      return findsCompany(g, part, target: target)
        && supportsOthers(g, part, source: source)
    case .spread(let maxSkew):
      guard part != .owner, target != source else { return true }
      let (fullest, emptiest) = extremes(g, arriving: target, leaving: source)
      return fullest - emptiest <= maxSkew + p.startExcess[g]
    case .topologySpread(let maxSkew):
      guard part != .matched else { return true }
      guard target >= 0 else { return false }
      // The scheduler counts pods: a VM that moves within a domain is there twice.
      let counts = part == .both
      let there =
        high[base + target].counted + Int(pods[base + target] ?? 0) + (counts ? 1 : 0)
      let left = counts && source != target ? source : -1
      return there - extremes(g, arriving: -1, leaving: left).emptiest <= maxSkew
    }
  }

  /// Whether a topology spread would keep out a VM under way, were it the last to arrive.
  func isCrowded(_ step: Step, _ m: Problem.Membership) -> Bool {
    let g = Int(m.group)
    guard case .topologySpread(let maxSkew) = problem.groups[g].kind, m.tally != .matched else {
      return false
    }
    let target = problem.domain(g, step.to)
    guard target >= 0 else { return true }
    let slot = problem.tallyStart[g] + target
    let there = high[slot].counted + Int(pods[slot] ?? 0)
    return there - extremes(g, arriving: -1, leaving: -1).emptiest > maxSkew
  }

  /// The fullest domain with every arrival and the emptiest with every departure.
  private func extremes(
    _ g: Int,
    arriving: Int,
    leaving: Int
  ) -> (fullest: Int, emptiest: Int) {
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

  /// Whether an arrival finds a match that does not leave meanwhile; its own source pod is one.
  private func findsCompany(_ g: Int, _ part: Tally.Role, target: Int) -> Bool {
    guard part != .matched else { return true }
    guard target >= 0 else { return false }
    let base = problem.tallyStart[g]
    if low[base + target].counted > 0 { return true }
    let anywhere = problem.groups[g].domains.indices.contains { high[base + $0].counted > 0 }
    return !anywhere && part == .both
  }

  /// Whether the arrivals under way still find a match once this VM leaves.
  private func supportsOthers(_ g: Int, _ part: Tally.Role, source: Int) -> Bool {
    guard part != .owner, source >= 0 else { return true }
    guard low[problem.tallyStart[g] + source].counted <= 1 else { return true }
    return !moves.contains { other in
      problem.domain(g, other.to) == source
        && problem.memberships(of: other.vm).contains { Int($0.group) == g && $0.tally != .matched }
    }
  }
}
