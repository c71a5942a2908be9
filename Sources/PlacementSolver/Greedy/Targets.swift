/// Where to look for the best node of a VM in a cluster so large that looking at all is too much.
///
/// What a move gains depends on how loaded its target is, in each resource, and on nothing else of
/// it but whether the VM may go there and fits. So the least loaded few nodes, by cpu, by memory and
/// by both, of those where VMs that move alike may go, are nearly always enough.
struct Targets {
  /// From how many pairs of VM and node on a list is used.
  private static let fromPairs = 4_000_000
  /// How many nodes each of the three orders gives.
  private static let each = 24

  private let isUsed: Bool
  /// By where the ways of a class begin: the nodes, and after how many moves they were chosen.
  private var lists: [Int: (nodes: [Int], moves: Int)] = [:]
  private var moves = 0
  /// After how many moves a list is old.
  private let age: Int

  init(_ p: Problem) {
    isUsed = p.vmCount * p.balanceSet.count > Self.fromPairs
    age = p.balanceSet.count / 16
  }

  /// Counts a move.
  mutating func note() { moves += 1 }

  /// The nodes to look at for a VM.
  mutating func nodes(for v: Int, _ p: Problem, _ placement: Placement) -> [Int] {
    guard isUsed else { return p.balanceSet }
    let row = p.tables.vms[v].ways
    if let list = lists[row], moves - list.moves < age { return list.nodes }
    let nodes = choose(row, p, placement)
    lists[row] = (nodes, moves)
    return nodes
  }

  /// O(N) in most cases: what is not among the first is only looked at.
  private func choose(_ row: Int, _ p: Problem, _ placement: Placement) -> [Int] {
    let tables = p.tables
    let open = p.balanceSet.filter { tables.ways[row + $0] != .none }
    guard open.count > 3 * Self.each else { return open }
    var chosen: Set<Int> = []
    for share in [Tables.Lanes(1, 0), Tables.Lanes(0, 1), Tables.Lanes(1, 1)] {
      let direction = share * tables.weight
      guard direction.sum() > 0 else { continue }
      chosen.formUnion(Self.first(open) { (direction * placement.level[$0]).sum() })
    }
    return chosen.sorted()
  }

  /// The nodes with the smallest loads; of equals those that come first.
  private static func first(_ nodes: [Int], load: (Int) -> Double) -> [Int] {
    var found: [(load: Double, node: Int)] = []
    for node in nodes {
      let load = load(node)
      if found.count == each {
        guard let last = found.last, load < last.load else { continue }
        found.removeLast()
      }
      let place = found.firstIndex { load < $0.load } ?? found.endIndex
      found.insert((load, node), at: place)
    }
    return found.map(\.node)
  }
}
