import PlacementModel

/// The groups of VMs, by position.
extension Problem {
  @inline(__always)
  func domain(_ group: Int, _ node: Int) -> Int {
    node < 0 ? -1 : Int(groups[group].domainOf[node])
  }

  /// Counts a VM of a group in (or out of) the domain of a node.
  ///
  /// A VM that another actor migrates is counted in its target's domain too, once and for all.
  func count(_ vm: Int, _ m: Membership, in tallies: inout Tallies, at node: Int, _ sign: Int32) {
    let g = Int(m.group)
    let base = tallyStart[g]
    let domain = domain(g, node)
    // The slot after the domains holds members on nodes that are in none.
    if node >= 0 {
      tallies.add(m.tally, sign, at: base + (domain >= 0 ? domain : groups[g].domains.count))
    }
    if let target = migrationTarget[vm] {
      let other = self.domain(g, target)
      if other >= 0 && other != domain { tallies.add(m.tally, sign, at: base + other) }
    }
  }

  /// How far a group is from being kept, by its tallies.
  ///
  /// O(domains).
  func excess(of g: Int, _ tallies: Tallies) -> Int {
    let base = tallyStart[g]
    return groups[g].excess { tallies[base + $0] }
  }

  /// The excess after a move, without making it.
  ///
  /// O(1) for rules that look at one domain at a time, O(domains) for those that compare domains.
  @inline(__always)
  func excess(
    of g: Int,
    _ tallies: Tallies,
    _ present: Int,
    moving vm: Int,
    as part: Tally.Role,
    from: Int,
    to: Int
  ) -> Int {
    let base = tallyStart[g]
    let count = groups[g].domains.count
    let (a, b) = (slot(g, from), slot(g, to))
    if a == b { return present }
    if groups[g].isLocal {
      var total = present
      for (slot, sign) in [(a, Int32(-1)), (b, 1)] where slot >= 0 && slot < count {
        let before = tallies[base + slot]
        var after = before
        after.add(part, sign)
        total += groups[g].local(after) - groups[g].local(before)
      }
      return total
    }
    return groups[g].excess { slot in
      var tally = tallies[base + slot]
      if slot == a { tally.add(part, -1) }
      if slot == b { tally.add(part, 1) }
      return tally
    }
  }

  /// Where a member on a node is tallied; -1 for one that is on no node.
  private func slot(_ g: Int, _ node: Int) -> Int {
    guard node >= 0 else { return -1 }
    let domain = domain(g, node)
    return domain >= 0 ? domain : groups[g].domains.count
  }

  /// Whether a required group lets a VM go to a node: never worse than at the start.
  ///
  /// - Parameters:
  ///   - tallies: The domains before the move.
  ///   - after: The group's excess after the move.
  ///   - nodes: Where every VM is before the move.
  func permits(
    _ m: Membership,
    _ tallies: Tallies,
    _ after: Int,
    moving vm: Int,
    to: Int,
    _ nodes: [Int32]
  ) -> Bool {
    let move = GroupMove(self, m, vm: vm, from: Int(nodes[vm]), to: to)
    return groups[move.g].permits(move, tallies, excess: after, nodes: nodes, in: self)
  }

  /// Whether a required group is no worse than at the start.
  func isNoWorse(_ g: Int, _ placement: Placement) -> Bool {
    groups[g].kind.meaning.isNoWorse(g, placement, in: self)
  }

  /// A VM and those that a required rule draws to it in its present domain, largest first.
  func companions(of vm: Int, _ nodes: [Int32]) -> [Int] {
    var unit: Set<Int> = [vm]
    var queue = [vm]
    while let v = queue.popLast() {
      for m in memberships(of: v) {
        let g = Int(m.group)
        let group = groups[g]
        guard group.required, group.kind.meaning.attractsMembers else { continue }
        let domain = domain(g, Int(nodes[v]))
        for other in group.owners + group.matched
        where !unit.contains(other) && self.domain(g, Int(nodes[other])) == domain
          && (role[other] == .movable || role[other] == .forced)
        {
          unit.insert(other)
          queue.append(other)
        }
      }
    }
    return unit.sorted { (guestMemory[$1], $0) < (guestMemory[$0], $1) }
  }

  /// Whether every rule that a VM has a part in is kept where it is now, never worse than at the
  /// start.
  ///
  /// O(domains of its groups).
  func isSettled(_ vm: Int, _ placement: Placement) -> Bool {
    let n = Int(placement.node[vm])
    guard n >= 0 else { return role[vm] == .unplaced }
    if placement.arrivals[n] > 0 && placement.isOverfull(self, n) { return false }
    guard n == Int(start[vm]) || move(vm, to: n) != nil else { return false }
    return keepsRequiredGroups(of: vm, placement)
  }

  /// Whether the required groups that a VM has a part in are no worse than at the start.
  func keepsRequiredGroups(of vm: Int, _ placement: Placement) -> Bool {
    memberships(of: vm).allSatisfy { m in
      !groups[Int(m.group)].required || isNoWorse(Int(m.group), placement)
    }
  }

  /// Whether a VM that stays may leave for a while and come back live.
  ///
  /// Rules that tell VMs that moved from VMs that stayed keep it where it is.
  func mayReturn(_ vm: Int) -> Bool {
    let home = Int(start[vm])
    guard role[vm] == .movable, home >= 0, inBalance[home], canMigrateLive[vm], mayGo[vm].live,
      hasInboundSlot[home], eligibility.obstacles[eligibility.index(vm, home)].isEmpty
    else { return false }
    return memberships(of: vm).allSatisfy { m in
      let g = Int(m.group)
      return !groups[g].required || groups[g].kind.meaning.mayReturn(g, to: home, in: self)
    }
  }
}
