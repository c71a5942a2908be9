import PlacementModel

extension Problem {
  /// Whether a placement keeps every rule, never worse than at the start.
  ///
  /// O(V·groups).
  func isLegal(_ placement: Placement) -> Bool {
    for v in 0..<vmCount where isActive(v) && placement.node[v] != start[v] {
      let n = Int(placement.node[v])
      guard n >= 0, move(v, to: n) != nil else { return false }
    }
    for n in 0..<nodeCount where placement.arrivals[n] > 0 && placement.isOverfull(self, n) {
      return false
    }
    guard placement.moves <= maxMigrations, placement.coldMoves <= downtimeLimit else {
      return false
    }
    return groups.indices.allSatisfy { !groups[$0].required || isNoWorse($0, placement) }
  }

  /// Whether a required group is no worse than at the start.
  func isNoWorse(_ g: Int, _ placement: Placement) -> Bool {
    switch groups[g].kind {
    case .topologySpread:
      return placement.excess[g] <= startExcess[g]
        && groups[g].owners.allSatisfy { v in
          placement.node[v] == start[v] || placement.node[v] < 0
            || domain(g, Int(placement.node[v])) >= 0
        }
    case .affinity, .spread: return placement.excess[g] <= startExcess[g]
    case .antiAffinity(let max):
      return groups[g].domains.indices.allSatisfy { d in
        let i = tallyStart[g] + d
        return placement.tallies[i].counted <= Swift.max(max, startTallies[i].counted)
      }
    case .podAntiAffinity, .podAffinity: return isKept(g, placement)
    }
  }

  /// How many moves there may be after one of a VM: what must leave takes the part of stopped VMs
  /// too, what need not leaves it to them.
  func limit(for vm: Int) -> Int { role[vm] == .forced ? maxMigrations : migrationLimit }

  /// Whether a search may add moves to those that there are.
  @inline(__always)
  func allows(_ moves: Int, adding added: Int) -> Bool {
    added <= 0 || moves + added <= migrationLimit
  }

  /// Whether each stopped VM that leaves a drained node goes where it could start by itself, and
  /// the limit on migrations is kept with them.
  func stoppedAreLegal(_ nodes: [Int32], _ placement: Placement) -> Bool {
    let leaving = leavingStopped(nodes)
    return leaving.allSatisfy { couldStart($0, on: Int(nodes[$0]), placement) }
      && (maxMigrations == .max || placement.moves + leaving.count <= maxMigrations)
  }

  /// The stopped VMs that leave drained nodes.
  func leavingStopped(_ nodes: [Int32]) -> [Int] {
    (0..<vmCount).filter { role[$0] == .idleForced && nodes[$0] != start[$0] }
  }

  /// Whether a stopped VM could start on a node, given where the active ones are.
  func couldStart(_ vm: Int, on n: Int, _ placement: Placement) -> Bool {
    move(vm, to: n) != nil && hasRoomToStart(vm, on: n, placement)
  }

  /// Whether a stopped VM would find room on a node and keep the rules on several VMs there.
  func hasRoomToStart(_ vm: Int, on n: Int, _ placement: Placement) -> Bool {
    (0..<resourceCount).allSatisfy { r in
      placement.used[n * resourceCount + r] + requests[vm * resourceCount + r]
        <= limit[n * resourceCount + r]
    }
      && groups.indices.allSatisfy { g in
        guard groups[g].bindsStarts, let part = groups[g].dormant[vm] else { return true }
        return keeps(g, ifStartedOn: n, as: part, placement)
      }
  }

  /// Whether rules on the two let a VM start on a node.
  func mayStart(_ vm: Int, on n: Int) -> Bool {
    inBalance[n] && eligibility.admits(vm, on: n)
  }

  func keeps(
    _ g: Int,
    ifStartedOn n: Int,
    as part: Tally.Role,
    _ placement: Placement
  ) -> Bool {
    let d = domain(g, n)
    switch groups[g].kind {
    case .antiAffinity(let max):
      return d < 0 || placement.tallies[tallyStart[g] + d].counted < max
    case .podAntiAffinity:
      guard d >= 0 else { return true }
      let tally = placement.tallies[tallyStart[g] + d]
      return (part == .matched || tally.counted == 0)
        && (part == .owner || tally.owners + tally.both == 0)
    case .affinity:
      let counts = groups[g].domains.indices.map { placement.tallies[tallyStart[g] + $0].counted }
      guard let fullest = counts.max(), fullest > 0 else { return true }
      return d >= 0 && counts[d] == fullest
    case .podAffinity:
      if part == .matched || groups[g].matched.isEmpty && part == .both { return true }
      return d >= 0 && placement.tallies[tallyStart[g] + d].counted > 0
    case .spread(let maxSkew), .topologySpread(let maxSkew):
      if d < 0, part != .matched, case .topologySpread = groups[g].kind { return false }
      guard d >= 0, groups[g].eligible[d], part != .owner else { return true }
      let judged = groups[g].domains.indices.filter { groups[g].eligible[$0] }
      func skew(started: Int) -> Int {
        let counts = judged.map {
          placement.tallies[tallyStart[g] + $0].counted + ($0 == d ? started : 0)
        }
        return (counts.max() ?? 0) - (groups[g].emptiestIsZero ? 0 : counts.min() ?? 0)
      }
      return skew(started: 1) <= Swift.max(maxSkew, skew(started: 0))
    }
  }
}
