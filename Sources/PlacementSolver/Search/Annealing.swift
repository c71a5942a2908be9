import Foundation
import PlacementModel

/// Local search: annealing with moves and swaps on a smoothed objective, then plain descent.
///
/// Near balance the standard deviation has a kink at which single moves freeze; a variance with a
/// little added has none, and what is added shrinks to nothing along the way. Where moves are
/// limited, most steps undo one move and make another in its place.
struct Annealing {
  let problem: Problem
  /// Places that VMs must not be sent to, because no order was found that gets them there.
  var barred: [Int: Set<Int>] = [:]
  /// Multiplies the temperature at the beginning; small where the start is good already.
  var heat = 1.0
  /// Whether nodes may be overfilled for a while, at a price that rises.
  ///
  /// Where all are nearly full, hardly any step is legal that leads to where several together would.
  var mayCrowd = false

  /// What a share of a node beyond its limits costs at the beginning and at the end.
  private static let crowding = (from: 1.0, to: 30.0)

  /// Improves a placement until a limit is reached; never returns a worse one.
  ///
  /// The temperature follows the share of the limits that is used, so a longer search cools more slowly.
  func improve(_ start: Placement, _ context: inout SolveContext) -> Placement {
    let p = problem
    let movable = (0..<p.vmCount).filter { p.role[$0] == .movable || p.role[$0] == .forced }
    guard !movable.isEmpty, p.balanceSet.count > 1, p.migrationLimit > 0 else { return start }
    var walk = Walk(self, start, movable, seed: context.seed)
    // In percentage points, then in units of the objective.
    let points = movable.count >= 1_000 ? 0.3 : 1.0
    let unit = p.objective.unit(nodes: p.balanceSet.count) / Double(movable.count) / 100
    let (hot, cold) = (points * heat * unit, 0.01 * unit)
    let round = max(1_000, min(20_000, context.remainingWork / 100))
    while !context.isExhausted {
      let progress = context.share
      let smoothing = progress < 0.9 ? 0.10 * heat * pow(0.01 / heat, progress / 0.9) : 0
      walk.now.smoothing = Tables.Lanes(repeating: smoothing * smoothing)
      // Moves in the place of others go to two nodes at once, whose crowds are not told apart.
      walk.now.crowding =
        mayCrowd && p.migrationLimit == .max
        ? Self.crowding.from * pow(Self.crowding.to / Self.crowding.from, progress) : 0
      walk.run(min(round, context.remainingWork), at: hot * pow(cold / hot, progress))
      context.spend(round)
      walk.remember()
    }
    var best = walk.best
    best.smoothing = .zero
    best.crowding = 0
    return best
  }
}

/// A random walk over placements.
private struct Walk {
  let problem: Problem
  let barred: [Int: Set<Int>]
  let movable: [Int]
  /// Whether moves are so few that the limit is always in the way.
  let isLimited: Bool
  var now: Placement
  var best: Placement
  private var bestRank: Rank
  private var random: RandomSource
  /// VMs that count as moved, and where each of them stands in the list.
  private var moved: [Int32] = []
  private var place: [Int32]
  private var temperature = 0.0

  init(_ annealing: Annealing, _ start: Placement, _ movable: [Int], seed: UInt64) {
    let p = annealing.problem
    problem = p
    barred = annealing.barred
    self.movable = movable
    isLimited = p.migrationLimit < movable.count / 2
    now = start
    best = start
    bestRank = start.rank(p, smoothing: .zero)
    random = RandomSource(seed: seed)
    place = [Int32](repeating: -1, count: p.vmCount)
    if isLimited {
      for v in movable where start.node[v] != p.start[v] { note(v) }
    }
  }

  /// Keeps the placement where it is the best so far.
  mutating func remember() {
    let rank = now.rank(problem, smoothing: .zero)
    guard rank.isBetter(than: bestRank, by: 1e-12), now.crowding == 0 || !now.isOverfull(problem)
    else { return }
    best = now
    bestRank = rank
  }

  mutating func run(_ steps: Int, at temperature: Double) {
    self.temperature = temperature
    for _ in 0..<steps { isLimited ? limitedStep() : step() }
  }

