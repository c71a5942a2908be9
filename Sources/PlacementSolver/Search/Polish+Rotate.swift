import PlacementModel

extension Polish {
  /// The most circles of three VMs that are looked at in one pass.
  private static let circles = 400_000

  /// Moves three VMs in a circle, each into the room that the next one leaves, while that
  /// improves; whether it did.
  ///
  /// On full nodes such a circle is legal where no part of it is. O(V³) a pass, so only where that
  /// is little.
  func rotate(_ placement: inout Placement, _ context: inout SolveContext) -> Bool {
    let p = problem
    let movable = (0..<p.vmCount).filter {
      (p.role[$0] == .movable || p.role[$0] == .forced) && placement.node[$0] >= 0
    }
    guard movable.count > 2, movable.count * movable.count * movable.count / 3 <= Self.circles
    else { return false }
    var improved = false
    for (i, v) in movable.enumerated() {
      for w in movable[(i + 1)...] where mayGo(v, to: w, placement) {
        context.spend(movable.count - i)
        if context.isExhausted { return improved }
        for u in movable[(i + 1)...]
        where mayGo(w, to: u, placement) && mayGo(u, to: v, placement)
          && turn(v, w, u, &placement)
        {
          improved = true
          break
        }
      }
    }
    return improved
  }

  /// Whether a VM may go to another node, the one where another VM is.
  private func mayGo(_ v: Int, to w: Int, _ placement: Placement) -> Bool {
    let (from, to) = (placement.node[v], Int(placement.node[w]))
    guard from != placement.node[w], !isBarred(v, to) else { return false }
    return Int(problem.start[v]) == to || problem.move(v, to: to) != nil
  }

  /// Moves three VMs on in a circle; whether that is legal and better, else nothing has changed.
  private func turn(_ v: Int, _ w: Int, _ u: Int, _ placement: inout Placement) -> Bool {
    let p = problem
    let (a, b, c) = (Int(placement.node[v]), Int(placement.node[w]), Int(placement.node[u]))
    let (before, moves) = (placement.rank(p), placement.moves)
    placement.set(p, v, to: b)
    placement.set(p, w, to: c)
    placement.set(p, u, to: a)
    if placement.rank(p).isBetter(than: before, by: 1e-9),
      p.allows(moves, adding: placement.moves - moves),
      p.isLegal(placement)
    {
      return true
    }
    placement.set(p, v, to: a)
    placement.set(p, w, to: b)
    placement.set(p, u, to: c)
    return false
  }
}
