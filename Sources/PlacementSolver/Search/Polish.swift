import PlacementModel

/// Plain descent to a placement that no single move, no exchange of two VMs and, in small tasks, no
/// circle of three improves.
struct Polish {
  let problem: Problem
  var barred: [Int: Set<Int>] = [:]

  /// The most pairs of VMs that are looked at in one pass.
  private static let pairs = 8_000_000

  /// Descends until nothing improves or a limit is reached.
  func improve(_ placement: inout Placement, _ context: inout SolveContext) {
    placement.smoothing = .zero
    repeat {
      Greedy(problem: problem, barred: barred).descend(&placement, &context)
    } while !context.isExhausted
      && (exchange(&placement, &context) || replace(&placement, &context)
        || rotate(&placement, &context))
  }

  /// Exchanges pairs of VMs while that improves; whether it did.
  ///
  /// O(V²) a pass.
  private func exchange(_ placement: inout Placement, _ context: inout SolveContext) -> Bool {
    let p = problem
    let movable = (0..<p.vmCount).filter {
      (p.role[$0] == .movable || p.role[$0] == .forced) && !isStuck($0, placement)
    }
    guard movable.count * movable.count / 2 <= Self.pairs else { return false }
    var improved = false
    for (i, v) in movable.enumerated() {
      var best: (change: Double, vm: Int)?
      let a = Int(placement.node[v])
      context.spend(i)
      if context.isExhausted { break }
      for w in movable[..<i] {
        let b = Int(placement.node[w])
        guard a != b, staysWithinLimit(placement, v, b, w, a), !isBarred(v, b), !isBarred(w, a),
          let change = placement.change(p, moving: v, to: b, and: w, to: a),
          change < best?.change ?? -1e-9
        else { continue }
        best = (change, w)
      }
      guard let best else { continue }
      let b = Int(placement.node[best.vm])
      placement.set(p, v, to: b)
      placement.set(p, best.vm, to: a)
      improved = true
    }
    return improved
  }

  /// With a limit on moves that is reached: undoes one move and makes the best other one instead.
  ///
  /// O(moves·V·N) a pass.
  private func replace(_ placement: inout Placement, _ context: inout SolveContext) -> Bool {
    let p = problem
    guard p.migrationLimit < .max, placement.moves >= p.migrationLimit else { return false }
    let moved = (0..<p.vmCount).filter {
      p.role[$0] == .movable && placement.node[$0] != p.start[$0]
    }
    var improved = false
    for u in moved where !context.isExhausted {
      let home = Int(p.start[u])
      var best: (change: Double, vm: Int, node: Int)?
      for v in 0..<p.vmCount
      where v != u && p.role[v] == .movable && placement.node[v] == p.start[v] {
        context.spend(p.balanceSet.count)
        if context.isExhausted { break }
        for n in p.balanceSet where n != Int(placement.node[v]) && !isBarred(v, n) {
          guard let change = placement.change(p, moving: u, to: home, and: v, to: n),
            change < best?.change ?? -1e-9
          else { continue }
          best = (change, v, n)
        }
      }
      guard let best else { continue }
      placement.set(p, u, to: home)
      placement.set(p, best.vm, to: best.node)
      improved = true
    }
    return improved
  }

  private func isStuck(_ v: Int, _ placement: Placement) -> Bool {
    placement.node[v] < 0 || problem.isDrained[Int(placement.node[v])]
  }

  func isBarred(_ v: Int, _ n: Int) -> Bool {
    !barred.isEmpty && barred[v]?.contains(n) == true
  }

  private func staysWithinLimit(_ now: Placement, _ v: Int, _ a: Int, _ w: Int, _ b: Int) -> Bool {
    guard problem.migrationLimit < .max else { return true }
    let (vm, other) = (now.tables.vms[v], now.tables.vms[w])
    let added =
      now.counts(vm, a) - now.counts(vm, Int(now.node[v]))
      + now.counts(other, b) - now.counts(other, Int(now.node[w]))
    return problem.allows(now.moves, adding: added)
  }
}
