import PlacementModel

/// Puts moves that can be made one after the other into batches of such that run side by side.
///
/// A batch takes in later moves too, where those in between can still be made after them: so it is
/// filled, and cold moves come as late as they may.
struct Packing {
  let problem: Problem

  /// How many of the moves to come are looked at to fill a batch.
  private static let reach = 64

  /// The same moves in batches; `nil` where one of them cannot be made when its turn comes.
  ///
  /// O(moves · reach · moves that are overtaken).
  func order(_ steps: [Transit.Step]) -> Orderer.Order? {
    let p = problem
    var transit = Transit(p)
    var order = Orderer.Order(placement: transit.end)
    var left = steps
    while !left.isEmpty {
      let taken = fill(&transit, left, .place) ?? fill(&transit, left, .live)
      if let taken {
        order.batches.append(transit.moves)
        transit.finishAll()
        for i in taken.reversed() { left.remove(at: i) }
      } else {
        let first = left.removeFirst()
        guard first.type == .cold, transit.goCold(first) else { return nil }
        order.batches.append([first])
      }
    }
    order.parkingPrice = p.parkingPrice(of: steps)
    order.placement = transit.end
    return order
  }

  /// Begins as many moves of a type as may run side by side; where they are in the list, `nil` for
  /// none.
  private func fill(
    _ transit: inout Transit,
    _ left: [Transit.Step],
    _ type: Plan.MigrationType
  ) -> [Int]? {
    let slots = type == .live ? problem.inventory.policy.migration.parallelPerCluster : .max
    var taken: [Int] = []
    for (i, step) in left.prefix(Self.reach).enumerated() where step.type == type {
      if taken.count >= slots { break }
      guard Int(transit.end.node[step.vm]) == step.from,
        !transit.moves.contains(where: { $0.vm == step.vm }), transit.admits(step),
        mayOvertake(i, left, taken, transit)
      else { continue }
      transit.begin(step)
      if transit.endIsLegal { taken.append(i) } else { transit.cancel(step) }
    }
    return taken.isEmpty ? nil : taken
  }

  /// Whether the moves before one can still be made after it and what is in the batch already.
  private func mayOvertake(
    _ i: Int,
    _ left: [Transit.Step],
    _ taken: [Int],
    _ transit: Transit
  ) -> Bool {
    guard taken.count < i else { return true }
    let step = left[i]
    var isTaken = [Bool](repeating: false, count: i)
    for j in taken { isTaken[j] = true }
    let isAlone = problem.memberships(of: step.vm).isEmpty && problem.quotas.isEmpty
    if isAlone, !left[..<i].indices.contains(where: { !isTaken[$0] && left[$0].to == step.to }) {
      return true
    }
    var ahead = transit
    ahead.begin(step)
    ahead.finishAll()
    for j in 0..<i where !isTaken[j] {
      if left[j].type == .cold {
        guard ahead.goCold(left[j]) else { return false }
        continue
      }
      guard ahead.admits(left[j]) else { return false }
      ahead.begin(left[j])
      guard ahead.endIsLegal else { return false }
      ahead.finishAll()
    }
    return true
  }
}
