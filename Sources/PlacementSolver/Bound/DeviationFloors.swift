/// What standard deviations cannot be below, because VMs are whole or moves are few; or count as,
/// where less is good enough.
///
/// Only where nothing changes the mean and nodes are alike; elsewhere the floors are the
/// tolerances.
struct DeviationFloors {
  typealias Vector = Relaxation.Vector

  let relaxation: Relaxation

  /// The largest of both floors and the tolerance, for each lane.
  func value() -> Vector {
    let r = relaxation
    guard r.hasFixedMean, r.nodeCount > 0 else { return r.tolerance }
    var floor = r.tolerance
    for lane in 0..<3 where r.weight[lane] > 0 {
      floor[lane] = max(floor[lane], sizeFloor(lane), moveFloor(lane))
    }
    return floor
  }

  /// The deviation when the largest VMs are on a node each and all else is poured in where it
  /// evens out most.
  ///
  /// Any two of them on one node, or anything poured elsewhere, is less even. O(V log V).
  func sizeFloor(_ lane: Int) -> Double {
    let r = relaxation
    let count = r.nodeCount
    let sizes = r.choices.map { $0.amount[lane] * r.scale[0][lane] }
    let least = r.base.map { $0[lane] }.min() ?? 0
    let whole = Array(sizes.sorted(by: >).prefix(count))
    let total = r.base.reduce(0) { $0 + $1[lane] } + sizes.reduce(0, +)
    let tops = (whole + Array(repeating: 0, count: count - whole.count)).map { $0 + least }
    // Pour from the emptiest up: the level below which `wet` nodes stand.
    var liquid = total - tops.reduce(0, +)
    var level = tops[count - 1]
    var wet = 1
    while wet < count, liquid > Double(wet) * (tops[count - wet - 1] - level) {
      liquid -= Double(wet) * (tops[count - wet - 1] - level)
      level = tops[count - wet - 1]
      wet += 1
    }
    level += max(0, liquid) / Double(wet)
    let mean = total / Double(count)
    let squares = tops.reduce(0) { sum, top in
      let height = max(top, level) - mean
      return sum + height * height
    }
    return (squares / Double(count)).squareRoot()
  }

  /// The deviation when the limit on moves lets each node that has too much lose its largest VMs,
  /// and each that has too little gain the largest there are.
  ///
  /// A node's square is convex in how many that are, so the largest decreases are the best ones.
  /// O((V + moves) log V).
  func moveFloor(_ lane: Int) -> Double {
    let r = relaxation
    guard r.moveLimit < .max else { return 0 }
    let unit = r.scale[0][lane]
    var load = r.base.map { $0[lane] }
    var residents = [[Double]](repeating: [], count: r.nodeCount)
    var arrivals = r.moveLimit
    for choice in r.choices {
      let size = choice.amount[lane] * unit
      if choice.role == .movable, choice.home >= 0 {
        load[Int(choice.home)] += size
        residents[Int(choice.home)].append(size)
      } else {
        arrivals += 1
      }
    }
    let all = r.choices.map { $0.amount[lane] * unit }
    let mean = (r.base.reduce(0) { $0 + $1[lane] } + all.reduce(0, +)) / Double(r.nodeCount)
    let largest = all.sorted(by: >)
    var squares = 0.0
    var (losses, gains): ([Double], [Double]) = ([], [])
    for n in 0..<r.nodeCount {
      let distance = load[n] - mean
      squares += distance * distance
      if distance > 0 {
        Self.steps(distance, residents[n].sorted(by: >), most: r.moveLimit, &losses)
      } else {
        Self.steps(-distance, largest, most: arrivals, &gains)
      }
    }
    squares -= losses.sorted(by: >).prefix(r.moveLimit).reduce(0, +)
    squares -= gains.sorted(by: >).prefix(arrivals).reduce(0, +)
    return max(0, squares / Double(r.nodeCount)).squareRoot()
  }

  /// By how much each further VM lessens the square of a distance, until nothing is left of it.
  private static func steps(
    _ distance: Double,
    _ sizes: [Double],
    most: Int,
    _ steps: inout [Double]
  ) {
    var left = distance
    for size in sizes.prefix(most) where left > 0 {
      let next = max(0, left - size)
      steps.append(left * left - next * next)
      left = next
    }
  }
}
