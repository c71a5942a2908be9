import PlacementModel

/// Puts moves into batches in exactly the order given, each batch as full as the limits allow.
///
/// Where ``Orderer`` looks for an order, this one is told: nothing overtakes and nothing parks that
/// was not asked to.
struct Sequencer {
  let problem: Problem
  /// The most moves in a batch.
  var widest = Int.max

  /// How far an order could be followed.
  struct Outcome {
    var order: Orderer.Order
    /// The first move that cannot start when its turn comes; `nil` where all can.
    var stuck: Int?
  }

  /// Follows an order from the start.
  ///
  /// O(moves · groups + batches · V).
  func follow(_ steps: [Transit.Step]) -> Outcome {
    let p = problem
    var transit = Transit(p)
    var order = Orderer.Order(placement: transit.end)
    var next = 0
    while next < steps.count {
      guard p.isActive(steps[next].vm) else {
        // A stopped VM charges nothing anywhere; where it could start is judged at the end.
        order.batches.append([steps[next]])
        next += 1
        continue
      }
      let batch = begin(steps[next...], &transit)
      if batch.isEmpty {
        order.placement = transit.end
        return Outcome(order: order, stuck: next)
      }
      transit.finishAll()
      order.batches.append(batch)
      next += batch.count
    }
    let now = transit.end
    order.placement = now
    let paid = order.batches.joined().filter { p.isActive($0.vm) }.reduce(0) {
      $0 + p.price(of: $1)
    }
    order.parkingPrice = paid - p.price(of: now)
    return Outcome(order: order, stuck: nil)
  }

  /// Begins the longest beginning of the moves that can run together.
  private func begin(
    _ steps: ArraySlice<Transit.Step>,
    _ transit: inout Transit
  ) -> [Transit.Step] {
    guard let first = steps.first else { return [] }
    if first.type == .cold { return transit.goCold(first) ? [first] : [] }
    var begun: [Transit.Step] = []
    var legal = 0
    for step in steps.prefix(widest) {
      guard step.type == first.type, problem.isActive(step.vm),
        !begun.contains(where: { $0.vm == step.vm }), transit.admits(step)
      else { break }
      transit.begin(step)
      begun.append(step)
      // Members of an affinity rule may only be legal together.
      if transit.endIsLegal { legal = begun.count }
    }
    for step in begun[legal...].reversed() { transit.cancel(step) }
    return Array(begun[..<legal])
  }
}

extension Problem {
  /// What a move of an active VM adds to the objective.
  func price(of step: Transit.Step) -> Double {
    switch step.type {
    case .place: 0
    case .live: price[step.vm]
    case .cold: 3 * price[step.vm]
    }
  }

  /// The price of the moves that a placement's objective already holds.
  func price(of placement: Placement) -> Double {
    (0..<vmCount).reduce(0) { total, v in
      let n = Int(placement.node[v])
      guard isActive(v), n >= 0, n != Int(start[v]) else { return total }
      return total + (move(v, to: n)?.price ?? 0)
    }
  }
}