  private mutating func step() {
    let v = movable[random.below(movable.count)]
    if random.next() & 1 == 0 {
      shift(v)
    } else {
      swap(v, movable[random.below(movable.count)])
    }
  }

  /// A step where the limit on moves is in the way of most others.
  private mutating func limitedStep() {
    guard let u = moved.isEmpty ? nil : Int(moved[random.below(moved.count)]) else {
      return shift(movable[random.below(movable.count)])
    }
    let v = movable[random.below(movable.count)]
    switch random.below(8) {
    case 0: shift(v)
    case 1: swap(u, v)
    case 2, 3, 4: shift(u)
    default: replace(u, by: v)
    }
  }

  @inline(__always)
  private mutating func accepts(_ change: Double) -> Bool {
    change <= 0
      || (change < 20 * temperature && random.unit() < exp(-change / temperature))
  }

  @inline(__always)
  private func isBarred(_ v: Int, _ n: Int) -> Bool {
    !barred.isEmpty && barred[v]?.contains(n) == true
  }

  /// Moves one VM to a random node, or home.
  @inline(__always)
  private mutating func shift(_ v: Int) {
    let p = problem
    let home = Int(p.start[v])
    let goesHome = Int(now.node[v]) != home && random.next() & 3 == 0 && !p.isDrained[home]
    let target = goesHome ? home : p.balanceSet[random.below(p.balanceSet.count)]
    guard target != Int(now.node[v]), staysWithinLimit(v, target), !isBarred(v, target),
      let change = now.change(p, moving: v, to: target), accepts(change)
    else { return }
    set(v, to: target)
  }

  /// Lets two VMs change places.
  @inline(__always)
  private mutating func swap(_ v: Int, _ w: Int) {
    let p = problem
    let (a, b) = (Int(now.node[v]), Int(now.node[w]))
    guard a != b, a >= 0, b >= 0, !p.isDrained[a], !p.isDrained[b], staysWithinLimit(v, b, w, a),
      !isBarred(v, b), !isBarred(w, a),
      let change = now.change(p, moving: v, to: b, and: w, to: a), accepts(change)
    else { return }
    set(v, to: b)
    set(w, to: a)
  }

  /// Sends a moved VM home and makes another move instead.
  private mutating func replace(_ u: Int, by v: Int) {
    let p = problem
    let home = Int(p.start[u])
    let target = p.balanceSet[random.below(p.balanceSet.count)]
    guard u != v, home >= 0, !p.isDrained[home], now.node[v] >= 0, target != Int(now.node[v]),
      staysWithinLimit(u, home, v, target), !isBarred(v, target),
      let change = now.change(p, moving: u, to: home, and: v, to: target), accepts(change)
    else { return }
    set(u, to: home)
    set(v, to: target)
  }

  @inline(__always)
  private func added(_ v: Int, _ target: Int) -> Int {
    let vm = now.tables.vms[v]
    return now.counts(vm, target) - now.counts(vm, Int(now.node[v]))
  }

  @inline(__always)
  private func staysWithinLimit(_ v: Int, _ target: Int) -> Bool {
    problem.migrationLimit == .max || problem.allows(now.moves, adding: added(v, target))
  }

  @inline(__always)
  private func staysWithinLimit(_ v: Int, _ a: Int, _ w: Int, _ b: Int) -> Bool {
    problem.migrationLimit == .max
      || problem.allows(now.moves, adding: added(v, a) + added(w, b))
  }

  @inline(__always)
  private mutating func set(_ v: Int, to n: Int) {
    now.set(problem, v, to: n)
    if isLimited { note(v) }
  }

  /// Keeps the list of moved VMs.
  private mutating func note(_ v: Int) {
    let isMoved = now.node[v] != problem.start[v]
    if isMoved && place[v] < 0 {
      place[v] = Int32(moved.count)
      moved.append(Int32(v))
    } else if !isMoved && place[v] >= 0 {
      let last = moved[moved.count - 1]
      moved[Int(place[v])] = last
      place[Int(last)] = place[v]
      place[v] = -1
      moved.removeLast()
    }
  }
}
