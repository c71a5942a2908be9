import PlacementModel

/// Making room where nothing can begin: VMs park on third nodes.
///
/// Whenever nothing can begin, every waiting move waits for another one: there is a cycle, or a
/// chain that ends at a VM which stays. One move of it is let through by sending at most two VMs
/// of its target elsewhere for a while: such that move on later anyway (one more move each), or
/// such that stay and come back (two more moves each). The fewest bytes are copied that way.
extension OrderRun {
  /// Parking moves, and the waiting move that can begin after them.
  private struct Detour {
    var parks: [Transit.Step] = []
    var freed: Int
    var cost: Double
  }

  /// A VM that may leave a node for a while, and what it costs.
  private struct Evictee {
    var vm: Int
    /// Its own waiting move, `nil` where it stays.
    var move: Int?
    var cost: Double
  }

  /// Waiting moves for which room is sought each time, and the work that may go into it.
  private static let breadth = 64
  private static let effort = 20_000

  /// Parks one or two VMs and makes the move that they were in the way of.
  mutating func makeRoom(_ context: inout SolveContext) -> Bool {
    guard let detour = cheapestDetour(&context) else { return false }
    inWant.insert(detour.freed)
    for step in detour.parks { park(step) }
    let freed = steps[detour.freed]
    if freed.type == .cold { return goCold(detour.freed) || true }
    _ = start(freed.type, first: detour.freed, &context)
    return true
  }

  private mutating func cheapestDetour(_ context: inout SolveContext) -> Detour? {
    let room = problem.migrationLimit == .max ? Int.max : problem.migrationLimit - movesPlanned
    guard room > 0 else { return nil }
    var best: Detour?
    var effort = Self.effort
    let demand = self.demand
    // Once time is up, only what must be done is worth a detour.
    let isLate = context.isExhausted
    for depth in [1, 2] where best == nil && room >= depth {
      var left = Self.breadth
      for i in queue where left > 0 && effort > 0 && !(isLate && isOptional(i)) {
        let before = effort
        if let detour = detour(for: i, depth, room, demand, below: best?.cost, &effort) {
          best = detour
          left -= 1
        }
        context.spend(before - effort)
      }
    }
    return best
  }

  private func isOptional(_ i: Int) -> Bool { problem.role[steps[i].vm] == .movable }

  /// What the waiting moves will bring to each node, by resource.
  private var demand: [Int64] {
    let p = problem
    var demand = [Int64](repeating: 0, count: transit.used.count)
    for i in queue {
      for r in 0..<p.resourceCount {
        demand[steps[i].to * p.resourceCount + r] += p.requests[steps[i].vm * p.resourceCount + r]
      }
    }
    return demand
  }

  /// The cheapest way to let one waiting move begin.
  private mutating func detour(
    for i: Int,
    _ depth: Int,
    _ room: Int,
    _ demand: [Int64],
    below limit: Double?,
    _ effort: inout Int
  ) -> Detour? {
    let target = steps[i]
    var best: Detour?
    let evictees = self.evictees(for: i, room)
    if depth == 1 {
      for evictee in evictees {
        guard evictee.cost < best?.cost ?? limit ?? .infinity else { break }
        effort -= 1
        guard isFreed(target, by: [evictee.vm]) else { continue }
        guard let step = place(for: evictee, avoiding: target, demand, &effort) else { continue }
        if lets(i, after: [step]) {
          best = Detour(parks: [step], freed: i, cost: evictee.cost)
        }
      }
      return best
    }
    for (a, first) in evictees.enumerated() {
      for second in evictees[(a + 1)...] {
        let cost = first.cost + second.cost
        guard cost < best?.cost ?? limit ?? .infinity, effort > 0 else { break }
        effort -= 1
        guard isFreed(target, by: [first.vm, second.vm]) else { continue }
        // The larger one first: it has the smaller choice.
        guard let one = place(for: second, avoiding: target, demand, &effort) else { continue }
        transit.jump(one)
        let two = place(for: first, avoiding: target, demand, &effort)
        transit.jump(one, back: true)
        guard let two, lets(i, after: [one, two]) else { continue }
        best = Detour(parks: [one, two], freed: i, cost: cost)
      }
    }
    return best
  }

