import Foundation

/// Finds good prices for a ``GradientBound``, by solving the fractional task that it is the dual of.
///
/// There a VM may be on several nodes, a part on each, and what is minimised is convex. The method
/// is that of multipliers: with prices p and loads u, the next prices are where
/// `p + μ·(u − limit)`, or for deviations `p + μ·(u − ū)` brought back into the ball, leads. Between
/// two changes of the prices each VM in turn shifts a part of itself to where it costs least, as far
/// as that pays: the Frank–Wolfe method a block at a time. Prices may be looked at, and the best
/// kept, whenever one likes.
struct PriceAscent {
  typealias Vector = Relaxation.Vector

  let bound: GradientBound
  private let relaxation: Relaxation
  /// Scaled loads of the nodes.
  private var load: [Vector]
  /// The prices of the last round.
  private var anchor: [Vector]
  /// The prices that the present loads lead to, deviations not yet brought into the ball.
  private var raw: [Vector]
  /// How fast prices follow loads.
  private var stiffness = Vector.zero
  /// What is subtracted from loads: their mean, or their limit.
  private var reference: [Vector]
  private var sum = Vector.zero
  private var squares = Vector.zero
  private var mean = Vector.zero
  /// What brings raw prices into the ball, times the weight.
  private var factor = Vector.zero
  private var unit: [Vector]
  /// Where the parts of each VM are, ``width`` entries each.
  private var shares: [Share]
  /// What a move costs by the limit on moves.
  private var toll = 0.0
  /// How many movable VMs are away, parts included.
  private var moved = 0.0
  /// The nodes to look at, and how often each kind's were since they were chosen.
  private var shortlist: Shortlist
  private var uses: [Int]

  private static let width = 5

  private struct Share {
    /// -1 for the node that the VM is on.
    var node: Int32
    var part: Double
    /// What being there costs besides load.
    var fixed: Double
  }

  /// Begins with every VM where it is; who must go goes where it costs least.
  init(_ bound: GradientBound) {
    self.bound = bound
    let r = bound.relaxation
    relaxation = r
    load = r.base
    reference = r.limit
    let nothing = [Vector](repeating: .zero, count: r.nodeCount)
    (anchor, raw, unit) = (nothing, nothing, nothing)
    shortlist = Shortlist(r)
    uses = Array(repeating: .max, count: r.kinds.count)
    shares = Array(
      repeating: Share(node: -1, part: 0, fixed: 0),
      count: r.choices.count * Self.width
    )
    for (j, choice) in r.choices.enumerated() {
      var share = Share(node: -1, part: 1, fixed: choice.stay)
      if choice.role != .movable {
        let kind = r.kinds[Int(choice.kind)]
        // Spread by number, for want of anything better.
        let i = j % kind.nodes.count
        share.node = kind.nodes[i]
        share.fixed = kind.dearness[i] * choice.price + kind.cost[i]
      }
      shares[j * Self.width] = share
      let n = share.node >= 0 ? Int(share.node) : Int(choice.home)
      if n >= 0 { load[n] += choice.amount * r.scale[n] }
    }
  }

  /// Prices and the bound that they give.
  struct Result {
    var value: Double
    var prices: GradientBound.Prices
  }

