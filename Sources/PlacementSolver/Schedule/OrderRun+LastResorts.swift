import PlacementModel

/// What is left to try where making room does not help.
extension OrderRun {
  /// Lets a live VM go cold where the goal allows it.
  mutating func fallBack(_ context: inout SolveContext) -> Bool {
    let p = problem
    guard coldMovesPlanned < p.downtimeLimit else { return false }
    for i in queue where steps[i].type == .live && p.mayGo[steps[i].vm].cold {
      switch p.goal.coldFallback {
      case .never: return false
      case .forced: guard p.isDrained[Int(p.start[steps[i].vm])] else { continue }
      case .always: break
      }
      context.spend(1)
      guard Int(p.start[steps[i].vm]) != steps[i].to else { continue }
      let live = steps[i]
      steps[i].type = .cold
      steps[i].isFallback = true
      if goCold(i) {
        order.parkingPrice += 2 * p.price[live.vm]
        inWant.insert(i)
        return true
      }
      steps[i] = live
    }
    return false
  }

  /// Gives a forced or waiting VM that cannot reach its node another one that it can reach now.
  mutating func retarget(_ context: inout SolveContext) -> Bool {
    let p = problem
    let greedy = Greedy(problem: p)
    for i in queue {
      let step = steps[i]
      let must = p.role[step.vm] == .forced || p.role[step.vm] == .unplaced
      guard must, !hasParked.contains(step.vm), greedy.mayMove(step.vm, transit.end) else {
        continue
      }
      var reachable: (step: Transit.Step, change: Double)?
      for n in p.balanceSet where n != step.from {
        context.spend(1)
        guard let change = transit.end.change(p, moving: step.vm, to: n),
          change < reachable?.change ?? .infinity, let trial = p.step(step.vm, to: n),
          trial.type != .cold || step.type == .cold || coldMovesPlanned < p.downtimeLimit,
          canBegin(trial)
        else { continue }
        reachable = (trial, change)
      }
      guard let reachable else { continue }
      inWant.insert(i)
      redirect(i, to: reachable.step)
      return true
    }
    return false
  }

  /// Makes up for what could not be reached: the best single moves that can be made from here.
  mutating func improve(_ context: inout SolveContext) {
    let p = problem
    guard p.vmCount * p.balanceSet.count <= 100_000 else { return }
    while movesMade < p.migrationLimit, !context.isExhausted {
      guard let step = bestImprovement(&context) else { return }
      if step.type == .cold {
        guard transit.goCold(step) else { return }
      } else {
        transit.jump(step)
      }
      order.batches.append([step])
      settle(step)
    }
  }

  private mutating func bestImprovement(_ context: inout SolveContext) -> Transit.Step? {
    let p = problem
    let greedy = Greedy(problem: p)
    var candidates: [(change: Double, vm: Int, node: Int)] = []
    for v in 0..<p.vmCount
    where p.role[v] == .movable && transit.end.node[v] == p.start[v] && !hasParked.contains(v)
      && greedy.mayMove(v, transit.end)
    {
      context.spend(p.balanceSet.count)
      for n in p.balanceSet {
        let staysUp = coldMovesPlanned < p.downtimeLimit || p.way(v, to: n) == .live
        if staysUp, let change = transit.end.change(p, moving: v, to: n), change < -1e-9 {
          candidates.append((change, v, n))
        }
      }
    }
    candidates.sort { ($0.change, $0.vm, $0.node) < ($1.change, $1.vm, $1.node) }
    for candidate in candidates {
      if let step = p.step(candidate.vm, to: candidate.node), canBegin(step) { return step }
    }
    return nil
  }

  /// Whether a move can be made now, by itself.
  private mutating func canBegin(_ step: Transit.Step) -> Bool {
    if step.type == .cold {
      guard transit.goCold(step) else { return false }
      transit.takeBack(cold: step)
      return true
    }
    guard transit.admits(step) else { return false }
    transit.begin(step)
    defer { transit.cancel(step) }
    return transit.endIsLegal
  }
}

extension Problem {
  /// The move of a VM from where it is at the start; `nil` where rules on the two forbid it.
  func step(_ vm: Int, to node: Int) -> Transit.Step? {
    guard let move = move(vm, to: node) else { return nil }
    return Transit.Step(
      vm: vm,
      from: Int(start[vm]),
      to: node,
      type: move.type,
      isFallback: move.isFallback
    )
  }
}
