import Foundation
import PlacementModel

/// Annealing over orders of moves: every step of it keeps all states on the way legal.
///
/// Where nodes are full, the best placement that can be reached is another one than the best of all,
/// and few placements can be reached without a detour. So here what is changed is who moves when,
/// where to and over which parking place, and the objective is that of the ordered plan.
struct TrajectorySearch {
  let problem: Problem
  /// Multiplies the temperature at the beginning.
  var heat = 1.0

  /// Improves an order until a limit is reached; never returns a worse one.
  func improve(_ start: Trajectory, _ context: inout SolveContext) -> Trajectory {
    let p = problem
    let free = (0..<p.vmCount).filter { start.isFree($0) }
    guard free.count > 1, p.balanceSet.count > 1, p.migrationLimit > 0 else { return start }
    var walk = TrajectoryWalk(p, start, free, seed: context.seed)
    let unit = p.objective.unit(nodes: p.balanceSet.count) / Double(free.count) / 100
    let (hot, cold) = (heat * unit, 0.01 * unit)
    while !context.isExhausted {
      let progress = context.share
      let smoothing = progress < 0.9 ? 0.10 * heat * pow(0.01 / heat, progress / 0.9) : 0
      walk.now.end.smoothing = Tables.Lanes(repeating: smoothing * smoothing)
      walk.temperature = hot * pow(cold / hot, progress)
      for _ in 0..<500 { walk.step() }
      context.spend(walk.work)
      walk.work = 0
      walk.remember()
    }
    var best = walk.best
    best.end.smoothing = .zero
    return best
  }
}

/// A random walk over orders of moves.
private struct TrajectoryWalk {
  let problem: Problem
  let free: [Int]
  var now: Trajectory
  var best: Trajectory
  var temperature = 0.0
  /// Work done since it was last counted.
  var work = 0
  private var bestRank: Rank
  /// What VMs pay for detours, and how many moves those are more than the placement shows.
  private var detours = 0.0
  private var extra = 0
  private var random: RandomSource

  init(_ p: Problem, _ start: Trajectory, _ free: [Int], seed: UInt64) {
    problem = p
    self.free = free
    now = start
    best = start
    random = RandomSource(seed: seed)
    bestRank = start.end.rank(p, smoothing: .zero)
    for v in 0..<p.vmCount {
      detours += start.detourPrice(v, start.routes[v])
      extra += excess(v, start.routes[v])
    }
    bestRank.objective += detours
  }

  /// The rank of the present order, with what VMs pay for detours.
  private var rank: Rank {
    var rank = now.end.rank(problem, smoothing: .zero)
    rank.objective += detours
    return rank
  }

  /// Keeps the order where it is the best so far.
  mutating func remember() {
    let rank = rank
    guard rank.isBetter(than: bestRank, by: 1e-9) else { return }
    best = now
    bestRank = rank
  }

  mutating func step() {
    work += 1
    let v = free[random.below(free.count)]
    switch random.below(8) {
    case 0...2: shift(v)
    case 3...5: swap(v, free[random.below(free.count)])
    case 6: retime(v)
    default: detour(v)
    }
  }

  private func home(_ v: Int) -> Int { Int(problem.start[v]) }

  /// Moves beyond the one that the placement counts.
  private func excess(_ v: Int, _ route: Trajectory.Route) -> Int {
    guard route.count > 0, problem.start[v] >= 0 else { return 0 }
    return route.count - (route.node[route.count - 1] == problem.start[v] ? 0 : 1)
  }

  /// Some moment: now when it moves anyway, any, or after most others.
  private mutating func moment(_ v: Int) -> Double {
    switch random.below(4) {
    case 0: random.unit()
    case 1: 1 - 0.05 * random.unit()
    default: now.routes[v].arrival ?? random.unit()
    }
  }

  // MARK: Steps

  /// Sends one VM to another node, or home.
  private mutating func shift(_ v: Int) {
    let p = problem
    let current = Int(now.end.node[v])
    let goesHome = current != home(v) && random.next() & 3 == 0 && !p.isDrained[home(v)]
    let target = goesHome ? home(v) : p.balanceSet[random.below(p.balanceSet.count)]
    guard target != current, let change = now.end.change(p, moving: v, to: target) else { return }
    attempt(v, route(v, to: target, at: moment(v)), change)
  }

