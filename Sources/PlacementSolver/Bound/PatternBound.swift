/// A lower bound on `Σ κ_r·Σ_n d² + what is paid besides`, from any prices of the VMs.
///
/// Each VM must be somewhere. With a price π for that, any sign, the nodes no longer depend on each
/// other: each takes the pattern that is best for it alone, and `Σπ` and the sum of what they cost
/// is a bound (Lagrange's method, the dual of Dantzig and Wolfe's). Unlike a ``GradientBound`` it
/// knows that VMs are whole: a node is filled with whole VMs, and what is left to the mean counts.
struct PatternBound {
  typealias Vector = Relaxation.Vector

  private let relaxation: Relaxation
  private let mean: Vector
  /// Prices of load and of limits, at which reduced costs are computed; any are valid.
  private let prices: [Vector]
  private let room: [Vector]
  /// For each node the VMs that may be there.
  private let options: [[Option]]
  /// The prices to begin with, and the best for the range that was looked at last.
  let start: Duals
  private var best: Duals
  /// How many beginnings of a pattern are looked at on a node.
  private let patience: Int
  /// What was spent: VMs looked at, and ``workPerLook`` for each beginning of a pattern.
  private(set) var work = 0

  static let workPerLook = 8

  /// Prices of what nodes share.
  struct Duals {
    /// What each choice's being somewhere is worth.
    var worth: [Double]
    /// What each move costs by the limit on moves, 0 or more.
    var toll: Double
  }

  private struct Option {
    var choice: Int32
    var cost: Double
    /// Whether it is a move that the limit on moves counts.
    var isMove: Bool
  }

  /// - Parameters:
  ///   - relaxation: One whose ``Relaxation/hasFixedMean`` holds.
  ///   - prices: Prices of a good ``GradientBound``, to begin with.
  ///   - toll: What a move costs there.
  ///   - patience: How many beginnings of a pattern are looked at on a node.
  init(_ relaxation: Relaxation, _ prices: GradientBound.Prices, toll: Double, patience: Int) {
    let r = relaxation
    self.relaxation = r
    let weight = GradientBound(relaxation: r).weightOfPrices
    self.prices = prices.direction.map { weight * $0 }
    var room = [Vector](repeating: Vector(repeating: NodePattern.endless), count: r.nodeCount)
    for n in room.indices {
      for lane in 3..<8 where r.charge[n][lane] == .infinity && r.scale[n][lane] > 0 {
        room[n][lane] = r.limit[n][lane] - r.base[n][lane]
      }
    }
    self.room = room
    var mean = r.base.reduce(.zero, +)
    for choice in r.choices { mean += choice.amount * r.scale[0] }
    self.mean = mean / Double(r.nodeCount)
    var options = [[Option]](repeating: [], count: r.nodeCount)
    for (j, choice) in r.choices.enumerated() {
      let kind = r.kinds[Int(choice.kind)]
      let mayStay = choice.role == .movable
      for (i, n) in kind.nodes.enumerated() where !mayStay || n != choice.home {
        let cost = kind.dearness[i] * choice.price + kind.cost[i]
        options[Int(n)].append(Option(choice: Int32(j), cost: cost, isMove: mayStay))
      }
      if mayStay {
        options[Int(choice.home)].append(
          Option(choice: Int32(j), cost: choice.stay, isMove: false)
        )
      }
    }
    self.options = options
    self.patience = max(1, patience)
    start = Duals(worth: Self.middle(r, options, self.prices, toll: toll), toll: toll)
    best = start
  }

  /// Prices between what a VM's best node and its second best make of it.
  ///
  /// For the fluid they are all alike; for whole VMs the middle makes it dear to be nowhere and to
  /// be in two places.
  private static func middle(
    _ r: Relaxation,
    _ options: [[Option]],
    _ prices: [Vector],
    toll: Double
  ) -> [Double] {
    var best = [(first: Double, second: Double)](
      repeating: (.infinity, .infinity),
      count: r.choices.count
    )
    for n in options.indices {
      let unit = prices[n] * r.scale[n]
      for option in options[n] {
        let j = Int(option.choice)
        let cost =
          option.cost + (option.isMove ? toll : 0) + (unit * r.choices[j].amount).sum()
        if cost < best[j].first {
          best[j] = (cost, best[j].first)
        } else if cost < best[j].second {
          best[j].second = cost
        }
      }
    }
    return best.map { $0.second < .infinity ? ($0.first + $0.second) / 2 : $0.first }
  }

  /// The bound for a curvature κ; where prices are to be improved, so often, from the best before.
  ///
  /// They follow subgradients: a VM in no pattern becomes worth more, one in several less, and the
  /// toll rises while moves are too many. O(steps·(choices·nodes + nodes·patience)).
  mutating func value(_ curvature: Vector, steps: Int) -> Double {
    guard steps > 0 else { return value(curvature, start).value }
    var duals = best
    var found = value(curvature, duals)
    var most = found.value
    var hope = 0.01 * abs(most)
    for _ in 0..<steps {
      let over = relaxation.moveLimit < .max ? Double(found.moves - relaxation.moveLimit) : 0
      let squares = found.missing.reduce(over * over) { $0 + $1 * $1 }
      guard squares > 0 else { break }
      let step = (most + hope - found.value) / squares
      for j in duals.worth.indices { duals.worth[j] += step * found.missing[j] }
      duals.toll = max(0, duals.toll + step * over)
      let next = value(curvature, duals)
      if next.value > most {
        (most, best, found) = (next.value, duals, next)
      } else {
        hope /= 2
        duals = best
      }
    }
    return most
  }

  /// The bound that prices give, how often each choice is missing in the patterns, and how many
  /// moves they make.
  ///
  /// Valid for any prices.
  mutating func value(
    _ curvature: Vector,
    _ duals: Duals
  ) -> (value: Double, missing: [Double], moves: Int) {
    let r = relaxation
    let toll = r.moveLimit < .max ? max(0, duals.toll) : 0
    var total = r.constant + duals.worth.reduce(0, +)
    if toll > 0 { total -= toll * Double(r.moveLimit) }
    var missing = [Double](repeating: 1, count: r.choices.count)
    var moves = 0
    for n in options.indices {
      let pattern = NodePattern(
        curvature: curvature,
        price: prices[n],
        limit: room[n],
        patience: patience
      )
      let unit = pattern.price * r.scale[n]
      let items = options[n].map { option in
        let j = Int(option.choice)
        let amount = r.choices[j].amount
        let fixed = option.cost + (option.isMove ? toll : 0) - duals.worth[j]
        return NodePattern.Item(
          choice: option.choice,
          cost: fixed + (unit * amount).sum(),
          amount: amount * r.scale[n]
        )
      }
      var level = r.base[n] - mean
      for lane in 3..<8 { level[lane] = 0 }
      let least = pattern.least(items, from: level)
      total += least.value
      work += items.count + Self.workPerLook * least.looks
      for j in least.chosen {
        missing[Int(j)] -= 1
        let choice = r.choices[Int(j)]
        if choice.role == .movable, Int(choice.home) != n { moves += 1 }
      }
    }
    return (total, missing, moves)
  }
}
