import PlacementModel

/// The planner that always works: forced moves first, then steepest descent.
///
/// It is what an operator gets where GLPK fails, and the yardstick of every benchmark.
struct Greedy {
  let problem: Problem
  /// Places that VMs must not be sent to, because no order was found that gets them there.
  var barred: [Int: Set<Int>] = [:]

  /// Moves what must move and places what waits, largest first, each to the node with the best
  /// objective; where none takes it, one other VM makes room.
  ///
  /// VMs that wait are placed after all that must leave: they never take the room of those.
  ///
  /// O(forced·N).
  func forced(_ placement: inout Placement, _ context: inout SolveContext) {
    settle(.forced, &placement, &context)
    settle(.unplaced, &placement, &context)
  }

  private func settle(
    _ role: Problem.Role,
    _ placement: inout Placement,
    _ context: inout SolveContext
  ) {
    let p = problem
    // Where not all may move, each that does counts as much: the cheapest go first.
    let isScarce = role == .forced && p.role.count { $0 == .forced } > p.maxMigrations
    let waiting = (0..<p.vmCount)
      .filter { p.role[$0] == role }
      .map { (vm: $0, size: isScarce ? -p.price[$0] : size($0)) }
      .sorted { ($1.size, $0.vm) < ($0.size, $1.vm) }
      .map(\.vm)
    // A VM that finds no room may find it once the others have moved.
    for round in 0..<2 {
      for v in waiting where placement.node[v] == p.start[v] {
        if let target = bestTarget(for: v, placement, &context) {
          placement.set(p, v, to: target)
        } else if !moveTogether(v, &placement, &context) && round == 1 {
          eject(for: v, &placement, &context)
        }
      }
    }
  }

  /// The largest share of a node that a VM requests.
  private func size(_ v: Int) -> Double {
    let p = problem
    var largest = 0.0
    for r in 0..<p.resourceCount {
      let request = Double(p.requests[v * p.resourceCount + r])
      let room = p.balanceSet.lazy.map { p.limit[$0 * p.resourceCount + r] }.max() ?? 0
      if room > 0 && room < .max { largest = max(largest, request / Double(room)) }
    }
    return largest
  }

  /// Whether a VM may start a move under the limit on migrations.
  func mayMove(_ v: Int, _ placement: Placement) -> Bool {
    placement.moves < problem.limit(for: v) || problem.start[v] < 0
      || placement.node[v] != problem.start[v]
  }

  /// The node where a VM is best; `nil` where none takes it or staying is better.
  func bestTarget(
    for v: Int,
    _ placement: Placement,
    _ context: inout SolveContext,
    below threshold: Double = -1e-9
  ) -> Int? {
    guard mayMove(v, placement) else { return nil }
    var best: (node: Int, change: Double)?
    for n in problem.balanceSet where n != Int(placement.node[v]) {
      context.spend(1)
      if let change = placement.change(problem, moving: v, to: n),
        change < best?.change ?? threshold
      {
        best = (n, change)
      }
    }
    return best?.node
  }

  /// Moves a VM with the members of its required affinity groups that share its domain.
  private func moveTogether(
    _ v: Int,
    _ placement: inout Placement,
    _ context: inout SolveContext
  ) -> Bool {
    let p = problem
    let unit = p.companions(of: v, placement.node)
    guard unit.count > 1, placement.moves + unit.count <= p.limit(for: v) else { return false }
    let before = placement
    let present = before.rank(p)
    var best: (placement: Placement, rank: Rank)?
    for n in p.balanceSet {
      placement = before
      // Off the nodes first, so that nobody's old place counts against another's new one.
      for member in unit { placement.set(p, member, to: -1) }
      var complete = true
      for (i, member) in unit.enumerated() {
        context.spend(1)
        let candidates = i == 0 ? [n] : [n] + p.balanceSet
        // Only the last member completes the group, so the rule is looked at in the end.
        guard let target = candidates.first(where: { fitsAlone(member, $0, placement) }) else {
          complete = false
          break
        }
        placement.set(p, member, to: target)
      }
      guard complete, placement.coldMoves <= p.downtimeLimit,
        unit.allSatisfy({ p.isSettled($0, placement) })
      else { continue }
      let rank = placement.rank(p)
      if rank.isBetter(than: best?.rank ?? present, by: 1e-9) { best = (placement, rank) }
    }
    placement = best?.placement ?? before
    return best != nil
  }

  private func fitsAlone(_ v: Int, _ n: Int, _ placement: Placement) -> Bool {
    problem.move(v, to: n) != nil && placement.fits(problem, v, n)
  }

  /// Makes room for a VM by moving one other out of its way, at the best cost.
  private func eject(for v: Int, _ placement: inout Placement, _ context: inout SolveContext) {
    let p = problem
    guard mayMove(v, placement) else { return }
    let before = placement
    let present = before.rank(p)
    var best: (placement: Placement, rank: Rank)?
    var guests = [[Int]](repeating: [], count: p.nodeCount)
    for w in 0..<p.vmCount where p.role[w] == .movable && placement.node[w] >= 0 {
      guests[Int(placement.node[w])].append(w)
    }
    for n in p.balanceSet where p.move(v, to: n) != nil {
      for w in guests[n] where !context.isExhausted {
        var trial = before
        guard let target = anyTarget(for: w, trial, &context) else { continue }
        trial.set(p, w, to: target)
        guard mayMove(v, trial), trial.change(p, moving: v, to: n) != nil else { continue }
        trial.set(p, v, to: n)
        let rank = trial.rank(p)
        if rank.isBetter(than: best?.rank ?? present, by: 1e-9) { best = (trial, rank) }
      }
    }
    if let best { placement = best.placement }
  }

  /// The best node for a VM other than where it is, however much worse.
  private func anyTarget(for v: Int, _ placement: Placement, _ context: inout SolveContext) -> Int?
  {
    bestTarget(for: v, placement, &context, below: .infinity)
  }
}
