import PlacementModel

/// Where every VM is, with running sums that make the change of the objective by one move O(1).
///
/// A value type whose arrays are mutated in place; pass it `inout` in hot loops.
struct Placement {
  /// The node of each VM, -1 for none.
  private(set) var node: [Int32]
  /// Requests on each node, by resource.
  private(set) var used: [Int64]
  /// Utilisation of each node, and its number of VMs.
  private(set) var utilization: [Problem.Load]
  /// Sums over the balance set of the distance from ``center``, and of its square.
  private var sum = Problem.Load.zero
  private var squares = Problem.Load.zero
  /// Subtracted before squaring so that nothing cancels.
  private let center: Problem.Load
  private var peaks = 0.0
  /// Added to each variance: rounds off the kink of the standard deviation at perfect balance,
  /// where single moves would freeze.
  ///
  /// 0 gives the true objective.
  var smoothing = Problem.Load.zero
  /// Domain tallies of every group; see ``Problem/tallyStart``.
  private(set) var tallies: [Tally]
  /// How far each group is from being kept.
  private(set) var excess: [Int]
  /// VMs that arrived on each node.
  private(set) var arrivals: [Int32]
  /// Moves that count against the limit.
  private(set) var moves = 0
  /// Everything but balance and peaks, penalties of the solvers included.
  private var others = 0.0
  private(set) var penalties = 0.0

  /// Every VM where it is at the start.
  init(_ p: Problem) {
    node = p.start
    used = p.baseRequests
    utilization = p.baseLoad
    tallies = [Tally](repeating: Tally(), count: p.tallyStart.last ?? 0)
    arrivals = [Int32](repeating: 0, count: p.nodeCount)
    excess = []
    for v in 0..<p.vmCount where p.isActive(v) {
      let n = Int(p.start[v])
      if n >= 0 {
        utilization[n] += p.load[v]
        for r in 0..<p.resourceCount {
          used[n * p.resourceCount + r] += p.requests[v * p.resourceCount + r]
        }
      }
      for m in p.memberships(of: v) { p.count(v, m, in: &tallies, at: n, 1) }
    }
    for n in 0..<p.nodeCount { utilization[n] *= p.perAllocatable[n] }
    let start = utilization
    let inBalance = p.balanceSet.map { start[$0] }
    let center = inBalance.reduce(.zero, +) * p.perBalanceNode
    self.center = center
    for u in inBalance {
      sum += u - center
      squares += (u - center) * (u - center)
      peaks += Self.peak(u, p)
    }
    for g in p.groups.indices {
      excess.append(p.excess(of: g, tallies))
      others += p.groups[g].price * Double(excess[g])
    }
    for n in 0..<p.nodeCount { others += overload(p, n) }
    for v in 0..<p.vmCount where p.isActive(v) {
      let n = Int(node[v])
      if n >= 0 { others += p.stayCost(v, n) }
      penalties += stuckPenalty(p, v, n)
    }
  }

  /// The objective, with the solvers' own penalties for what is stuck or a last resort.
  func cost(_ p: Problem) -> Double { others + penalties + balance(p, sum, squares) + peaks }

  /// The cost with another smoothing than the present one.
  func cost(_ p: Problem, smoothing: Problem.Load) -> Double {
    var other = self
    other.smoothing = smoothing
    return other.cost(p)
  }

  /// The objective.
  func objective(_ p: Problem) -> Double { others + balance(p, sum, squares) + peaks }

  @inline(__always)
  private func balance(_ p: Problem, _ sum: Problem.Load, _ squares: Problem.Load) -> Double {
    let mean = sum * p.perBalanceNode
    let variance = pointwiseMax(squares * p.perBalanceNode - mean * mean, .zero)
    return (p.weight * (variance + smoothing).squareRoot()).sum()
  }

