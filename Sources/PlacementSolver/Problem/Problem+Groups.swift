import PlacementModel

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
    return excess(of: g) { tallies[base + $0] }
  }

  /// How far a group is from being kept; slot `domains.count` holds members in no domain.
  private func excess(of g: Int, _ tally: (Int) -> Tally) -> Int {
    let group = groups[g]
    let count = group.domains.count
    switch group.kind {
    case .antiAffinity(let max):
      return (0..<count).reduce(0) { $0 + Swift.max(0, tally($1).counted - max) }
    case .podAntiAffinity:
      let all = (0..<count).reduce(0) { $0 + tally($1).inCompany }
      return group.inFlight.reduce(all) { all, vm in
        // On two nodes, but one VM: in company if it is so on either.
        guard vm.part != .matched else { return all }
        return all - (vm.slots.allSatisfy { $0 < count && isInCompany(vm, tally($0)) } ? 1 : 0)
      }
    case .podAffinity:
      let doubles = group.inFlight.count { $0.part != .owner && !$0.slots.contains(count) }
      let matches = (0..<count).reduce(0) { $0 + tally($1).counted } - doubles
      let alone = (0...count).reduce(0) {
        $0 + ($1 < count ? tally($1).alone : Int(tally($1).owners + tally($1).both))
      }
      var lonely = group.inFlight.reduce(alone) { lonely, vm in
        guard vm.part != .matched else { return lonely }
        return lonely - (vm.slots.contains { $0 == count || !isInCompany(vm, tally($0)) } ? 1 : 0)
      }
      // Who matches its own term is content by itself where no other VM in any domain matches.
      if matches == 0 { lonely -= Int(tally(count).both) }
      if matches == 1, (0..<count).contains(where: { tally($0).both > 0 }) { lonely -= 1 }
      return lonely
    case .affinity:
      let counts = (0..<count).map { tally($0).counted }
      let total = counts.reduce(tally(count).counted, +) - group.inFlight.count
      return total - (counts.max() ?? 0)
    case .spread(let maxSkew), .topologySpread(let maxSkew):
      var (low, high) = (Int.max, 0)
      for d in 0..<count where group.eligible[d] {
        low = Swift.min(low, tally(d).counted)
        high = Swift.max(high, tally(d).counted)
      }
      if group.emptiestIsZero || low == .max { low = 0 }
      return Swift.max(0, high - low - maxSkew)
    }
  }

  private func isInCompany(_ vm: Group.InFlight, _ tally: Tally) -> Bool {
    tally.counted > (vm.part == .both ? 1 : 0)
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
        total += local(g, after) - local(g, before)
      }
      return total
    }
    return excess(of: g) { slot in
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

  /// The part of an excess that one domain makes.
  private func local(_ g: Int, _ tally: Tally) -> Int {
    if case .antiAffinity(let max) = groups[g].kind { return Swift.max(0, tally.counted - max) }
    return tally.inCompany
  }

  /// Whether a required group lets a VM go to a node: never worse than at the start.
  ///
  /// - Parameters:
  ///   - tallies: The domains before the move.
  ///   - after: The group's excess after the move.
  ///   - nodes: Where every VM is before the move.
  func permits(
    _ g: Int,
    _ tallies: Tallies,
    _ after: Int,
    moving vm: Int,
    as part: Tally.Role,
    to: Int,
    _ nodes: [Int32]
  ) -> Bool {
    let group = groups[g]
    let target = domain(g, to)
    let source = domain(g, Int(nodes[vm]))
    switch group.kind {
    case .topologySpread where part != .matched && target < 0 && Int(start[vm]) != to:
      // The scheduler refuses a node that is in none of the constraint's domains.
      return false
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
  func isLonely(_ owner: Int, in g: Int, at node: Int, _ tallies: Tallies) -> Bool {
    guard node >= 0 else { return false }
    let counted = memberships(of: owner).contains { Int($0.group) == g && $0.tally == .both }
    let domains = [domain(g, node)] + (migrationTarget[owner].map { [domain(g, $0)] } ?? [])
    let places = Set(domains.filter { $0 >= 0 })
    if places.contains(where: { tallies[tallyStart[g] + $0].counted > (counted ? 1 : 0) }) {
      return false
    }
    guard counted else { return true }
    // Who matches its own term is content by itself where no other VM in any domain matches.
    let matches = groups[g].domains.indices.reduce(0) { $0 + tallies[tallyStart[g] + $1].counted }
    return matches > places.count
  }

  /// Whether a move leaves nobody alone who moved, or who was content at the start.
  private func contentment(
    _ g: Int,
    _ tallies: Tallies,
    _ vm: Int,
    _ part: Tally.Role,
    from: Int,
    to: Int,
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