  /// Exchanges where two VMs end, one of them over a parking place now and then.
  private mutating func swap(_ v: Int, _ w: Int) {
    let p = problem
    let (a, b) = (Int(now.end.node[v]), Int(now.end.node[w]))
    guard a != b, a >= 0, b >= 0, !p.isDrained[a], !p.isDrained[b],
      let change = now.end.change(p, moving: v, to: b, and: w, to: a)
    else { return }
    var times = (moment(v), moment(w))
    if random.next() & 1 == 0 { times = (times.1, times.0) }
    var first = route(v, to: b, at: times.0)
    let second = route(w, to: a, at: times.1)
    if random.below(3) == 0, first.count == 1, let parked = parked(v, first) { first = parked }
    attempt(v, first, w, second, change)
  }

  /// Makes a VM's moves at other moments.
  private mutating func retime(_ v: Int) {
    var route = now.routes[v]
    guard route.count > 0 else { return }
    route.time[random.below(route.count)] = random.unit()
    guard route.count == 1 || route.time[0] < route.time[1] else { return }
    attempt(v, route, 0)
  }

  /// Sends a VM over a parking place, another one, or straight.
  private mutating func detour(_ v: Int) {
    let route = now.routes[v]
    guard route.count > 0 else { return }
    let end = Int(route.node[route.count - 1])
    if route.count == 2, random.next() & 1 == 0 {
      let straight =
        end == home(v) ? .none : Trajectory.Route(to: end, at: route.time[random.below(2)])
      return attempt(v, straight, 0)
    }
    let straight = Trajectory.Route(to: end, at: route.time[route.count - 1])
    if let parked = parked(v, straight) { attempt(v, parked, 0) }
  }

  /// A route to a node, by the parking place that there is; none at all to where it starts.
  private mutating func route(_ v: Int, to n: Int, at time: Double) -> Trajectory.Route {
    let old = now.routes[v]
    if n == home(v) { return .none }
    if old.count == 2, old.node[0] != Int32(n), random.next() & 1 == 0 {
      return Trajectory.Route(over: Int(old.node[0]), at: old.time[0], to: n, at: old.time[1])
    }
    return Trajectory.Route(to: n, at: time)
  }

  /// The same with a parking place before.
  private mutating func parked(_ v: Int, _ route: Trajectory.Route) -> Trajectory.Route? {
    let p = problem
    let end = Int(route.node[0])
    let n = p.balanceSet[random.below(p.balanceSet.count)]
    guard n != end, n != home(v), home(v) >= 0, p.passage(v, to: n)?.type == .live,
      end != home(v), p.move(v, to: end)?.type == .live
    else { return nil }
    return Trajectory.Route(over: n, at: route.time[0] * random.unit(), to: end, at: route.time[0])
  }

  // MARK: Trying

  private mutating func attempt(_ v: Int, _ route: Trajectory.Route, _ change: Double) {
    attempt(v, route, -1, .none, change)
  }

  /// Makes a change where it is accepted and legal.
  private mutating func attempt(
    _ v: Int,
    _ route: Trajectory.Route,
    _ w: Int,
    _ other: Trajectory.Route,
    _ change: Double
  ) {
    let old = now.routes[v]
    let second = w >= 0 ? now.routes[w] : .none
    var price = now.detourPrice(v, route) - now.detourPrice(v, old)
    var more = excess(v, route) - excess(v, old)
    if w >= 0 {
      price += now.detourPrice(w, other) - now.detourPrice(w, second)
      more += excess(w, other) - excess(w, second)
    }
    guard accepts(change + price) else { return }
    work += 4
    let moves = now.end.moves
    var isLegal = now.set(v, route)
    if w >= 0 { isLegal = now.set(w, other) && isLegal }
    isLegal =
      isLegal && problem.allows(moves + extra, adding: now.end.moves - moves + more)
      && fits(v, old, route) && (w < 0 || fits(w, second, other))
      && now.keepsApart(v) && (w < 0 || now.keepsApart(w))
    if isLegal {
      detours += price
      extra += more
    } else {
      _ = now.set(v, old)
      if w >= 0 { _ = now.set(w, second) }
    }
  }

  private func fits(_ v: Int, _ old: Trajectory.Route, _ new: Trajectory.Route) -> Bool {
    guard home(v) < 0 || now.fits(home(v)) else { return false }
    for i in 0..<old.count where !now.fits(Int(old.node[i])) { return false }
    for i in 0..<new.count where !now.fits(Int(new.node[i])) { return false }
    return true
  }

  @inline(__always)
  private mutating func accepts(_ change: Double) -> Bool {
    change <= 0
      || (change < 20 * temperature && random.unit() < exp(-change / temperature))
  }
}
