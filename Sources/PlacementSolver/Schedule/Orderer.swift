import PlacementModel

/// Finds an order in which a placement can be reached with every state on the way legal.
///
/// Placements first, then live moves, smallest first and grouped by source, then cold ones, each
/// batch as full as the limits allow. Where nothing can start, a VM parks on a third node; where
/// that does not help a live VM goes cold if the goal allows it; what is left is not reachable.
struct Orderer {
  let problem: Problem

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
  /// O(moves² · groups) at worst.
  func order(to target: [Int32], _ budget: inout Budget) -> Order {
    var run = Run(problem, target: target)
    while !run.pending.isEmpty {
      if run.startPlacements() || run.startLive() { continue }
      if run.startCold() || run.park(&budget) || run.fallBack() { continue }
      if run.retarget(&budget) { continue }
      break
    }
    if !run.pending.isEmpty { run.improve(&budget) }
    return run.finish()
  }
}

/// One run of the orderer.
private struct Run {
  let problem: Problem
  var now: Placement
  /// Moves still to make, in the order they are preferred.
  var pending: [Transit.Step]
  var order: Orderer.Order
  private var hasParked: Set<Int> = []

  init(_ p: Problem, target: [Int32]) {
    problem = p
    now = Placement(p)
    order = Orderer.Order(placement: now)
    pending = (0..<p.vmCount).compactMap { v in
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
    pending.sort {
      (p.guestMemory[$0.vm], $0.from, $0.vm) < (p.guestMemory[$1.vm], $1.from, $1.vm)
    }
  }

  // MARK: Batches

  mutating func startPlacements() -> Bool { start(.place, atMost: .max) }
  mutating func startLive() -> Bool { start(.live, atMost: .max) }
  mutating func startCold() -> Bool { start(.cold, atMost: 1) }

  private mutating func start(_ type: Plan.MigrationType, atMost limit: Int) -> Bool {
    var transit = Transit(problem, from: now)
    var source = -1
    // Smallest first; then the rest of the first one's source, so that nodes empty one by one.
    for sameSource in [false, true, false] {
      for step in pending where step.type == type && transit.moves.count < limit {
        if sameSource && step.from != source { continue }
        guard !transit.moves.contains(where: { $0.vm == step.vm }) else { continue }
        guard let joined = join(step, transit) else { continue }
        transit = joined
        if source < 0 { source = step.from }
        if !sameSource && transit.moves.count == 1 { break }
      }
    }
    guard !transit.moves.isEmpty else { return false }
    commit(transit)
    return true
  }

  /// The batch with a move in it, and with those that have to go together with it.
  private func join(_ step: Transit.Step, _ transit: Transit) -> Transit? {
    if step.type == .cold && problem.isActive(step.vm) {
      return transit.moves.isEmpty ? Transit.cold(problem, step, from: transit.start) : nil
    }
    guard transit.admits(step) else { return nil }
    var trial = transit
    trial.add(step)
    if trial.endIsLegal { return trial }
    for other in pending
    where other.vm != step.vm && other.type == step.type
      && !trial.moves.contains(where: { $0.vm == other.vm }) && isBound(other.vm, to: step.vm)
    {
      guard trial.admits(other) else { return nil }
      trial.add(other)
    }
    return trial.endIsLegal ? trial : nil
  }

  private func isBound(_ a: Int, to b: Int) -> Bool {
    problem.memberships(of: a).contains { m in
      let group = problem.groups[Int(m.group)]
      return group.required && group.kind == .affinity && group.owners.contains(b)
    }
  }

  private mutating func commit(_ transit: Transit) {
    now = transit.end
    order.batches.append(transit.moves)
    let done = Set(transit.moves.map(\.vm))
    pending.removeAll { done.contains($0.vm) }
  }

  // MARK: Ways out

  /// Sends as few VMs as possible to third nodes until some pending move can start.
  mutating func park(_ budget: inout Budget) -> Bool {
    var tries = 4_000
    for depth in 1...3 {
      guard let steps = parking(depth, &tries, &budget) else { continue }
      for step in steps { park(step) }
      return true
    }
    return false
  }

  /// Moves to parking places after which a pending move can start; smallest VMs first.
  private func parking(
    _ depth: Int,
    _ tries: inout Int,
    _ budget: inout Budget
  ) -> [Transit.Step]? {
    let p = problem
    guard movesPlanned < p.migrationLimit else { return nil }
    let transit = Transit(p, from: now)
    for blocker in pending where blocker.type == .live && !hasParked.contains(blocker.vm) {
      // In the way of nobody's arrival.
      guard pending.contains(where: { $0.to == blocker.from && $0.vm != blocker.vm }) else {
        continue
      }
      let places = p.balanceSet.filter { $0 != blocker.from && $0 != blocker.to }
        .map { n in (node: n, waiting: pending.count { $0.to == n }, load: now.utilization[n].sum())
        }
        .sorted { ($0.waiting, $0.load, $0.node) < ($1.waiting, $1.load, $1.node) }
      for place in places {
        guard tries > 0 else { return nil }
        guard let move = p.passage(blocker.vm, to: place.node), move.type == .live else {
          continue
        }
        let step = Transit.Step(
          vm: blocker.vm,
          from: blocker.from,
          to: place.node,
          type: .live,
          isParking: true
        )
        guard transit.admits(step) else { continue }
        tries -= 1
        budget.spend(pending.count)
        var batch = transit
        batch.add(step)
        guard batch.endIsLegal else { continue }
        var trial = self
        trial.park(step)
        if depth == 1 {
          if trial.canStart { return [step] }
        } else if let rest = trial.parking(depth - 1, &tries, &budget) {
          return [step] + rest
        }
      }
    }
    return nil
  }

  /// Makes a move to a parking place, a batch of its own.
  private mutating func park(_ step: Transit.Step) {
    now.set(problem, step.vm, to: step.to)
    order.batches.append([step])
    order.parkingPrice += problem.price[step.vm]
    hasParked.insert(step.vm)
    for i in pending.indices where pending[i].vm == step.vm { pending[i].from = step.to }
  }

  /// Whether a pending move of a VM that is not parked can start.
  private var canStart: Bool {
    let transit = Transit(problem, from: now)
    return pending.contains { !hasParked.contains($0.vm) && join($0, transit) != nil }
  }

  /// Moves that count against the limit, those to parking places included.
  private var movesMade: Int {
    order.batches.reduce(0) { $0 + $1.count { $0.type != .place } }
  }

  private var movesPlanned: Int { movesMade + pending.count { $0.type != .place } }

  /// Lets a live VM go cold where the goal allows it.
  mutating func fallBack() -> Bool {
    let p = problem
    for (i, step) in pending.enumerated() where step.type == .live {
      switch p.goal.coldFallback {
      case .never: return false
      case .forced: guard p.isDrained[Int(p.start[step.vm])] else { continue }
      case .always: break
      }
      var cold = step
      cold.type = .cold
      cold.isFallback = true
      guard join(cold, Transit(p, from: now)) != nil else { continue }
      pending[i] = cold
      order.parkingPrice += 2 * p.price[step.vm]
      return startCold()
    }
    return false
  }

  /// Gives a forced or waiting VM that cannot reach its node another one that it can reach now.
  mutating func retarget(_ budget: inout Budget) -> Bool {
    let p = problem
    let greedy = Greedy(problem: p)
    for (i, step) in pending.enumerated() {
      let must = p.role[step.vm] == .forced || p.role[step.vm] == .unplaced
      guard must, !hasParked.contains(step.vm) else { continue }
      var reachable: (step: Transit.Step, change: Double)?
      for n in p.balanceSet where n != step.from {
        budget.spend(1)
        guard greedy.mayMove(step.vm, now), let move = p.move(step.vm, to: n),
          let change = now.change(p, moving: step.vm, to: n),
          change < reachable?.change ?? .infinity
        else { continue }
        let trial = Transit.Step(
          vm: step.vm,
          from: step.from,
          to: n,
          type: move.type,
          isFallback: move.isFallback
        )
        if join(trial, Transit(p, from: now)) != nil { reachable = (trial, change) }
      }
      if let reachable {
        pending[i] = reachable.step
        return true
      }
    }
    return false
  }

  /// Makes up for what could not be reached: the best single moves that can be made from here.
  mutating func improve(_ budget: inout Budget) {
    let p = problem
    guard p.vmCount * p.balanceSet.count <= 100_000 else { return }
    let greedy = Greedy(problem: p)
    while movesMade < p.migrationLimit {
      var candidates: [(change: Double, vm: Int, node: Int)] = []
      for v in 0..<p.vmCount
      where p.role[v] == .movable && now.node[v] == p.start[v] && greedy.mayMove(v, now) {
        budget.spend(p.balanceSet.count)
        for n in p.balanceSet {
          if let change = now.change(p, moving: v, to: n), change < -1e-9 {
            candidates.append((change, v, n))
          }
        }
      }
      candidates.sort { ($0.change, $0.vm, $0.node) < ($1.change, $1.vm, $1.node) }
      let transit = Transit(p, from: now)
      var best: Transit?
      for candidate in candidates {
        guard let move = p.move(candidate.vm, to: candidate.node) else { continue }
        best = join(
          Transit.Step(
            vm: candidate.vm,
            from: Int(p.start[candidate.vm]),
            to: candidate.node,
            type: move.type,
            isFallback: move.isFallback
          ),
          transit
        )
        if best != nil { break }
      }
      guard let best else { return }
      commit(best)
    }
  }

  func finish() -> Orderer.Order {
    var result = order
    result.placement = now
    // Who never got beyond the parking place ends there, and has paid for that already.
    for step in pending where hasParked.contains(step.vm) {
      result.parkingPrice -= problem.price[step.vm]
      for (b, batch) in result.batches.enumerated() {
        for (i, move) in batch.enumerated() where move.vm == step.vm {
          result.batches[b][i].isParking = false
        }
      }
    }
    result.unreachable = pending.map(\.vm).sorted()
    result.missed = pending.map { ($0.vm, $0.to) }
    return result
  }
}
