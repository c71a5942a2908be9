import HeapModule
import PlacementModel

extension Greedy {
  /// Makes the best single move until none improves the objective.
  ///
  /// Each VM's best move is kept in a heap and looked at again only when it comes to the top: a
  /// move changes the worth of the others little, so few are looked at twice. When the heap has
  /// nothing left, everything is scanned once more; O(V·N) for that, O(N) for most moves. In large
  /// clusters ``Targets`` stand for all nodes.
  func descend(_ placement: inout Placement, _ context: inout SolveContext) {
    while !context.isExhausted, sweep(&placement, &context) {}
  }

  private struct Candidate: Comparable {
    var change: Double
    var vm: Int
    var node: Int
    static func < (a: Candidate, b: Candidate) -> Bool { (a.change, a.vm) < (b.change, b.vm) }
  }

  /// One scan of everything and the moves it leads to; whether there were any.
  private func sweep(_ placement: inout Placement, _ context: inout SolveContext) -> Bool {
    let p = problem
    var heap = Heap<Candidate>()
    var targets = Targets(p)
    for v in 0..<p.vmCount where p.role[v] == .movable || p.role[v] == .forced {
      if let candidate = best(v, placement, &targets, &context) { heap.insert(candidate) }
      if context.isExhausted { break }
    }
    var moved = false
    while let top = heap.popMin(), !context.isExhausted {
      guard let fresh = best(top.vm, placement, &targets, &context) else { continue }
      if let next = heap.min, next < fresh {
        // It may have been overtaken; a better one only waits until it is the top again.
        heap.insert(fresh)
        continue
      }
      placement.set(p, fresh.vm, to: fresh.node)
      moved = true
      targets.note()
      if let again = best(fresh.vm, placement, &targets, &context) { heap.insert(again) }
    }
    return moved
  }

  private func best(
    _ v: Int,
    _ placement: Placement,
    _ targets: inout Targets,
    _ context: inout SolveContext
  ) -> Candidate? {
    let p = problem
    guard mayMove(v, placement) else { return nil }
    let home = Int(p.start[v])
    let bars = barred.isEmpty ? nil : barred[v]
    var best: Candidate?
    func look(_ n: Int) {
      guard n != Int(placement.node[v]), bars?.contains(n) != true,
        let change = placement.change(p, moving: v, to: n), change < best?.change ?? -1e-9
      else { return }
      best = Candidate(change: change, vm: v, node: n)
    }
    let nodes = targets.nodes(for: v, p, placement)
    context.spend(nodes.count)
    for n in nodes { look(n) }
    // Home again, where home is a node that takes nobody else in.
    if home >= 0, !p.inBalance[home], !p.isDrained[home] { look(home) }
    return best
  }
}
