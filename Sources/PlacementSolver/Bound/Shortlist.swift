/// The nodes of each kind of choice that can be the cheapest for any amount.
///
/// With prices in two lanes at most, the cheapest node for amounts that are not negative is a corner
/// of the lower left hull of the prices: three to twenty nodes in place of thousands, and exact.
struct Shortlist {
  typealias Vector = Relaxation.Vector

  /// Positions among the nodes of each kind; `nil` where all of them must be looked at.
  private(set) var places: [[Int32]?]
  /// The lanes that are priced.
  private let lanes: (Int, Int)?

  /// Nothing yet: every node is looked at.
  init(_ relaxation: Relaxation) {
    places = Array(repeating: nil, count: relaxation.kinds.count)
    let priced = (0..<8).filter { lane in relaxation.scale.contains { $0[lane] != 0 } }
    lanes = priced.count > 2 || priced.isEmpty ? nil : (priced[0], priced[priced.count - 1])
  }

  /// Whether there is anything to gain.
  var isUseful: Bool { lanes != nil }

  /// Looks at all kinds with the prices as they are.
  ///
  /// O(kinds·N) for most prices: nodes above the line between two corners are looked at no more.
  mutating func update(_ relaxation: Relaxation, _ unit: [Vector]) {
    for kind in places.indices { update(kind, relaxation, unit) }
  }

  /// Looks at one kind.
  mutating func update(_ kind: Int, _ relaxation: Relaxation, _ unit: [Vector]) {
    guard let lanes else { return }
    let nodes = relaxation.kinds[kind]
    guard nodes.isUniform, nodes.nodes.count > 8 else { return }
    let points = nodes.nodes.indices.map { i in
      let price = unit[Int(nodes.nodes[i])]
      return Point(x: price[lanes.0], y: price[lanes.1], place: Int32(i))
    }
    guard let left = points.min(by: { ($0.x, $0.y, $0.place) < ($1.x, $1.y, $1.place) }),
      let low = points.min(by: { ($0.y, $0.x, $0.place) < ($1.y, $1.x, $1.place) })
    else { return }
    var hull = [left]
    // Dearer in one lane is only worth it where it is cheaper in the other.
    if low.y < left.y {
      Self.corners(left, low, points, &hull)
      hull.append(low)
    }
    places[kind] = hull.map(\.place)
  }

  private struct Point {
    var x: Double
    var y: Double
    var place: Int32
  }

  /// Appends the corners between two, from left to right, as Quickhull finds them.
  private static func corners(_ a: Point, _ b: Point, _ points: [Point], _ hull: inout [Point]) {
    var below: [Point] = []
    var farthest: (depth: Double, point: Point)?
    for point in points {
      let depth = (b.y - a.y) * (point.x - a.x) - (b.x - a.x) * (point.y - a.y)
      guard depth > 0 else { continue }
      below.append(point)
      if depth > farthest?.depth ?? 0 { farthest = (depth, point) }
    }
    guard let corner = farthest?.point else { return }
    corners(a, corner, below, &hull)
    hull.append(corner)
    corners(corner, b, below, &hull)
  }
}
