import PlacementModel

/// Where every VM is, with running sums that make the change of the objective by one move O(1).
///
/// A value type whose arrays are mutated in place; pass it `inout` in hot loops. What one move or
/// two would change is in `Placement+Change.swift`.
struct Placement {
  /// The node of each VM, -1 for none.
  private(set) var node: [Int32]
  /// Requests on each node, by resource.
  private(set) var used: [Int64]
  /// Utilisation of each node, and its number of VMs.
  private(set) var utilization: [Problem.Load]
  /// The balanced lanes of that, measured from the mean at the start so that nothing cancels; 0 for
  /// nodes outside the balance set.
  private(set) var level: [Tables.Lanes]
  /// Sums over the balance set of ``level``, and of its square.
  private(set) var sum = Tables.Lanes.zero
  private(set) var squares = Tables.Lanes.zero
  private var peaks = 0.0
  /// The share of each node that the bursts of its VMs take; empty where none are charged.
  private(set) var burst: [Tables.Lanes] = []
  /// ``level`` above which peaks are charged.
  let peakLevel: Tables.Lanes
  /// Added to each variance: rounds off the kink of the standard deviation at perfect balance,
  /// where single moves would freeze.
  ///
  /// 0 gives the true objective.
  var smoothing = Tables.Lanes.zero
  /// What a share of a node beyond its limits costs while a search may overfill nodes; 0 forbids it.
  ///
  /// Only ``change(_:moving:to:)`` and exchanges know of it; no cost of the whole does.
  var crowding = 0.0
  /// Domain tallies of every group; see ``Problem/tallyStart``.
  private(set) var tallies: Tallies
  /// How far each group is from being kept.
  private(set) var excess: [Int]
  /// VMs that arrived on each node.
  private(set) var arrivals: [Int32]
  /// Moves that count against the limit.
  private(set) var moves = 0
  /// Active VMs that went cold.
  private(set) var coldMoves = 0
  /// Everything of the objective but balance and peaks.
  private var others = 0.0
  /// What must be done and is not; stopped VMs, and those that can never move, left aside.
  private(set) var levels = Levels()
  let tables: Tables

  /// Every VM where it is at the start.
  ///
  /// O(V·resources + N).
  init(_ p: Problem) {
    tables = p.tables
    node = p.start
    used = p.baseRequests
    utilization = p.baseLoad
    tallies = p.startTallies
    excess = p.startExcess
    arrivals = [Int32](repeating: 0, count: p.nodeCount)
    for v in 0..<p.vmCount where p.isActive(v) {
      let n = Int(p.start[v])
      guard n >= 0 else { continue }
      utilization[n] += p.load[v]
      for r in 0..<p.resourceCount {
        used[n * p.resourceCount + r] += p.requests[v * p.resourceCount + r]
      }
    }
    for n in 0..<p.nodeCount { utilization[n] *= p.perAllocatable[n] }
    let counts = p.balancesCountsAlone
    let lanes = utilization.map { counts ? Tables.Lanes($0[2], 0) : Tables.Lanes($0[0], $0[1]) }
    let mean = p.balanceSet.reduce(Tables.Lanes.zero) { $0 + lanes[$1] } * p.perBalanceNode
    level = lanes.indices.map { p.inBalance[$0] ? lanes[$0] - mean : .zero }
    peakLevel = tables.peak - mean
    for n in p.balanceSet {
      sum += level[n]
      squares += level[n] * level[n]
      peaks += peak(level[n])
    }
    if tables.chargesBursts {
      burst = [Tables.Lanes](repeating: .zero, count: p.nodeCount)
      for v in 0..<p.vmCount where node[v] >= 0 {
        burst[Int(node[v])] += tables.bursts[v] * tables.scale[Int(node[v])]
      }
      for n in p.balanceSet { peaks += burstCost(burst[n]) }
    }
    for g in p.groups.indices {
      others += p.groups[g].price * Double(excess[g])
      if p.groups[g].required { levels.required += Double(excess[g]) }
    }
    for n in 0..<p.nodeCount { levels.required += overload(n) }
    for v in 0..<p.vmCount where p.isActive(v) {
      let n = Int(node[v])
      if n >= 0 {
        others += p.stayCost(v, n)
        levels.required += Double(p.brokenRules(v, n))
      }
      switch p.role[v] {
      case .forced: levels.forced += 1
      case .unplaced: levels.waiting += 1
      case .movable, .frozen, .idle, .idleForced: break
      }
    }
  }

  /// What placements are compared by.
  func rank(_ p: Problem) -> Rank { Rank(levels: levels, objective: objective(p)) }

  /// The rank with another smoothing than the present one.
  func rank(_ p: Problem, smoothing: Tables.Lanes) -> Rank {
    Rank(levels: levels, objective: others + balance(sum, squares, smoothing) + peaks)
  }

  /// The objective with the weights of the levels: what ``change(_:moving:to:)`` is a change of.
  func cost(_ p: Problem) -> Double {
    let weights = tables.levels
    return objective(p) + weights.forced * Double(levels.forced)
      + weights.waiting * Double(levels.waiting) + weights.required * levels.required
      + weights.voluntary * Double(levels.voluntary)
  }

  /// The objective.
  func objective(_ p: Problem) -> Double { others + balance(sum, squares) + peaks }

