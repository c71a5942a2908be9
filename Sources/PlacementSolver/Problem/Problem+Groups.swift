import PlacementModel

extension Problem {
  @inline(__always)
  func domain(_ group: Int, _ node: Int) -> Int {
    node < 0 ? -1 : Int(groups[group].domainOf[node])
  }

  /// Counts a VM of a group in (or out of) the domain of a node.
  ///
  /// A VM that another actor migrates is counted in its target's domain too, once and for all.
  func count(_ vm: Int, _ m: Membership, in tallies: inout [Tally], at node: Int, _ sign: Int32) {
    let g = Int(m.group)
    let base = tallyStart[g]
    let domain = domain(g, node)
    // The slot after the domains holds members on nodes that are in none.
    if node >= 0 {
      tallies[base + (domain >= 0 ? domain : groups[g].domains.count)].add(m.tally, sign)
    }
    if let target = migrationTarget[vm] {
      let other = self.domain(g, target)
      if other >= 0 && other != domain { tallies[base + other].add(m.tally, sign) }
    }
  }

  /// How far a group is from being kept, by its tallies. O(domains).
  func excess(of g: Int, _ tallies: [Tally]) -> Int {
    let base = tallyStart[g]
    let group = groups[g]
    let count = group.domains.count
    switch group.kind {
    case .antiAffinity(let max):
      return (0..<count).reduce(0) { $0 + Swift.max(0, tallies[base + $1].counted - max) }
    case .podAntiAffinity:
      return (0..<count).reduce(0) { $0 + tallies[base + $1].inCompany }
    case .podAffinity:
      return (0...count).reduce(0) { $0 + lonely(g, tallies[base + $1], inDomain: $1 < count) }
    case .affinity:
      var total = tallies[base + count].counted
      var fullest = 0
      for d in 0..<count {
        total += tallies[base + d].counted
        fullest = Swift.max(fullest, tallies[base + d].counted)
      }
      return total - fullest
    case .spread(let maxSkew), .topologySpread(let maxSkew):
      var (low, high) = (Int.max, 0)
      for d in 0..<count where group.eligible[d] {
        low = Swift.min(low, tallies[base + d].counted)
        high = Swift.max(high, tallies[base + d].counted)
      }
      if group.emptiestIsZero || low == .max { low = 0 }
      return Swift.max(0, high - low - maxSkew)
    }
  }

  /// Owners of a pod affinity group without company in one domain.
  private func lonely(_ g: Int, _ tally: Tally, inDomain: Bool) -> Int {
    let group = groups[g]
    let alone = inDomain ? tally.alone : Int(tally.owners + tally.both)
    // The only VM that matches its own term is content by itself.
    return group.matched.count == 1 ? alone - Int(Swift.min(tally.both, 1)) : alone
  }

  /// The excess after a move, without making it.
  @inline(__always)
  func excess(
    of g: Int, _ tallies: [Tally], _ present: Int, moving vm: Int, as part: Tally.Role,
    from: Int, to: Int
  ) -> Int {
    let count = groups[g].domains.count
    let (a, b) = (domain(g, from), domain(g, to))
    if a == b && from >= 0 { return present }
    switch groups[g].kind {
    case .affinity, .spread, .topologySpread:
      return scan(g, tallies, part, a: from >= 0 ? a : -2, b: b)
    case .antiAffinity, .podAntiAffinity, .podAffinity:
      var total = present
      for (node, domain, sign) in [(from, a, Int32(-1)), (to, b, 1)] where node >= 0 {
        let before = tallies[tallyStart[g] + (domain >= 0 ? domain : count)]
        var after = before
        after.add(part, sign)
        total += local(g, after, domain >= 0) - local(g, before, domain >= 0)
      }
      return total
    }
  }

  /// The part of an excess that one domain makes.
  private func local(_ g: Int, _ tally: Tally, _ inDomain: Bool) -> Int {
    switch groups[g].kind {
    case .antiAffinity(let max): inDomain ? Swift.max(0, tally.counted - max) : 0
    case .podAntiAffinity: inDomain ? tally.inCompany : 0
    case .podAffinity: lonely(g, tally, inDomain: inDomain)
    case .affinity, .spread, .topologySpread: 0
    }
  }