  /// Who may leave the target of a move for a while, cheapest first.
  private func evictees(for i: Int, _ room: Int) -> [Evictee] {
    let p = problem
    let target = steps[i]
    var candidates = residents[target.to]
    if transit.hasRoom(target.vm, at: target.to) {
      // Not room is wanting but distance: members of its groups, wherever in the domain.
      for m in p.memberships(of: target.vm) where p.groups[Int(m.group)].required {
        let g = Int(m.group)
        let domain = p.domain(g, target.to)
        guard domain >= 0 else { continue }
        for v in p.groups[g].owners + p.groups[g].matched
        where p.domain(g, Int(transit.end.node[v])) == domain && !candidates.contains(v) {
          candidates.append(v)
        }
      }
    }
    return candidates.compactMap { v -> Evictee? in
      guard v != target.vm, p.role[v] == .movable || p.role[v] == .forced, !hasParked.contains(v),
        transit.end.node[v] == p.start[v]
      else { return nil }
      let bytes = p.guestMemory[v] + 1
      if moveOf[v] >= 0 {
        let move = moveOf[v]
        return steps[move].type == .live ? Evictee(vm: v, move: move, cost: bytes) : nil
      }
      guard room > 1, p.mayReturn(v) else { return nil }
      return Evictee(vm: v, move: nil, cost: 2 * bytes)
    }
    .sorted { ($0.cost, $0.vm) < ($1.cost, $1.vm) }
  }

  /// Whether the requests of a move would fit if some VMs of its target were gone.
  private func isFreed(_ target: Transit.Step, by vms: [Int]) -> Bool {
    let p = problem
    let count = p.resourceCount
    for r in 0..<count {
      let slot = target.to * count + r
      var need = transit.used[slot] + p.requests[target.vm * count + r] - p.limit[slot]
      guard need > 0 else { continue }
      for v in vms where Int(transit.end.node[v]) == target.to {
        need -= p.requests[v * count + r]
      }
      if need > 0 { return false }
    }
    return true
  }

  /// Where a VM may wait: the node on which it is least in the way of others.
  private func place(
    for evictee: Evictee,
    avoiding target: Transit.Step,
    _ demand: [Int64],
    _ effort: inout Int
  ) -> Transit.Step? {
    let p = problem
    let v = evictee.vm
    let from = Int(transit.end.node[v])
    let count = p.resourceCount
    var best: (step: Transit.Step, harm: Double)?
    for n in p.balanceSet where n != from && n != target.to {
      if let move = evictee.move, steps[move].to == n { continue }
      effort -= 1
      guard transit.hasRoom(v, at: n), let way = p.passage(v, to: n), way.type == .live else {
        continue
      }
      var harm = 0.0
      for r in 0..<count where p.limit[n * count + r] < .max {
        let limit = p.limit[n * count + r]
        let over =
          transit.used[n * count + r] + p.requests[v * count + r] + demand[n * count + r] - limit
        harm = max(harm, Double(over) / Double(max(1, limit)))
      }
      guard harm < best?.harm ?? .infinity else { continue }
      let step = Transit.Step(vm: v, from: from, to: n, type: .live, isParking: true)
      guard transit.admits(step) else { continue }
      best = (step, harm)
    }
    return best?.step
  }

  /// Whether a move could begin once some others had been made, with every rule kept.
  private mutating func lets(_ i: Int, after parks: [Transit.Step]) -> Bool {
    var made: [Transit.Step] = []
    defer { for step in made.reversed() { transit.jump(step, back: true) } }
    for step in parks {
      guard transit.admits(step) else { return false }
      transit.begin(step)
      let isLegal = transit.endIsLegal
      transit.cancel(step)
      guard isLegal else { return false }
      transit.jump(step)
      made.append(step)
    }
    guard steps[i].type == .cold else { return transit.admits(steps[i]) }
    guard transit.goCold(steps[i]) else { return false }
    transit.takeBack(cold: steps[i])
    return true
  }

  /// Makes a move to a parking place, a batch of its own.
  private mutating func park(_ step: Transit.Step) {
    let p = problem
    transit.jump(step)
    settle(step)
    order.batches.append([step])
    hasParked.insert(step.vm)
    if moveOf[step.vm] >= 0 {
      order.parkingPrice += p.price[step.vm]
      steps[moveOf[step.vm]].from = step.to
    } else {
      order.parkingPrice += 2 * p.price[step.vm]
      append(Transit.Step(vm: step.vm, from: step.to, to: step.from, type: .live))
    }
  }
}