  @inline(__always)
  func balance(_ sum: Tables.Lanes, _ squares: Tables.Lanes) -> Double {
    balance(sum, squares, smoothing)
  }

  @inline(__always)
  private func balance(
    _ sum: Tables.Lanes,
    _ squares: Tables.Lanes,
    _ smoothing: Tables.Lanes
  ) -> Double {
    tables.balance(sum, squares, smoothing: smoothing)
  }

  /// Requests beyond the limits of a node, as shares of the limits.
  private func overload(_ n: Int) -> Double {
    var total = 0.0
    for i in n * tables.resourceCount..<(n + 1) * tables.resourceCount {
      total += Self.overload(used[i], tables.limit[i])
    }
    return total
  }

  @inline(__always)
  static func overload(_ used: Int64, _ limit: Int64) -> Double {
    guard used > limit else { return 0 }
    return limit == 0 ? 1 : Double(used - limit) / Double(limit)
  }

  /// Whether a node's requests exceed a limit.
  ///
  /// O(resources).
  func isOverfull(_ p: Problem, _ n: Int) -> Bool {
    (0..<p.resourceCount).contains {
      used[n * p.resourceCount + $0] > p.limit[n * p.resourceCount + $0]
    }
  }

  /// Whether any node's requests exceed a limit.
  ///
  /// O(N·resources).
  func isOverfull(_ p: Problem) -> Bool {
    p.balanceSet.contains { isOverfull(p, $0) }
  }

  /// What the levels add for a VM on a node: it has not moved and must, or has and need not.
  @inline(__always)
  func levelCost(_ vm: Tables.VM, _ n: Int) -> Double {
    n == Int(vm.start) ? vm.stayWeight : n >= 0 ? vm.leaveWeight : 0
  }

  /// Counts a VM that gets to a node, or leaves it, in the levels.
  private mutating func count(_ vm: Tables.VM, _ way: Tables.Way, at n: Int, _ sign: Int) {
    if n == Int(vm.start) {
      switch vm.duty {
      case .leave: levels.forced += sign
      case .arrive: levels.waiting += sign
      case .stay, .none: break
      }
    } else if n >= 0 {
      if vm.duty == .stay { levels.voluntary += sign }
      if way == .lastResort { levels.voluntary += sign }
    }
  }

  /// Moves a VM, whatever the rules say; -1 takes it off its node.
  mutating func set(_ p: Problem, _ v: Int, to n: Int) {
    let from = Int(node[v])
    guard from != n else { return }
    let vm = tables.vms[v]
    let (old, new) = (way(vm, at: from), way(vm, at: n))
    if from >= 0 { charge(vm, v, from, -1) }
    for i in Int(vm.firstGroup)..<Int(vm.endGroup) {
      let m = tables.memberships[i]
      let g = Int(m.group)
      let after = p.excess(of: g, tallies, excess[g], moving: v, as: m.tally, from: from, to: n)
      others += tables.groups[g].price * Double(after - excess[g])
      if tables.groups[g].required { levels.required += Double(after - excess[g]) }
      excess[g] = after
      p.count(v, m, in: &tallies, at: from, -1)
      p.count(v, m, in: &tallies, at: n, 1)
    }
    node[v] = Int32(n)
    if n >= 0 { charge(vm, v, n, 1) }
    others += vm.price * (new.factor - old.factor)
    count(vm, old, at: from, -1)
    count(vm, new, at: n, 1)
    moves += counts(vm, n) - counts(vm, from)
    coldMoves += (new.isDown ? 1 : 0) - (old.isDown ? 1 : 0)
  }

  /// How a VM got to where it is; `none` where it has not moved.
  @inline(__always)
  func way(_ vm: Tables.VM, at n: Int) -> Tables.Way {
    n >= 0 && n != Int(vm.start) ? tables.ways[vm.ways + n] : .none
  }

  /// 1 where a VM being on a node is a move that counts against the limit.
  @inline(__always)
  func counts(_ vm: Tables.VM, _ n: Int) -> Int {
    n >= 0 && vm.start >= 0 && Int(vm.start) != n ? 1 : 0
  }

  private mutating func charge(_ vm: Tables.VM, _ v: Int, _ n: Int, _ sign: Int64) {
    let count = tables.resourceCount
    if tables.startsOverfull { levels.required -= overload(n) }
    for r in 0..<count { used[n * count + r] += sign * tables.requests[v * count + r] }
    if tables.startsOverfull { levels.required += overload(n) }
    others += Double(sign) * tables.stayCosts[vm.stayCosts + n]
    levels.required += Double(sign) * tables.brokenRules[vm.stayCosts + n]
    if Int(vm.start) != n { arrivals[n] += Int32(sign) }
    utilization[n] += Double(sign) * vm.fullLoad * tables.fullScale[n]
    let old = level[n]
    let change = Double(sign) * vm.load * tables.scale[n]
    let new = old + change
    level[n] = new
    sum += change
    squares += change * (old + new)
    peaks += peak(new) - peak(old)
    guard tables.chargesBursts else { return }
    let share = burst[n] + Double(sign) * tables.bursts[v] * tables.scale[n]
    peaks += burstCost(share) - burstCost(burst[n])
    burst[n] = share
  }
}
