/// A lower bound on the objective of every legal placement, from any prices of load on nodes.
///
/// A standard deviation is `max { gᵀu : Σ gₙ = 0, ‖g‖ ≤ 1/√N }`, so any such g bounds it from below
/// by something linear in the placement. With a price for each unit of load on each node, every VM
/// can be put where it costs least by itself, and the sum of that is a bound. Three things sharpen
/// it without making it less valid:
/// - a price of room on each node, as in Lagrange's method: what is over a limit pays, what is left
///   below it is paid back;
/// - a limit on moves: all stay, and only the largest savings are taken;
/// - a floor f that a deviation cannot be below: `max(σ, f) ≥ gᵀu + f·(1 − √N‖g‖)`.
struct GradientBound {
  typealias Vector = Relaxation.Vector

  let relaxation: Relaxation
  /// What each deviation cannot be below, or counts as where it is.
  var floor = Vector.zero

  /// Prices of what is summed over nodes.
  struct Prices {
    /// Directions in lanes below 3, each with sum 0 and at most 1/√N long; above, prices of limits.
    var direction: [Vector]
  }

  /// The bound that prices give, and what a limit on moves makes a move cost there.
  ///
  /// Valid for whatever numbers the prices are: they are brought to where they must be first.
  /// O(choices × nodes), with a ``Shortlist`` O(choices) for most.
  func value(_ prices: Prices) -> (value: Double, toll: Double) {
    let r = relaxation
    var total = r.constant
    var squares = Vector.zero
    var unit: [Vector] = []
    unit.reserveCapacity(r.nodeCount)
    let weight = weightOfPrices
    let direction = projected(prices.direction)
    for n in 0..<r.nodeCount {
      let price = weight * direction[n]
      squares += direction[n] * direction[n]
      total += (price * (r.base[n] - r.limit[n])).sum()
      unit.append(price * r.scale[n])
    }
    let length = (squares * Double(r.nodeCount)).squareRoot()
    let slack = pointwiseMax(Vector(repeating: 1) - length, .zero)
    for lane in 0..<3 { total += r.weight[lane] * floor[lane] * slack[lane] }
    var shortlist = Shortlist(r)
    shortlist.update(r, unit)
    let least = cheapest(unit, shortlist)
    return (total + least.cost, least.toll)
  }

  /// Prices with directions that sum to 0 and are no longer than 1/√N, and with limits' prices from
  /// 0 to what exceeding costs.
  ///
  /// Where all loads are equal a direction may be nothing but rounding; it must not count.
  private func projected(_ prices: [Vector]) -> [Vector] {
    let count = Double(max(1, prices.count))
    let mean = prices.reduce(.zero, +) / count
    let centered = prices.map { $0 - mean }
    let squares = centered.reduce(.zero) { $0 + $1 * $1 }
    let length = (squares * count).squareRoot()
    return prices.indices.map { n in
      var price = pointwiseMin(pointwiseMax(prices[n], .zero), relaxation.charge[n])
      for lane in 0..<3 { price[lane] = centered[n][lane] / max(1, length[lane]) }
      return price
    }
  }

  /// 1 for prices of limits, which are in units of the objective already.
  var weightOfPrices: Vector {
    var weight = relaxation.weight
    for lane in 3..<8 { weight[lane] = 1 }
    return weight
  }

  /// The least that all choices can cost together at a price of each node's load.
  private func cheapest(
    _ unit: [Vector],
    _ shortlist: Shortlist
  ) -> (cost: Double, toll: Double) {
    let r = relaxation
    var total = 0.0
    var (savings, rescues): ([Double], [Double]) = ([], [])
    let limited = r.moveLimit < .max
    for choice in r.choices {
      let away = r.leastAway(choice, unit, shortlist).cost
      let stay = r.stayCost(choice, unit)
      switch choice.role {
      case .movable where limited:
        total += stay
        if away < stay { savings.append(stay - away) }
      case .movable:
        total += min(stay, away)
      default:
        total += away
        if r.stuckLimit > 0, stay < away { rescues.append(away - stay) }
      }
    }
    savings.sort(by: >)
    total -= savings.prefix(r.moveLimit).reduce(0, +)
    total -= rescues.sorted(by: >).prefix(r.stuckLimit).reduce(0, +)
    return (total, savings.dropFirst(r.moveLimit).first ?? 0)
  }
}

extension Relaxation {
  /// The cheapest node to move to at a price of each node's load.
  ///
  /// O(nodes) where they are not on a short list.
  @inline(__always)
  func leastAway(
    _ choice: Choice,
    _ unit: [Vector],
    _ shortlist: Shortlist
  ) -> (cost: Double, node: Int) {
    let kind = kinds[Int(choice.kind)]
    var (least, best) = (Double.infinity, -1)
    func look(_ i: Int) {
      let n = Int(kind.nodes[i])
      let cost =
        (unit[n] * choice.amount).sum() + kind.dearness[i] * choice.price + kind.cost[i]
      if cost < least { (least, best) = (cost, n) }
    }
    if let places = shortlist.places[Int(choice.kind)] {
      for i in places { look(Int(i)) }
    } else {
      for i in kind.nodes.indices { look(i) }
    }
    return (least, best)
  }

  /// What a choice costs where it is.
  @inline(__always)
  func stayCost(_ choice: Choice, _ unit: [Vector]) -> Double {
    choice.home >= 0
      ? (unit[Int(choice.home)] * choice.amount).sum() + choice.stay : choice.stay
  }
}
