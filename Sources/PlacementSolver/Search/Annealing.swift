import Foundation
import PlacementModel

/// Local search: annealing with moves and swaps on a smoothed objective, then plain descent.
///
/// Near balance the standard deviation has a kink at which single moves freeze; a variance with a
/// little added has none, and what is added shrinks to nothing along the way.
struct Annealing {
  let problem: Problem

  /// Improves a placement with at most so many evaluations; never returns a worse one.
  func improve(
    _ start: Placement,
    evaluations: Int,
    seed: UInt64,
    _ budget: inout Budget
  ) -> Placement {
    let p = problem
    let movable = (0..<p.vmCount).filter { p.role[$0] == .movable || p.role[$0] == .forced }
    guard !movable.isEmpty, p.balanceSet.count > 1, p.migrationLimit > 0 else { return start }
    var random = RandomSource(seed: seed)
    var best = start
    var bestCost = start.cost(p)
    var now = start
    // In percentage points, then in units of the objective.
    let points = movable.count >= 1_000 ? 0.3 : 1.0
    let weight = max(p.weight.sum(), 1e-9)
    let hot = points / Double(movable.count) / 100 * weight
    let cold = 0.01 / Double(movable.count) / 100 * weight
    var done = 0
    while done < evaluations, !budget.isExhausted {
      let progress = Double(done) / Double(evaluations)
      let temperature = hot * pow(cold / hot, progress)
      let smoothing = progress < 0.9 ? 0.10 * pow(0.01, progress / 0.9) : 0
      now.smoothing = Tables.Lanes(repeating: smoothing * smoothing)
      let round = min(20_000, evaluations - done)
      for _ in 0..<round {
        step(&now, movable, temperature, &random)
      }
      budget.spend(round)
      done += round
      let cost = now.cost(p, smoothing: .zero)
      if cost < bestCost - 1e-12 {
        best = now
        bestCost = cost
      }
    }
    best.smoothing = .zero
    Greedy(problem: p).descend(&best, &budget)
    return best
  }

  private func step(
    _ now: inout Placement,
    _ movable: [Int],
    _ temperature: Double,
    _ random: inout RandomSource
  ) {
    let p = problem
    let v = movable[random.below(movable.count)]
    if random.next() & 1 == 0 {
      shift(v, &now, temperature, &random)
    } else {
      let w = movable[random.below(movable.count)]
      if now.node[v] != now.node[w] { swap(v, w, &now, temperature, &random) }
    }
  }

  private func accepts(
    _ change: Double,
    _ temperature: Double,
    _ random: inout RandomSource
  ) -> Bool {
    change <= 0 || random.unit() < exp(-change / temperature)
  }

  private func shift(
    _ v: Int,
    _ now: inout Placement,
    _ temperature: Double,
    _ random: inout RandomSource
  ) {
    let p = problem
    let home = Int(p.start[v])
    let goesHome = now.node[v] != p.start[v] && random.next() & 3 == 0 && !p.isDrained[home]
    let target = goesHome ? home : p.balanceSet[random.below(p.balanceSet.count)]
    guard target != Int(now.node[v]), staysWithinLimit(now, v, target),
      let change = now.change(p, moving: v, to: target), accepts(change, temperature, &random)
    else { return }
    now.set(p, v, to: target)
  }

  private func staysWithinLimit(_ now: Placement, _ v: Int, _ target: Int) -> Bool {
    let vm = now.tables.vms[v]
    return now.moves + now.counts(vm, target) - now.counts(vm, Int(now.node[v]))
      <= problem.migrationLimit
  }

  private func swap(
    _ v: Int,
    _ w: Int,
    _ now: inout Placement,
    _ temperature: Double,
    _ random: inout RandomSource
  ) {
    let p = problem
    let (a, b) = (Int(now.node[v]), Int(now.node[w]))
    guard a >= 0, b >= 0, !p.isDrained[a], !p.isDrained[b],
      let change = now.change(p, moving: v, to: b, and: w, to: a),
      accepts(change, temperature, &random)
    else { return }
    now.set(p, v, to: b)
    now.set(p, w, to: a)
  }
}