  @inline(__always)
  private static func peak(_ u: Problem.Load, _ p: Problem) -> Double {
    p.chargesPeaks ? 5 * p.perBalanceNode * pointwiseMax(u - p.peak, .zero).sum() : 0
  }

  /// Requests beyond the limits of a node, as shares of the limits.
  private func overload(_ p: Problem, _ n: Int) -> Double {
    var total = 0.0
    for r in 0..<p.resourceCount {
      let i = n * p.resourceCount + r
      if used[i] > p.limit[i] {
        total += p.limit[i] == 0 ? 1 : Double(used[i] - p.limit[i]) / Double(p.limit[i])
      }
    }
    return total
  }

  /// Whether a node's requests exceed a limit.
  ///
  /// O(resources).
  func isOverfull(_ p: Problem, _ n: Int) -> Bool {
    (0..<p.resourceCount).contains {
      used[n * p.resourceCount + $0] > p.limit[n * p.resourceCount + $0]
    }
  }

  private func stuckPenalty(_ p: Problem, _ v: Int, _ n: Int) -> Double {
    switch p.role[v] {
    case .forced: n == Int(p.start[v]) ? Problem.stuckPenalty : 0
    case .unplaced: n < 0 ? Problem.stuckPenalty : 0
    default: 0
    }
  }

  // MARK: One move

  /// Whether a VM may arrive at (or go back to) a node as far as requests go.
  ///
  /// O(resources).
  @inline(__always)
  func fits(_ p: Problem, _ v: Int, _ n: Int) -> Bool {
    var inside = true
    for r in 0..<p.resourceCount {
      let i = n * p.resourceCount + r
      if used[i] + p.requests[v * p.resourceCount + r] > p.limit[i] { inside = false }
    }
    // Home again on a node that was overfull from the start: nobody else may have come.
    return inside || (Int(p.start[v]) == n && arrivals[n] == 0)
  }

  /// The change of the cost if a VM went to a node; `nil` where that would break a rule.
  ///
  /// O(resources + groups of the VM), plus the domains of its affinity and spread groups.
  @inline(__always)
  func change(_ p: Problem, moving v: Int, to n: Int) -> Double? {
    let home = Int(p.start[v]) == n
    var price = 0.0
    if !home {
      guard let move = p.move(v, to: n) else { return nil }
      price = move.price + move.penalty
    }
    guard fits(p, v, n) else { return nil }
    let from = Int(node[v])
    var total = price - paid(p, v)
    total += p.stayCost(v, n) + stuckPenalty(p, v, n)
    if from >= 0 { total -= p.stayCost(v, from) }
    total -= stuckPenalty(p, v, from)
    if p.membershipStart[v] != p.membershipStart[v + 1] {
      guard let groups = groupChange(p, v, from, n) else { return nil }
      total += groups
    }
    var (s, ss) = (sum, squares)
    if from >= 0 && p.inBalance[from] {
      let u = utilization[from]
      let less = u - p.load[v] * p.perAllocatable[from]
      s += less - u
      ss += (less - center) * (less - center) - (u - center) * (u - center)
      if p.chargesPeaks { total += Self.peak(less, p) - Self.peak(u, p) }
    }
    if p.inBalance[n] {
      let u = utilization[n]
      let more = u + p.load[v] * p.perAllocatable[n]
      s += more - u
      ss += (more - center) * (more - center) - (u - center) * (u - center)
      if p.chargesPeaks { total += Self.peak(more, p) - Self.peak(u, p) }
    }
    if p.startsOverfull {
      total += overloadChange(p, v, from, n)
    }
    return total + balance(p, s, ss) - balance(p, sum, squares)
  }

  /// What the VM's present move costs.
  @inline(__always)
  private func paid(_ p: Problem, _ v: Int) -> Double {
    let n = Int(node[v])
    guard n >= 0, n != Int(p.start[v]), let move = p.move(v, to: n) else { return 0 }
    return move.price + move.penalty
  }

