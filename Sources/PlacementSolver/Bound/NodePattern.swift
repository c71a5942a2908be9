import HeapModule

/// Which VMs a node had best hold at given prices: the pattern of least cost among all that fit.
///
/// A pattern costs what its VMs cost one by one and `κ·d²` in each balanced lane, where d is how far
/// the node's load is from the mean. With the square opened at a guess of what d will be,
/// `κd² = κ(d−t)² + 2κt·d − κt²`, and prices y of the room, each VM has a reduced cost, and what is
/// added to the sum of those of a pattern is never negative: `κ(d−t)² + y·(room left)`. So the
/// negative reduced costs are a lower bound, VMs further from 0 than any pattern found is above it
/// are settled, and the others are decided one by one, the most promising beginning first (A*).
struct NodePattern {
  typealias Vector = Relaxation.Vector

  /// κ in the balanced lanes, 0 in the others.
  let curvature: Vector
  /// What a unit of each lane is paid for: 2κt, and y for limits.
  let price: Vector
  /// t, and the room for requests; what is not limited has ``endless`` room.
  let target: Vector
  /// The limits alone.
  let room: Vector
  /// How many beginnings are looked at.
  let patience: Int

  static let endless = 1e100

  /// A VM that might be on the node.
  struct Item {
    var choice: Int32
    /// The reduced cost.
    var cost: Double
    /// What it adds to the node.
    var amount: Vector
  }

  /// A lower bound on the least cost, that of a pattern where the search came to its end.
  struct Result {
    var value: Double
    /// The choices of the pattern that the search ended with.
    var chosen: [Int32]
    var looks: Int
  }

  /// - Parameters:
  ///   - price: 2κt in the balanced lanes, prices of the room in the others; any are valid.
  ///   - limit: Room for requests; ``endless`` in lanes that have no limit.
  init(curvature: Vector, price: Vector, limit: Vector, patience: Int) {
    self.curvature = curvature
    self.patience = patience
    var (target, room, price) = (limit, limit, price)
    for lane in 0..<8 {
      if lane < 3 {
        target[lane] = curvature[lane] > 0 ? price[lane] / (2 * curvature[lane]) : 0
        if curvature[lane] <= 0 { price[lane] = 0 }
        room[lane] = Self.endless
      } else {
        price[lane] = limit[lane] < Self.endless ? max(0, price[lane]) : 0
      }
    }
    (self.target, self.room, self.price) = (target, room, price)
  }

  /// What loads between two cost at least beyond reduced costs.
  @inline(__always)
  private func excess(_ low: Vector, _ high: Vector) -> Double {
    let below = pointwiseMax(target - high, .zero)
    var off = below + pointwiseMax(low - target, .zero)
    off.highHalf = .zero
    off[3] = 0
    var left = price * below
    for lane in 0..<3 { left[lane] = 0 }
    return (curvature * off * off + left).sum()
  }

  @inline(__always)
  private func fits(_ load: Vector) -> Bool { all(load .<= room + 1e-9) }

  /// The least cost of a pattern; O(items + patience·log patience).
  ///
  /// - Parameter level: The node's load without any of them: the distance from the mean in the
  ///   balanced lanes, 0 in the others.
  func least(_ items: [Item], from level: Vector) -> Result {
    var level = level
    var constant = 0.0
    for lane in 0..<3 {
      constant -= curvature[lane] * target[lane] * target[lane]
      constant += price[lane] * level[lane]
    }
    for lane in 3..<8 where price[lane] != 0 { constant -= price[lane] * target[lane] }
    var open = items
    var settled: [Int32] = []
    let tries = narrow(&open, &settled, &level, &constant)
    var result = search(open, level)
    result.looks += tries / 8
    result.value += constant
    result.chosen += settled
    return result
  }

