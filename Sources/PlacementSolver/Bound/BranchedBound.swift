import HeapModule

/// A lower bound from several relaxations that together hold every placement.
///
/// A fluid splits the VMs that matter most: two halves of a VM that fills as much as a node should
/// even out what the whole of it cannot. So one such VM is put on each of its nodes in turn, which gives a
/// branch each, and no placement is below the lowest of them. The lowest branch is divided further
/// by one of the VMs that are split in it, best first, as in branch and bound. At 20 × 200, one VM can
/// lift the bound from .03 to .08.
struct BranchedBound {
  let relaxation: Relaxation
  /// What deviations cannot be below.
  let floor: Relaxation.Vector
  /// How many branches are looked at, however much work there is.
  var mostBranches = 250

  /// Where a VM is in a branch; -1 where it stays.
  private struct Fix {
    var vm: Int32
    var node: Int32
  }

  private struct Branch: Comparable {
    var bound: Double
    var fixes: [Fix]
    var number: Int
    var prices: GradientBound.Prices
    /// Whether the prices are its own, and not those of what it is a part of.
    var isRefined = false
    /// What it may be divided by: VMs that are split, and where most of each is.
    var divided: [Fix] = []

    static func < (a: Self, b: Self) -> Bool { (a.bound, a.number) < (b.bound, b.number) }
    static func == (a: Self, b: Self) -> Bool { (a.bound, a.number) == (b.bound, b.number) }
  }

  /// The bound of the lowest branch once the work is spent.
  ///
  /// O(work); a branch takes ``rounds`` of a ``PriceAscent``.
  ///
  /// - Parameters:
  ///   - ascent: What led to the bound of the whole, which says what it splits.
  ///   - whole: That bound.
  ///   - work: How many pairs of VM and node may be looked at.
  func value(
    _ ascent: PriceAscent,
    _ whole: PriceAscent.Result,
    work: Int,
    _ context: inout SolveContext
  ) -> Double {
    let each = PriceAscent.pairsPerRound * Self.rounds * (relaxation.pairCount + 1)
    var left = min(work / each, mostBranches)
    guard left >= Self.fewestBranches else { return whole.value }
    var count = 1
    var heap: Heap<Branch> = [
      Branch(
        bound: whole.value,
        fixes: [],
        number: 0,
        prices: whole.prices,
        isRefined: true,
        divided: divided(ascent)
      )
    ]
    var least = whole.value
    // By how much it lifted the bound to put a VM where most of it was.
    var gains: [Int32: Double] = [:]
    while var branch = heap.popMin() {
      least = branch.bound
      if left <= 0 || context.isOver() { break }
      guard branch.isRefined else {
        left -= 1
        refine(&branch, &context)
        heap.insert(branch)
        continue
      }
      for fix in branch.divided where gains[fix.vm] == nil && left > 0 {
        left -= 1
        var part = branch
        part.fixes.append(fix)
        refine(&part, &context)
        gains[fix.vm] = part.bound - branch.bound
      }
      // Of equals the first, which is the largest.
      let vms = branch.divided.map(\.vm)
      guard let most = vms.compactMap({ gains[$0] }).max(),
        let vm = vms.first(where: { gains[$0] == most })
      else { break }
      for part in parts(of: branch, by: vm) {
        var part = part
        part.number = count
        count += 1
        heap.insert(part)
      }
    }
    return least
  }

  private static let rounds = 40
  /// Fewer than this many branches are not worth beginning with.
  private static let fewestBranches = 25
  /// How many VMs are tried before one is chosen to divide a branch by.
  private static let candidates = 6

  private func refine(_ branch: inout Branch, _ context: inout SolveContext) {
    branch.isRefined = true
    guard let part = fixing(branch.fixes) else { return }
    var ascent = PriceAscent(GradientBound(relaxation: part, floor: floor))
    let found = ascent.run(rounds: Self.rounds, from: branch.prices, &context)
    if found.value > branch.bound { (branch.bound, branch.prices) = (found.value, found.prices) }
    branch.divided = divided(ascent)
  }

  private func divided(_ ascent: PriceAscent) -> [Fix] {
    ascent.divided(most: Self.candidates).map { Fix(vm: $0.vm, node: $0.node) }
  }

  /// The branches that a branch falls into, one for each place of a VM; those that no placement is
  /// in left out.
  private func parts(of branch: Branch, by vm: Int32) -> [Branch] {
    guard let choice = relaxation.choices.first(where: { $0.vm == vm }) else { return [] }
    let nodes = relaxation.kinds[Int(choice.kind)].nodes
    let places =
      choice.role == .movable ? [-1] + nodes.filter { $0 != choice.home } : nodes
    return places.compactMap { node in
      var part = branch
      part.fixes.append(Fix(vm: vm, node: node))
      (part.isRefined, part.divided) = (false, [])
      guard let fixed = fixing(part.fixes) else { return nil }
      let value = GradientBound(relaxation: fixed, floor: floor).value(branch.prices).value
      part.bound = max(branch.bound, value)
      return part
    }
  }

  /// The task with some VMs where they are in a branch; `nil` where these are too many moves.
  private func fixing(_ fixes: [Fix]) -> Relaxation? {
    var part = relaxation
    for fix in fixes {
      guard let j = part.choices.firstIndex(where: { $0.vm == fix.vm }) else { continue }
      let choice = part.choices.remove(at: j)
      let kind = part.kinds[Int(choice.kind)]
      var node = Int(fix.node)
      if let i = kind.nodes.firstIndex(of: fix.node) {
        part.constant += kind.dearness[i] * choice.price + kind.cost[i]
        if choice.role == .movable, part.moveLimit < .max { part.moveLimit -= 1 }
      } else {
        part.constant += choice.stay
        node = Int(choice.home)
      }
      if node >= 0 { part.base[node] += choice.amount * part.scale[node] }
    }
    return part.moveLimit >= 0 ? part : nil
  }
}