  /// Improves the prices for a number of rounds, each O(choices × nodes), or until it is over, and
  /// returns the best; they begin at known ones where there are such.
  ///
  /// Prices follow loads softly at first, which suits goals that can be reached almost wholly, and
  /// stiffly in the end, which suits those where much remains. Further rounds are stiffer still, as
  /// long as they bring something: where room keeps a deviation from falling, prices are a hundred
  /// times what a move costs.
  mutating func run(
    rounds: Int,
    further: Int = 0,
    from known: GradientBound.Prices? = nil,
    _ context: inout SolveContext
  ) -> Result {
    let r = relaxation
    var best = known.map { go(on: $0) } ?? begin()
    if context.isOver() { return best }
    let (scale, squares) = typical()
    var idle = 0
    for round in 0..<rounds + further {
      let firmness =
        round < rounds
        ? Self.between(
          known == nil ? Self.softest : Self.firm,
          Self.stiff,
          Double(round) / Double(max(1, rounds - 1))
        )
        : Self.between(Self.stiff, Self.stiffest, Double(round + 1 - rounds) / Double(further))
      for lane in 0..<8 {
        let curvature = (lane < 3 ? r.weight[lane] : 1) * squares[lane]
        stiffness[lane] = curvature > 0 ? firmness * (scale + toll) / curvature : 0
      }
      follow()
      for i in 0..<Self.sweeps where !context.isOver() { sweep(backwards: i % 2 == 1) }
      for n in anchor.indices { anchor[n] = (raw[n] - mean) * shrink }
      let prices = GradientBound.Prices(direction: anchor)
      let bounded = bound.value(prices)
      if r.moveLimit < .max {
        let excess = (moved - Double(r.moveLimit)) / Double(r.moveLimit + 1)
        toll = max(0, 0.5 * (toll + bounded.toll) * (1 + 0.2 * min(1, excess)))
      }
      idle = bounded.value > best.value + Self.progress * abs(best.value) ? 0 : idle + 1
      if bounded.value > best.value { best = Result(value: bounded.value, prices: prices) }
      if context.isOver() || round >= rounds && idle > Self.patience { break }
    }
    return best
  }

  /// Choices that are not in one place, and where most of each is (-1: where it stays).
  ///
  /// First come those of which most is elsewhere, by what it weighs. O(choices · log choices).
  func divided(most: Int) -> [(vm: Int32, node: Int32)] {
    let r = relaxation
    var found: [(score: Double, vm: Int32, node: Int32)] = []
    for (j, choice) in r.choices.enumerated()
    where choice.role == .movable || r.stuckLimit == 0 {
      let own = shares[j * Self.width..<(j + 1) * Self.width]
      guard let main = own.max(by: { $0.part < $1.part }), main.part < 0.999 else { continue }
      let size = (r.weight * choice.amount * r.scale[max(0, Int(choice.home))]).sum()
      if size > 0 { found.append((size * (1 - main.part), choice.vm, main.node)) }
    }
    found.sort { ($1.score, $0.vm) < ($0.score, $1.vm) }
    return found.prefix(most).map { ($0.vm, $0.node) }
  }

  /// How many times each pair of VM and node is looked at in a round, about.
  static let pairsPerRound = sweeps + 1

  private static let softest = 0.03
  /// Where good prices are known.
  private static let firm = 1.0
  private static let stiff = 3.0
  private static let stiffest = 100.0
  private static let sweeps = 3

  /// After how many rounds that bring less than a thousandth further ones end.
  private static let (patience, progress) = (40, 1e-3)

  private static func between(_ first: Double, _ last: Double, _ pace: Double) -> Double {
    first * pow(last / first, pace)
  }

  /// Prices that were good for a task much alike, to start from.
  private mutating func go(on prices: GradientBound.Prices) -> Result {
    let bounded = bound.value(prices)
    (anchor, toll) = (prices.direction, bounded.toll)
    return Result(value: bounded.value, prices: prices)
  }

  /// The best of the direction that the loads have at first, at several lengths, to start from.
  private mutating func begin() -> Result {
    let r = relaxation
    let count = Double(max(1, r.nodeCount))
    let mean = load.reduce(.zero, +) / count
    var length = (load.reduce(.zero) { $0 + ($1 - mean) * ($1 - mean) } * count).squareRoot()
    for lane in 0..<8 where lane > 2 || length[lane] <= 0 { length[lane] = .infinity }
    let nothing = GradientBound.Prices(direction: anchor)
    let idle = bound.value(nothing)
    var best = Result(value: idle.value, prices: nothing)
    toll = idle.toll
    for share in [1, 0.3, 0.1, 0.03, 0.01] {
      let prices = GradientBound.Prices(direction: load.map { ($0 - mean) / length * share })
      let bounded = bound.value(prices)
      if bounded.value > best.value {
        best = Result(value: bounded.value, prices: prices)
        toll = bounded.toll
      }
    }
    anchor = best.prices.direction
    return best
  }

