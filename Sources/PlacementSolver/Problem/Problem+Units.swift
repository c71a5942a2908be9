import PlacementModel

extension Problem {
  /// A VM and those that a required affinity rule binds to it in its present domain, largest
  /// first.
  func companions(of vm: Int, _ nodes: [Int32]) -> [Int] {
    var unit: Set<Int> = [vm]
    var queue = [vm]
    while let v = queue.popLast() {
      for m in memberships(of: v) {
        let g = Int(m.group)
        let group = groups[g]
        guard group.required, group.kind == .affinity || group.kind == .podAffinity else {
          continue
        }
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
    return memberships(of: vm).allSatisfy { m in
      !groups[Int(m.group)].required || isNoWorse(Int(m.group), placement)
    }
  }

  /// Whether a required pod (anti-)affinity is kept: who moved has what it wants, and who stayed
  /// has no less than at the start.
  ///
  /// O(members²) at worst.
  func isKept(_ g: Int, _ placement: Placement) -> Bool {
    let group = groups[g]
    let nodes = placement.node
    if group.kind == .podAffinity {
      return group.owners.allSatisfy { owner in
        let n = Int(nodes[owner])
        return !isLonely(owner, in: g, at: n, placement.tallies)
          || (n == Int(start[owner]) && startsLonely[g].contains(owner))
      }
    }
    if placement.excess[g] == 0 { return true }
    return group.owners.allSatisfy { owner in
      let d = domain(g, Int(nodes[owner]))
      guard d >= 0 else { return true }
      return group.matched.allSatisfy { other in
        other == owner || domain(g, Int(nodes[other])) != d
          || (nodes[owner] == start[owner] && nodes[other] == start[other])
      }
    }
  }
}
