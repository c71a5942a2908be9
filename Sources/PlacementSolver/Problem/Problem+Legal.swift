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

  /// Whether a stopped VM that starts on a node makes a group no worse.
  func keeps(_ g: Int, ifStartedOn n: Int, as part: Tally.Role, _ placement: Placement) -> Bool {
    let start = GroupStart(g: g, part: part, domain: domain(g, n))
    return groups[g].kind.meaning.admitsStart(start, placement.tallies, in: self)
  }
}