  /// The excess of a group whose domains are compared with each other, after a move from domain a
  /// (-2 for a VM that was nowhere) to domain b.
  private func scan(_ g: Int, _ tallies: [Tally], _ part: Tally.Role, a: Int, b: Int) -> Int {
    let base = tallyStart[g]
    let group = groups[g]
    let counts = part != .owner
    func members(_ d: Int) -> Int {
      tallies[base + d].counted + (counts ? (d == b ? 1 : 0) - (d == a ? 1 : 0) : 0)
    }
    if group.kind == .affinity {
      var fullest = 0
      var total = tallies[base + group.domains.count].counted
      total += (b < 0 ? 1 : 0) - (a == -1 ? 1 : 0)
      for d in group.domains.indices {
        total += members(d)
        fullest = max(fullest, members(d))
      }
      return total - fullest
    }
    var (low, high) = (Int.max, 0)
    for d in group.domains.indices where group.eligible[d] {
      low = min(low, members(d))
      high = max(high, members(d))
    }
    if group.emptiestIsZero || low == .max { low = 0 }
    guard case .spread(let maxSkew) = group.kind else {
      guard case .topologySpread(let maxSkew) = group.kind else { return 0 }
      return max(0, high - low - maxSkew)
    }
    return max(0, high - low - maxSkew)
  }

  /// Whether a required group lets a VM go to a node: never worse than at the start.
  ///
  /// - Parameters:
  ///   - tallies: The domains before the move.
  ///   - after: The group's excess after the move.
  ///   - nodes: Where every VM is before the move.
  func permits(
    _ g: Int, _ tallies: [Tally], _ after: Int, moving vm: Int, as part: Tally.Role, to: Int,
    _ nodes: [Int32]
  ) -> Bool {
    let group = groups[g]
    let target = domain(g, to)
    let source = domain(g, Int(nodes[vm]))
    switch group.kind {
    case .affinity, .spread, .topologySpread:
      return after <= startExcess[g]
    case .antiAffinity(let max):
      guard target >= 0, target != source else { return true }
      let counted = tallies[tallyStart[g] + target].counted + 1
      return counted <= Swift.max(max, startTallies[tallyStart[g] + target].counted)
    case .podAntiAffinity:
      guard target >= 0 else { return true }
      var tally = tallies[tallyStart[g] + target]
      if target == source { tally.add(part, -1) }
      let conflicts =
        (part != .matched && tally.counted > 0)
        || (part != .owner && tally.owners + tally.both > 0)
      guard conflicts else { return true }
      // At home again: only conflicts between VMs that never moved are tolerated.
      guard Int(start[vm]) == to else { return false }
      return conflictsAreOld(g, vm, part, nodes)
    case .podAffinity:
      return contentment(g, tallies, vm, part, from: source, to: to, nodes)
    }
  }

  private func conflictsAreOld(_ g: Int, _ vm: Int, _ part: Tally.Role, _ nodes: [Int32]) -> Bool {
    let here = domain(g, Int(start[vm]))
    func isOld(_ other: Int) -> Bool {
      other == vm || domain(g, Int(nodes[other])) != here || nodes[other] == start[other]
    }
    return (part == .matched || groups[g].matched.allSatisfy(isOld))
      && (part == .owner || groups[g].owners.allSatisfy(isOld))
  }

  /// Whether an owner of a pod affinity group has no company on a node, given the tallies with it
  /// counted there.
  func isLonely(_ owner: Int, in g: Int, at node: Int, _ tallies: [Tally]) -> Bool {
    guard node >= 0 else { return false }
    let counted = memberships(of: owner).contains { Int($0.group) == g && $0.tally == .both }
    if counted && groups[g].matched.count == 1 { return false }
    let domain = domain(g, node)
    guard domain >= 0 else { return true }
    return tallies[tallyStart[g] + domain].counted < (counted ? 2 : 1)
  }

  /// Whether a move leaves nobody alone who moved, or who was content at the start.
  private func contentment(
    _ g: Int, _ tallies: [Tally], _ vm: Int, _ part: Tally.Role, from: Int, to: Int,
    _ nodes: [Int32]
  ) -> Bool {
    var after = tallies
    let membership = Membership(group: Int32(g), tally: part)
    count(vm, membership, in: &after, at: Int(nodes[vm]), -1)
    count(vm, membership, in: &after, at: to, 1)
    return groups[g].owners.allSatisfy { owner in
      let node = owner == vm ? to : Int(nodes[owner])
      guard owner == vm || domain(g, node) == from else { return true }
      return !isLonely(owner, in: g, at: node, after)
        || (node == Int(start[owner]) && startsLonely[g].contains(owner))
    }
  }
}
