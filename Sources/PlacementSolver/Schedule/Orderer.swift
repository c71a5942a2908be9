import PlacementModel

/// Finds an order in which a placement can be reached with every state on the way legal.
///
/// Placements first, then live moves, smallest first and grouped by source, then cold ones, each
/// batch as full as the limits allow. Where nothing can begin, one or two VMs make room: they park
/// on third nodes, fewest bytes first. Where that does not help a live VM goes cold if the goal
/// allows it; what is left is not reachable. An order that needs any of this is sought several
/// times, what was in want of room going first the next time, and the best one counts.
struct Orderer {
  let problem: Problem
  /// How often an order is sought where the first one is not perfect.
  var attempts = 8
  /// Whether to make up for what cannot be reached by other moves that can.
  var mayImprove = true

  /// Batches, and what could not be reached.
  struct Order {
    var batches: [[Transit.Step]] = []
    var unreachable: [Int] = []
    /// Where those were to go.
    var missed: [(vm: Int, node: Int)] = []
    /// Where everything is in the end.
    var placement: Placement
    /// The price of the moves to parking places, which the placement does not show.
    var parkingPrice = 0.0
    /// The objective of what is really reached.
    func objective(_ p: Problem) -> Double { placement.objective(p) + parkingPrice }
  }

  /// Orders the moves from the start to a target placement.
  ///
  /// O(moves·batches) with a small constant, plus what makes room, which is counted as work. Once
  /// a limit is reached there is no other attempt, and moves that need not be made get no room
  /// made for them; there is an order of what must be done all the same.
  func order(to target: [Int32], _ context: inout SolveContext) -> Order {
    let steps = self.steps(to: target)
    var best: (order: Order, rank: Rank)?
    // What had to wait for room goes first the next time.
    var urgency = [Int](repeating: 0, count: steps.count)
    for attempt in 0..<max(1, attempts) {
      var run = OrderRun(problem, steps, urgency: urgency)
      run.run(mayImprove: mayImprove, &context)
      let order = run.finish()
      let rank = problem.rank(order)
      if best.map({ rank < $0.rank }) ?? true { best = (order, rank) }
      if run.inWant.isEmpty || context.isExhausted { break }
      for i in run.inWant where i < urgency.count { urgency[i] += attempt + 1 }
    }
    if let found = best?.order, found.unreachable.isEmpty { return found }
    return complete(steps, &context) ?? best?.order ?? Order(placement: Placement(problem))
  }

  /// What trying everything finds, where the problem is small enough for that.
  private func complete(_ steps: [Transit.Step], _ context: inout SolveContext) -> Order? {
    let p = problem
    let search = CompleteSearch(problem: p, steps: steps)
    guard let list = search.order(&context) else { return nil }
    var order = Order(placement: Placement(p))
    order.batches = search.batches(list)
    order.parkingPrice = p.parkingPrice(of: list)
    for step in list { order.placement.set(p, step.vm, to: step.to) }
    return order
  }

  /// The moves in the order they are preferred: smallest first.
  private func steps(to target: [Int32]) -> [Transit.Step] {
    let p = problem
    var steps = (0..<p.vmCount).compactMap { v -> Transit.Step? in
      let to = Int(target[v])
      guard p.isActive(v), to >= 0, target[v] != p.start[v], let move = p.move(v, to: to)
      else { return nil }
      return Transit.Step(
        vm: v,
        from: Int(p.start[v]),
        to: to,
        type: move.type,
        isFallback: move.isFallback
      )
    }
    steps.sort { (p.guestMemory[$0.vm], $0.from, $0.vm) < (p.guestMemory[$1.vm], $1.from, $1.vm) }
    return steps
  }
}

extension Problem {
  /// What orders are compared by, stopped VMs left where they are; an illegal end is last.
  func rank(_ order: Orderer.Order) -> Rank {
    var levels = levels(order.placement, stuck: stuck(order.placement.node), order.batches)
    if !isLegal(order.placement) { levels.forced = .max }
    return Rank(levels: levels, objective: order.objective(self))
  }

  /// What moves cost beyond what the placement at their end shows: those to parking places, and
  /// those back to where a VM began.
  func parkingPrice(of steps: [Transit.Step]) -> Double {
    steps.reduce(0) { sum, step in
      let isBack = Int(start[step.vm]) == step.to
      return sum + (step.isParking ? price[step.vm] : 0) + (isBack ? price[step.vm] : 0)
    }
  }
}