  private func overloadChange(_ p: Problem, _ v: Int, _ from: Int, _ to: Int) -> Double {
    var total = 0.0
    for (n, sign) in [(from, Int64(-1)), (to, 1)] where n >= 0 {
      for r in 0..<p.resourceCount {
        let i = n * p.resourceCount + r
        guard p.limit[i] > 0, p.limit[i] < .max else {
          if p.limit[i] == 0 {
            let after = used[i] + sign * p.requests[v * p.resourceCount + r]
            total += (after > 0 ? 1 : 0) - (used[i] > 0 ? 1 : 0)
          }
          continue
        }
        let after = used[i] + sign * p.requests[v * p.resourceCount + r]
        total +=
          Double(max(0, after - p.limit[i]) - max(0, used[i] - p.limit[i])) / Double(p.limit[i])
      }
    }
    return total
  }

  private func groupChange(_ p: Problem, _ v: Int, _ from: Int, _ to: Int) -> Double? {
    var total = 0.0
    for m in p.memberships(of: v) {
      let g = Int(m.group)
      let after = p.excess(of: g, tallies, excess[g], moving: v, as: m.tally, from: from, to: to)
      if p.groups[g].required
        && !p.permits(g, tallies, after, moving: v, as: m.tally, to: to, node)
      {
        return nil
      }
      total += p.groups[g].price * Double(after - excess[g])
    }
    return total
  }

  /// Moves a VM, whatever the rules say; -1 takes it off its node.
  mutating func set(_ p: Problem, _ v: Int, to n: Int) {
    let from = Int(node[v])
    guard from != n else { return }
    let before = (paid: move(p, v), stuck: stuckPenalty(p, v, from))
    if from >= 0 { charge(p, v, from, -1) }
    for m in p.memberships(of: v) {
      p.count(v, m, in: &tallies, at: from, -1)
      p.count(v, m, in: &tallies, at: n, 1)
    }
    node[v] = Int32(n)
    if n >= 0 { charge(p, v, n, 1) }
    for m in p.memberships(of: v) {
      let g = Int(m.group)
      let new = p.excess(of: g, tallies)
      others += p.groups[g].price * Double(new - excess[g])
      excess[g] = new
    }
    let after = (paid: move(p, v), stuck: stuckPenalty(p, v, n))
    others += (after.paid?.price ?? 0) - (before.paid?.price ?? 0)
    penalties +=
      (after.paid?.penalty ?? 0) - (before.paid?.penalty ?? 0) + after.stuck - before.stuck
    moves += counts(p, v, n) - counts(p, v, from)
  }

  /// The VM's present move, `nil` where it has not moved.
  private func move(_ p: Problem, _ v: Int) -> Problem.Move? {
    let n = Int(node[v])
    return n >= 0 && n != Int(p.start[v]) ? p.move(v, to: n) : nil
  }

  /// 1 where a VM being on a node is a move that counts against the limit.
  @inline(__always)
  func counts(_ p: Problem, _ v: Int, _ n: Int) -> Int {
    n >= 0 && p.start[v] >= 0 && Int(p.start[v]) != n ? 1 : 0
  }

  private mutating func charge(_ p: Problem, _ v: Int, _ n: Int, _ sign: Int64) {
    others -= p.startsOverfull ? overload(p, n) : 0
    for r in 0..<p.resourceCount {
      used[n * p.resourceCount + r] += sign * p.requests[v * p.resourceCount + r]
    }
    others += p.startsOverfull ? overload(p, n) : 0
    others += Double(sign) * p.stayCost(v, n)
    if Int(p.start[v]) != n { arrivals[n] += Int32(sign) }
    let u = utilization[n]
    let new = u + Double(sign) * p.load[v] * p.perAllocatable[n]
    utilization[n] = new
    guard p.inBalance[n] else { return }
    sum += new - u
    squares += (new - center) * (new - center) - (u - center) * (u - center)
    peaks += Self.peak(new, p) - Self.peak(u, p)
  }
}