  /// Settles the VMs whose reduced cost is too far from 0 for anything but the obvious, and returns
  /// how many patterns were tried for that.
  private func narrow(
    _ items: inout [Item],
    _ settled: inout [Int32],
    _ level: inout Vector,
    _ constant: inout Double
  ) -> Int {
    let least = items.reduce(0) { $0 + min(0, $1.cost) }
    // A pattern: what pays for itself, as far as it fits.
    var isIn = [Bool](repeating: false, count: items.count)
    var (cost, load) = (0.0, level)
    for i in items.indices where items[i].cost < 0 && fits(load + items[i].amount) {
      isIn[i] = true
      cost += items[i].cost
      load += items[i].amount
    }
    var best = cost + excess(load, load)
    var tries = 0
    // Better ones, one or two VMs in or out at a time.
    while true {
      let near = items.indices.filter { abs(items[$0].cost) < best - least }
      var (value, flips) = (best - 1e-12, [Int]())
      for i in near {
        let sign: Double = isIn[i] ? -1 : 1
        let (once, there) = (cost + sign * items[i].cost, load + sign * items[i].amount)
        if once + excess(there, there) < value, fits(there) {
          (value, flips) = (once + excess(there, there), [i])
        }
        tries += 1
        guard near.count <= 80 else { continue }
        tries += near.count / 2
        for k in near where k > i {
          let sign: Double = isIn[k] ? -1 : 1
          let (twice, end) = (once + sign * items[k].cost, there + sign * items[k].amount)
          let total = twice + excess(end, end)
          if total < value, fits(end) { (value, flips) = (total, [i, k]) }
        }
      }
      if flips.isEmpty { break }
      for i in flips {
        let sign: Double = isIn[i] ? -1 : 1
        cost += sign * items[i].cost
        load += sign * items[i].amount
        isIn[i].toggle()
      }
      best = value
    }
    var open: [Item] = []
    for item in items {
      if abs(item.cost) <= best - least + 1e-12 {
        open.append(item)
      } else if item.cost < 0 {
        settled.append(item.choice)
        constant += item.cost
        level += item.amount
      }
    }
    items = open
    return tries
  }

  /// A pattern of which the first VMs are decided.
  private struct Beginning: Comparable {
    var bound: Double
    var cost: Double
    var load: Vector
    /// How many are decided.
    var count: Int
    /// Its place among all, and that of what it continues.
    var number: Int
    var parent: Int

    static func < (a: Self, b: Self) -> Bool {
      (a.bound, b.count, a.number) < (b.bound, a.count, b.number)
    }
  }

  private func search(_ items: [Item], _ level: Vector) -> Result {
    let items = items.sorted { (abs($1.cost), $0.choice) < (abs($0.cost), $1.choice) }
    var rest = [Vector](repeating: .zero, count: items.count + 1)
    var gain = [Double](repeating: 0, count: items.count + 1)
    for i in items.indices.reversed() {
      rest[i] = rest[i + 1] + items[i].amount
      gain[i] = gain[i + 1] + min(0, items[i].cost)
    }
    /// For each beginning what it continues, and whether its last VM is in.
    var history: [(parent: Int, isIn: Bool)] = [(-1, false)]
    var heap: Heap<Beginning> = [
      Beginning(
        bound: gain[0] + excess(level, level + rest[0]),
        cost: 0,
        load: level,
        count: 0,
        number: 0,
        parent: -1
      )
    ]
    var looks = 0
    while let best = heap.popMin() {
      if best.count == items.count || looks >= patience {
        var chosen: [Int32] = []
        var (place, i) = (best.number, best.count)
        while i > 0 {
          i -= 1
          if history[place].isIn { chosen.append(items[i].choice) }
          place = history[place].parent
        }
        var load = best.load
        for item in items[best.count...] where item.cost < 0 && fits(load + item.amount) {
          chosen.append(item.choice)
          load += item.amount
        }
        return Result(value: best.bound, chosen: chosen, looks: looks)
      }
      looks += 1
      let item = items[best.count]
      for isIn in [false, true] {
        var next = best
        next.count += 1
        next.number = history.count
        if isIn {
          next.cost += item.cost
          next.load += item.amount
          guard fits(next.load) else { continue }
        }
        let bound =
          next.cost + gain[next.count] + excess(next.load, next.load + rest[next.count])
        next.bound = max(best.bound, bound)
        history.append((best.number, isIn))
        heap.insert(next)
      }
    }
    return Result(value: -.infinity, chosen: [], looks: looks)
  }
}
