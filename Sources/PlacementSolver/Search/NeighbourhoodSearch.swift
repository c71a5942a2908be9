import PlacementModel

/// Large-neighbourhood search: frees the VMs of a few nodes, solves what they can do among
/// themselves as a program, and keeps what is better.
///
/// Where nodes are full, no single move or exchange is legal that many together are. Sets of nodes
/// that promise much come first; what was solved is not solved again until one of its nodes changes.
struct NeighbourhoodSearch {
  let problem: Problem
  let backend: any MIPBackend
  /// Places that VMs must not be sent to, because no order was found that gets them there.
  var barred: [Int: Set<Int>] = [:]

  /// Where large neighbourhoods pay: beyond, there are too many and each matters too little.
  static let mostNodes = 40

  /// Improves a placement until a limit is reached or nothing is found for long.
  func improve(_ placement: inout Placement, _ context: inout SolveContext) {
    let p = problem
    guard p.balanceSet.count > 1, p.migrationLimit > 0 else { return }
    placement.smoothing = .zero
    var random = RandomSource(seed: context.seed)
    var guests = [[Int32]](repeating: [], count: p.nodeCount)
    for v in 0..<p.vmCount where placement.node[v] >= 0 {
      guests[Int(placement.node[v])].append(Int32(v))
    }
    // How often each node has changed, and at what counts a set of nodes was solved.
    var changes = [Int](repeating: 0, count: p.nodeCount)
    var solved: [[Int]: [Int]] = [:]
    var idle = 0
    let patience = 4 * p.balanceSet.count + 40
    while !context.isExhausted, idle < patience {
      let nodes = choose(placement, guests, &random) { nodes in
        solved[nodes] == nodes.map { changes[$0] }
      }
      context.spend(100)
      idle += 1
      guard !nodes.isEmpty else { continue }
      solved[nodes] = nodes.map { changes[$0] }
      guard
        var program = Neighbourhood(placement, p, nodes: nodes, guests: guests, barred: barred)
      else { continue }
      let moves = program.solve(backend, &context)
      guard !moves.isEmpty else { continue }
      var next = placement
      for (v, n) in moves { next.set(p, v, to: n) }
      guard next.rank(p).isBetter(than: placement.rank(p), by: 1e-9), p.isLegal(next) else {
        continue
      }
      for (v, n) in moves {
        let from = Int(placement.node[v])
        guests[from].removeAll { $0 == Int32(v) }
        guests[n].append(Int32(v))
        changes[from] += 1
        changes[n] += 1
      }
      placement = next
      idle = 0
    }
  }

  /// A set of nodes, in order: mostly the pair that could even out most of a few, or three that
  /// could together; now and then a moved VM's node and the one it came from.
  private func choose(
    _ placement: Placement,
    _ guests: [[Int32]],
    _ random: inout RandomSource,
    isSolved: ([Int]) -> Bool
  ) -> [Int] {
    let p = problem
    let set = p.balanceSet
    let mean = placement.sum * p.perBalanceNode
    let variance = placement.squares * p.perBalanceNode - mean * mean
    let deviation = pointwiseMax(variance, Tables.Lanes(repeating: 1e-10)).squareRoot()
    let slope = p.tables.slope(at: deviation)
      .replacing(with: 0, where: deviation .<= p.tables.tolerance)
    var best: (nodes: [Int], gain: Double) = ([], -1)
    let size = set.count > 2 && random.below(4) == 0 ? 3 : 2
    for _ in 0..<Self.draws {
      var nodes: Set<Int> = []
      let first = set[random.below(set.count)]
      nodes.insert(first)
      let arrivals = guests[first]
      if random.below(4) == 0, !arrivals.isEmpty {
        let home = Int(p.start[Int(arrivals[random.below(arrivals.count)])])
        if home >= 0, p.inBalance[home] { nodes.insert(home) }
      }
      while nodes.count < size { nodes.insert(set[random.below(set.count)]) }
      let sorted = nodes.sorted()
      guard !isSolved(sorted) else { continue }
      // What the squares would lose if the nodes came to be alike.
      var (sum, squares) = (Tables.Lanes.zero, Tables.Lanes.zero)
      for n in sorted {
        sum += placement.level[n]
        squares += placement.level[n] * placement.level[n]
      }
      let gain = (slope * (squares - sum * sum / Double(sorted.count))).sum()
      if gain > best.gain { best = (sorted, gain) }
    }
    return best.nodes
  }

  /// How many sets of nodes are looked at to choose one.
  private static let draws = 12
}
