/// Whether any order of moves leads from one placement to another, found by trying all of them.
///
/// Nodes have one capacity, VMs one size. A VM goes to its end in one move, or in two with a rest
/// on another node; while it moves it counts on both nodes.
public struct OrderOracle: Sendable {
  /// The capacity of each node.
  public var capacity: [Int]
  /// The size of each VM.
  public var size: [Int]
  /// Where each VM is.
  public var start: [Int]
  /// Where each VM should be.
  public var target: [Int]

  /// Draws two random placements of a few VMs on nodes that they nearly fill.
  public init(seed: UInt64) {
    var random = SplitMix(seed: seed &* 0x9e37_79b9 &+ 11)
    let nodes = random.number(2...4)
    let count = random.number(3...6)
    size = (0..<count).map { _ in random.number(1...5) }
    let room = size.reduce(0, +) * random.number(105...160) / 100
    capacity = (0..<nodes).map { _ in max(5, room / nodes + random.number(0...2)) }
    start = []
    target = []
    start = Self.draw(size, capacity, &random)
    target = Self.draw(size, capacity, &random)
  }

  private static func draw(
    _ size: [Int],
    _ capacity: [Int],
    _ random: inout SplitMix
  ) -> [Int] {
    for _ in 0..<200 {
      var free = capacity
      let nodes = size.map { size -> Int in
        let n = random.number(0...capacity.count - 1)
        free[n] -= size
        return n
      }
      if free.allSatisfy({ $0 >= 0 }) { return nodes }
    }
    return size.map { _ in -1 }
  }

  /// Whether both placements fit; a draw may find none.
  public var isUsable: Bool { !start.contains(-1) && !target.contains(-1) }

  /// Whether an order exists.
  public var isReachable: Bool {
    struct State: Hashable {
      var node: [Int]
      var moves: [Int]
    }
    var seen: Set<State> = []
    var open = [State(node: start, moves: start.map { _ in 0 })]
    while let state = open.popLast() {
      guard seen.insert(state).inserted else { continue }
      if state.node == target { return true }
      var load = capacity.map { _ in 0 }
      for v in size.indices { load[state.node[v]] += size[v] }
      for v in size.indices where state.moves[v] < 2 {
        for n in capacity.indices where n != state.node[v] && load[n] + size[v] <= capacity[n] {
          // Its last move must take it to its end.
          if state.moves[v] == 1 && n != target[v] { continue }
          var next = state
          next.node[v] = n
          next.moves[v] = n == target[v] ? 2 : state.moves[v] + 1
          open.append(next)
        }
      }
    }
    return false
  }
}
