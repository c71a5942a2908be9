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
    var now = Placement(p)
    var order = Orderer.Order(placement: now)
    var next = 0
    while next < steps.count {
      guard p.isActive(steps[next].vm) else {
        // A stopped VM charges nothing anywhere; where it could start is judged at the end.
        order.batches.append([steps[next]])
        next += 1
        continue
      }
      guard let transit = batch(steps[next...], from: now) else {
        order.placement = now
        return Outcome(order: order, stuck: next)
      }
      now = transit.end
      order.batches.append(transit.moves)
      next += transit.moves.count
    }
    order.placement = now
    let paid = order.batches.joined().filter { p.isActive($0.vm) }.reduce(0) {
      $0 + p.price(of: $1)
    }
    order.parkingPrice = paid - p.price(of: now)
    return Outcome(order: order, stuck: nil)
  }

  /// The longest beginning of the moves that can run together.
  private func batch(_ steps: ArraySlice<Transit.Step>, from now: Placement) -> Transit? {
    guard let first = steps.first else { return nil }
    if first.type == .cold {
      return Transit.cold(problem, first, from: now)
    }
    var trial = Transit(problem, from: now)
    var longest: Transit?
    for step in steps.prefix(widest) {
      guard step.type == first.type, problem.isActive(step.vm),
        !trial.moves.contains(where: { $0.vm == step.vm }),
        trial.admits(step)
      else { break }
      trial.add(step)
      // Members of an affinity rule may only be legal together.
      if trial.endIsLegal { longest = trial }
    }
    return longest
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