  /// What a move costs, and the square of what it adds to a node, on average.
  private func typical() -> (price: Double, squares: Vector) {
    let r = relaxation
    let count = Double(max(1, r.choices.count))
    var (price, squares) = (0.0, Vector.zero)
    for choice in r.choices {
      let amount = choice.amount * r.scale[max(0, Int(choice.home))]
      squares += amount * amount / count
      price += choice.price / count
    }
    // Where moves are free, something must tell how large prices are.
    let spread = deviation()
    let stake = (0..<3).reduce(0) { $0 + r.weight[$1] * spread[$1] }
    return (max(price, 0.02 * stake / count), squares)
  }

  // MARK: Prices

  private func deviation() -> Vector {
    let count = Double(max(1, load.count))
    let mean = load.reduce(.zero, +) / count
    return (load.reduce(.zero) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }

  /// What brings raw prices into the ball.
  private var shrink: Vector {
    var shrink = factor
    for lane in 0..<3 where relaxation.weight[lane] > 0 { shrink[lane] /= relaxation.weight[lane] }
    return shrink
  }

  /// Computes all prices anew from the loads.
  private mutating func follow() {
    let count = Double(max(1, load.count))
    let center = load.reduce(.zero, +) / count
    (sum, squares) = (.zero, .zero)
    for n in load.indices {
      for lane in 0..<3 { reference[n][lane] = center[lane] }
      raw[n] = price(of: n)
      sum += raw[n]
      squares += raw[n] * raw[n]
    }
    measure()
    for n in load.indices { unit[n] = self.price(n) }
  }

  @inline(__always)
  private func price(of n: Int) -> Vector {
    let r = relaxation
    var price = anchor[n] + stiffness * (load[n] - reference[n])
    let clamped = pointwiseMin(pointwiseMax(price, .zero), r.charge[n])
    price.highHalf = clamped.highHalf
    price[3] = clamped[3]
    return price
  }

  /// The price of what a unit adds to a node.
  @inline(__always)
  private func price(_ n: Int) -> Vector {
    (raw[n] - mean) * factor * relaxation.scale[n]
  }

  @inline(__always)
  private mutating func measure() {
    let count = Double(max(1, load.count))
    let root = count.squareRoot()
    var (mean, factor) = (Vector.zero, Vector(repeating: 1))
    for lane in 0..<3 {
      mean[lane] = sum[lane] / count
      let length = max(0, squares[lane] - sum[lane] * mean[lane]).squareRoot()
      let shorter = length - stiffness[lane] * bound.floor[lane] * root
      let target = min(1 / root, max(0, shorter))
      factor[lane] = length > 0 ? relaxation.weight[lane] * target / length : 0
    }
    self.mean = mean
    self.factor = factor
  }

  // MARK: Shifting

  private mutating func sweep(backwards: Bool) {
    let count = relaxation.choices.count
    let stride = max(64, count / 16)
    for i in 0..<count {
      let j = backwards ? count - 1 - i : i
      if i % stride == stride - 1 {
        for n in unit.indices { unit[n] = price(n) }
      }
      shift(j)
    }
  }

  /// Chooses anew where VMs of a kind look, once so many have gone there that prices have changed.
  private mutating func refresh(_ kind: Int) {
    guard relaxation.nodeCount > Self.shortens else { return }
    if uses[kind] > relaxation.nodeCount / 32 {
      shortlist.update(kind, relaxation, unit)
      uses[kind] = 0
    }
    uses[kind] += 1
  }

  /// From how many nodes on not all of them are looked at.
  private static let shortens = 256

  private mutating func shift(_ j: Int) {
    let r = relaxation
    let choice = r.choices[j]
    refresh(Int(choice.kind))
    let away = r.leastAway(choice, unit, shortlist)
    var target = Share(node: Int32(away.node), part: 0, fixed: 0)
    target.fixed = away.cost - (unit[away.node] * choice.amount).sum()
    if choice.role == .movable {
      target.fixed += toll
      if r.stayCost(choice, unit) <= away.cost + toll {
        target = Share(node: -1, part: 0, fixed: choice.stay)
      }
    }
    let first = j * Self.width
    var slot = -1
    for i in first..<first + Self.width where shares[i].part > 0 && shares[i].node == target.node {
      slot = i
    }
    let to = target.node >= 0 ? Int(target.node) : Int(choice.home)
    for i in first..<first + Self.width {
      let share = shares[i]
      guard share.part > 0, share.node != target.node else { continue }
      let from = share.node >= 0 ? Int(share.node) : Int(choice.home)
      let gap = share.fixed + cost(choice, from) - target.fixed - cost(choice, to)
      guard gap > 0 else { continue }
      let curvature = curvature(choice, from, rising: false) + curvature(choice, to, rising: true)
      let step = curvature > 0 ? min(share.part, gap / curvature) : share.part
      guard step > 1e-9 else { continue }
      shares[i].part -= step
      if shares[i].part < 1e-9 { shares[i].part = 0 }
      if slot < 0 { slot = freeSlot(first) }
      if shares[slot].part == 0 {
        shares[slot] = target
      } else if shares[slot].node != target.node {
        // No room: what was least goes along.
        let least = shares[slot]
        if choice.role == .movable {
          moved += (target.node >= 0 ? least.part : 0) - (least.node >= 0 ? least.part : 0)
        }
        put(choice, least.node >= 0 ? Int(least.node) : Int(choice.home), -least.part)
        put(choice, to, least.part)
        shares[slot].node = target.node
        shares[slot].fixed = target.fixed
      }
      shares[slot].part += step
      put(choice, from, -step)
      put(choice, to, step)
      if choice.role == .movable {
        moved += (target.node >= 0 ? step : 0) - (share.node >= 0 ? step : 0)
      }
      measure()
      if from >= 0 { unit[from] = price(from) }
      if to >= 0 { unit[to] = price(to) }
    }
  }

  /// An unused place, or else the one with the smallest part.
  private func freeSlot(_ first: Int) -> Int {
    var best = first
    for i in first..<first + Self.width where shares[i].part < shares[best].part { best = i }
    return best
  }

  @inline(__always)
  private func cost(_ choice: Relaxation.Choice, _ n: Int) -> Double {
    n >= 0 ? (price(n) * choice.amount).sum() : 0
  }

  /// How fast the price of a choice on a node changes with its part there.
  @inline(__always)
  private func curvature(_ choice: Relaxation.Choice, _ n: Int, rising: Bool) -> Double {
    guard n >= 0 else { return 0 }
    let amount = choice.amount * relaxation.scale[n]
    var rate = stiffness * factor
    for lane in 3..<8 {
      let isActive =
        raw[n][lane] > 0
        || rising && load[n][lane] + amount[lane] > relaxation.limit[n][lane]
          && relaxation.charge[n][lane] > 0
      if !isActive { rate[lane] = 0 }
    }
    return (rate * amount * amount).sum()
  }

  @inline(__always)
  private mutating func put(_ choice: Relaxation.Choice, _ n: Int, _ part: Double) {
    guard n >= 0 else { return }
    load[n] += part * choice.amount * relaxation.scale[n]
    sum -= raw[n]
    squares -= raw[n] * raw[n]
    raw[n] = price(of: n)
    sum += raw[n]
    squares += raw[n] * raw[n]
  }
}
