import PlacementModel

extension Placement {
  /// Whether a VM may arrive at (or go back to) a node as far as requests go.
  ///
  /// O(resources).
  @inline(__always)
  func fits(_ p: Problem, _ v: Int, _ n: Int) -> Bool { fits(v, tables.vms[v], n) }

  @inline(__always)
  private func fits(_ v: Int, _ vm: Tables.VM, _ n: Int) -> Bool {
    let count = tables.resourceCount
    var isInside = true
    for r in 0..<count {
      let i = n * count + r
      if used[i] + tables.requests[v * count + r] > tables.limit[i] { isInside = false }
    }
    // Home again on a node that was overfull from the start: nobody else may have come.
    return isInside || (Int(vm.start) == n && arrivals[n] == 0)
  }

  /// The change of the cost if a VM went to a node; `nil` where that would break a rule.
  ///
  /// O(resources + groups of the VM), plus the domains of its affinity and spread groups.
  @inline(__always)
  func change(_ p: Problem, moving v: Int, to n: Int) -> Double? {
    let vm = tables.vms[v]
    let way = way(vm, at: n)
    guard way != .none || n == Int(vm.start), crowding > 0 || fits(v, vm, n) else { return nil }
    let from = Int(node[v])
    if way.isDown, coldMoves >= tables.downtimeLimit, !self.way(vm, at: from).isDown { return nil }
    var total = price(vm, way, from, n)
    if vm.firstGroup != vm.endGroup {
      guard let groups = groupChange(p, v, vm, from, n) else { return nil }
      total += groups
    }
    var (s, ss) = (sum, squares)
    if from >= 0 {
      total += shift(-vm.load * tables.scale[from], level[from], &s, &ss)
      if tables.startsOverfull {
        total += tables.levels.required * overloadChange(from, adding: -1, removing: v)
      }
    }
    total += shift(vm.load * tables.scale[n], level[n], &s, &ss)
    if tables.startsOverfull {
      total += tables.levels.required * overloadChange(n, adding: v, removing: -1)
    }
    if crowding > 0 {
      var crowd = overloadChange(n, adding: v, removing: -1)
      if from >= 0 { crowd += overloadChange(from, adding: -1, removing: v) }
      total += crowding * crowd
    }
    if tables.chargesBursts { total += burstChange(v, from, n) }
    return total + balance(s, ss) - balance(sum, squares)
  }

  /// The change of the cost if two VMs that are on nodes went to others at once, such as each
  /// other's; `nil` where that would break a rule.
  ///
  /// Also `nil` for some legal pairs of moves that share a rule; O(1) like a single move.
  @inline(__always)
  func change(
    _ p: Problem,
    moving v: Int,
    to b: Int,
    and w: Int,
    to d: Int
  ) -> Double? {
    let (vm, other) = (tables.vms[v], tables.vms[w])
    let (a, c) = (Int(node[v]), Int(node[w]))
    let (way, otherWay) = (self.way(vm, at: b), self.way(other, at: d))
    guard way != .none || b == Int(vm.start), otherWay != .none || d == Int(other.start),
      crowding > 0
        || fits(v, at: b, without: c == b ? w : -1, with: d == b ? w : -1)
          && fits(w, at: d, without: a == d ? v : -1, with: b == d ? v : -1)
    else { return nil }
    if tables.downtimeLimit < .max {
      let before = (self.way(vm, at: a).isDown ? 1 : 0) + (self.way(other, at: c).isDown ? 1 : 0)
      let after = (way.isDown ? 1 : 0) + (otherWay.isDown ? 1 : 0)
      if after > before, coldMoves + after - before > tables.downtimeLimit { return nil }
    }
    var total = price(vm, way, a, b) + price(other, otherWay, c, d)
    if vm.firstGroup != vm.endGroup || other.firstGroup != other.endGroup {
      let swaps = a == d && b == c
      guard let groups = groupChange(p, v, vm, b, w, other, d, swaps: swaps) else { return nil }
      total += groups
    }
    var (s, ss) = (sum, squares)
    let leaving = -vm.load * tables.scale[a]
    let arriving = vm.load * tables.scale[b]
    total += shift(leaving, level[a], &s, &ss)
    total += shift(arriving, level[b], &s, &ss)
    // The second move starts from where the first one leaves the nodes.
    var level = self.level[c]
    if c == a { level += leaving }
    if c == b { level += arriving }
    total += shift(-other.load * tables.scale[c], level, &s, &ss)
    level = self.level[d]
    if d == a { level += leaving }
    if d == b { level += arriving }
    total += shift(other.load * tables.scale[d], level, &s, &ss)
    if tables.startsOverfull || crowding > 0 {
      guard a == d, b == c else { return nil }
      let over =
        overloadChange(a, adding: w, removing: v) + overloadChange(b, adding: v, removing: w)
      total += over * (tables.startsOverfull ? tables.levels.required : crowding)
    }
    if tables.chargesBursts { total += burstChange(v, a, b, and: w, c, d) }
    return total + balance(s, ss) - balance(sum, squares)
  }

  /// Whether a VM fits on a node, with one VM taken away from there and one added.
  @inline(__always)
  private func fits(_ v: Int, at n: Int, without: Int, with: Int) -> Bool {
    let count = tables.resourceCount
    for r in 0..<count {
      let i = n * count + r
      var total = used[i] + tables.requests[v * count + r]
      if without >= 0 { total -= tables.requests[without * count + r] }
      if with >= 0 { total += tables.requests[with * count + r] }
      if total > tables.limit[i] { return false }
    }
    return true
  }

