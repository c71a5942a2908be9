import PlacementModel

extension Portfolio {
  /// Orders the moves to a placement and judges what is really reached.
  ///
  /// However much work that takes: what has no order is worth nothing. Time is respected, see
  /// ``Orderer``.
  func candidate(
    _ method: SolverInfo.Method,
    _ placement: Placement,
    _ context: SolveContext,
    stopped: [Int32]? = nil
  ) -> Candidate {
    let p = problem
    var context = context.timeOnly
    let target = placement.node
    var order = Orderer(problem: p).order(to: target, &context)
    if !order.unreachable.isEmpty, !context.isExhausted {
      // What was reached in the end may have a shorter order than the one that led there.
      let again = Orderer(problem: p).order(to: order.placement.node, &context)
      if again.unreachable.isEmpty, !p.rank(order).isBetter(than: p.rank(again), by: 1e-12) {
        let (unreachable, missed) = (order.unreachable, order.missed)
        order = again
        (order.unreachable, order.missed) = (unreachable, missed)
      }
    }
    if !p.isLegal(order.placement) {
      // What could not be reached has left others without company; then nothing moves.
      order = Orderer(problem: p).order(to: p.start, &context)
    }
    return candidate(method, order, stopped: stopped)
  }

  /// Judges what an order leads to.
  func candidate(
    _ method: SolverInfo.Method,
    _ order: Orderer.Order,
    stopped: [Int32]? = nil
  ) -> Candidate {
    let p = problem
    var order = order
    var target = order.placement.node
    let idle =
      stopped.flatMap { p.stoppedAreLegal($0, order.placement) ? $0 : nil }
      ?? stoppedNodes(order.placement)
    for v in 0..<p.vmCount { target[v] = p.isActive(v) ? order.placement.node[v] : idle[v] }
    for v in p.leavingStopped(target) {
      order.batches.append([
        Transit.Step(vm: v, from: Int(p.start[v]), to: Int(target[v]), type: .cold)
      ])
    }
    let stuck = p.stuck(target)
    return Candidate(
      method: method,
      order: order,
      nodes: target,
      stuck: stuck,
      levels: p.levels(order.placement, stuck: stuck, order.batches),
      objective: order.objective(p) + stoppedPrice(target)
    )
  }

  /// Where stopped VMs on drained nodes go: the emptiest node where they could start.
  func stoppedNodes(_ placement: Placement) -> [Int32] {
    let p = problem
    var nodes = placement.node
    var left = max(0, p.maxMigrations == .max ? .max : p.maxMigrations - placement.moves)
    for v in 0..<p.vmCount where p.role[v] == .idleForced && left > 0 {
      let targets = p.balanceSet.filter { p.couldStart(v, on: $0, placement) }
      let best = targets.min { a, b in
        placement.utilization[a].sum() < placement.utilization[b].sum()
      }
      if let best {
        nodes[v] = Int32(best)
        left -= 1
      }
    }
    return nodes
  }

  func stoppedPrice(_ nodes: [Int32]) -> Double {
    problem.leavingStopped(nodes).reduce(0) { $0 + problem.price[$1] }
  }
}