  /// The change of prices, penalties and preferences by a move.
  @inline(__always)
  private func price(_ vm: Tables.VM, _ way: Tables.Way, _ from: Int, _ to: Int) -> Double {
    let old = self.way(vm, at: from)
    var total = vm.price * (way.factor - old.factor)
    total += tables.standingCosts[vm.stayCosts + to]
    if from >= 0 { total -= tables.standingCosts[vm.stayCosts + from] }
    if vm.duty != .none {
      total += levelCost(vm, to) - levelCost(vm, from)
      let fallbacks = (way == .lastResort ? 1 : 0) - (old == .lastResort ? 1 : 0)
      total += tables.levels.voluntary * Double(fallbacks)
    }
    return total
  }

  /// Adds what a node's change of level does to the sums; returns what it does to peaks.
  @inline(__always)
  private func shift(
    _ change: Tables.Lanes,
    _ level: Tables.Lanes,
    _ sum: inout Tables.Lanes,
    _ squares: inout Tables.Lanes
  ) -> Double {
    sum += change
    squares += change * (2 * level + change)
    return tables.peakPrice > 0 ? peak(level + change) - peak(level) : 0
  }

  /// The change of a node's overload as one VM comes and another goes; -1 stands for none.
  private func overloadChange(_ n: Int, adding: Int, removing: Int) -> Double {
    let count = tables.resourceCount
    var total = 0.0
    for r in 0..<count {
      let i = n * count + r
      var after = used[i]
      if adding >= 0 { after += tables.requests[adding * count + r] }
      if removing >= 0 { after -= tables.requests[removing * count + r] }
      total +=
        Self.overload(after, tables.limit[i]) - Self.overload(used[i], tables.limit[i])
    }
    return total
  }

  // MARK: Rules on several VMs

  private func groupChange(
    _ p: Problem,
    _ v: Int,
    _ vm: Tables.VM,
    _ from: Int,
    _ to: Int
  ) -> Double? {
    var total = 0.0
    for i in Int(vm.firstGroup)..<Int(vm.endGroup) {
      guard let change = groupChange(p, v, tables.memberships[i], from, to) else { return nil }
      total += change
    }
    return total
  }

  /// What a move does to one group; `nil` where the group forbids it.
  @inline(__always)
  private func groupChange(
    _ p: Problem,
    _ v: Int,
    _ m: Problem.Membership,
    _ from: Int,
    _ to: Int
  ) -> Double? {
    let g = Int(m.group)
    let group = tables.groups[g]
    if group.most >= 0, from >= 0 {
      let (a, b) = (tables.domains[group.domains + from], tables.domains[group.domains + to])
      if a == b { return 0 }
      var change = 0
      if b >= 0 {
        let slot = p.tallyStart[g] + Int(b)
        let counted = tallies[slot].counted + 1
        if counted > group.most {
          if group.required && counted > p.startTallies[slot].counted { return nil }
          change += 1
        }
      }
      if excess[g] > 0, a >= 0, tallies[p.tallyStart[g] + Int(a)].counted > group.most {
        change -= 1
      }
      return group.cost * Double(change)
    }
    let after = p.excess(of: g, tallies, excess[g], moving: v, as: m.tally, from: from, to: to)
    if group.required && !p.permits(m, tallies, after, moving: v, to: to, node) { return nil }
    return group.cost * Double(after - excess[g])
  }

  /// What two moves do to the groups of both VMs; a group that has both is only known for swaps.
  private func groupChange(
    _ p: Problem,
    _ v: Int,
    _ vm: Tables.VM,
    _ b: Int,
    _ w: Int,
    _ other: Tables.VM,
    _ d: Int,
    swaps: Bool
  ) -> Double? {
    var total = 0.0
    for i in Int(vm.firstGroup)..<Int(vm.endGroup) {
      let m = tables.memberships[i]
      if let twin = membership(other, in: m.group) {
        guard swaps, twin.tally == m.tally else { return nil }
        let first = GroupMove(p, m, vm: v, from: d, to: b)
        guard keepsSwap(p, first, GroupMove(p, m, vm: w, from: b, to: d)) else { return nil }
        continue
      }
      guard let change = groupChange(p, v, m, Int(node[v]), b) else { return nil }
      total += change
    }
    for i in Int(other.firstGroup)..<Int(other.endGroup) {
      let m = tables.memberships[i]
      if membership(vm, in: m.group) != nil { continue }
      guard let change = groupChange(p, w, m, Int(node[w]), d) else { return nil }
      total += change
    }
    return total
  }

  @inline(__always)
  private func membership(_ vm: Tables.VM, in group: Int32) -> Problem.Membership? {
    for i in Int(vm.firstGroup)..<Int(vm.endGroup) where tables.memberships[i].group == group {
      return tables.memberships[i]
    }
    return nil
  }

  /// Whether two members of a group may change places: its tallies stay what they are.
  private func keepsSwap(_ p: Problem, _ first: GroupMove, _ second: GroupMove) -> Bool {
    let group = p.groups[first.g]
    return !group.required
      || group.kind.meaning.keepsSwap(first, second, excess: excess[first.g], in: p)
  }
}
