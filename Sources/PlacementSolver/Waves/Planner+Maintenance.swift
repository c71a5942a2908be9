import PlacementChecker
import PlacementModel

extension Planner {
  /// Plans how to empty several nodes in few waves, so that each can be worked on.
  ///
  /// ```swift
  /// let goal = Goal(drain: ["worker-01", "worker-02", "worker-03"])
  /// let maintenance = try Planner().maintenance(inventory, goal: goal, maxUnavailable: 2)
  /// for wave in maintenance.waves { print(wave.number, wave.drain, wave.plan.migrations.count) }
  /// ```
  ///
  /// Each node is emptied once and nobody goes to a node that is still to be emptied, so that no VM
  /// has to move twice. Limits on migrations and on downtime hold for each wave. What is legal is
  /// said in <doc:LegalPlans>; have ``/PlacementChecker/MaintenanceChecker`` look at it.
  ///
  /// - Parameters:
  ///   - inventory: The cluster, its rules and limits.
  ///   - goal: What is wanted; `drain` names all the nodes. `onInfeasible` decides what happens
  ///     where some cannot be emptied: no waves, or those of the others (`partial`). Relaxations
  ///     are not looked for.
  ///   - maxUnavailable: How many nodes may be away at a time; `nil` for as many as there is room
  ///     for.
  ///   - failover: Whether any one node may fail while others are away and its VMs still find room.
  ///   - context: A deadline for all waves together, who may stop it, and who is told about each
  ///     step of each wave. Once it ends, the rest is planned without a search.
  /// - Throws: ``PlanningError`` where the task makes no sense; `EncodingError` where a number in
  ///   the inventory is not finite.
  public func maintenance(
    _ inventory: Inventory,
    goal: Goal,
    maxUnavailable: Int? = nil,
    failover: Bool = true,
    context: SolveContext = SolveContext()
  ) throws -> Maintenance {
    var drain: [String] = []
    for name in goal.drain where !drain.contains(name) { drain.append(name) }
    var goal = goal
    goal.drain = drain
    var whole = goal
    whole.drain = []
    let start = try Problem(inventory: inventory, goal: whole)
    // Also what no node is named for, and numbers that make no sense, shows here.
    _ = try Problem(inventory: inventory, goal: goal)
    let unprotected =
      failover
      ? Failover(problem: start).strandedNodes(Placement(start)).map { start.nodeName($0) } : []
    let context = context.ending(by: options.timeLimit.map { context.listeners.now() + $0 })
    let trial = WaveTrial(
      failover: failover,
      unprotected: Set(unprotected),
      goal: goal,
      context: context.trial(work: nil)
    )
    let finder = WaveFinder(trial: trial, most: max(1, maxUnavailable ?? drain.count))
    let least = start.leastWaves(drain, most: maxUnavailable)
    let split = try finder.split(drain, inventory, least: least)
    var result = Maintenance(
      status: .planned,
      goal: goal,
      maxUnavailable: maxUnavailable,
      failover: failover,
      waves: [],
      leastWaves: least,
      left: left(split, inventory),
      unprotected: unprotected
    )
    let isPartial = goal.onInfeasible == .partial
    if result.left.isEmpty || isPartial {
      let (waves, rest) = try carryOut(split.waves, finder, inventory, context)
      result.waves = waves
      result.left += rest.map {
        Maintenance.Left(node: $0, message: "the waves found leave it no room")
      }
    }
    if !result.left.isEmpty {
      if !isPartial {
        // All or nothing.
        result.waves = []
        let named = Set(result.left.map(\.node))
        result.left += drain.filter { !named.contains($0) }.map {
          Maintenance.Left(node: $0, message: "it could be emptied, but others cannot")
        }
      }
      result.status = result.waves.isEmpty ? .infeasible : .partial
    }
    result.summary = Maintenance.Summary(result.waves)
    return result
  }

  /// Plans waves one after the other; what is in none in the end.
  private func carryOut(
    _ split: [[String]],
    _ finder: WaveFinder,
    _ inventory: Inventory,
    _ context: SolveContext
  ) throws -> ([Maintenance.Wave], rest: [String]) {
    var open = split
    var waves: [Maintenance.Wave] = []
    var task = WaveTask(nodes: [], later: Set(split.joined()), inventory: inventory)
    while let nodes = open.first {
      task.nodes = nodes
      task.later = Set(open.dropFirst().joined()).union(finder.trial.goal.drain)
        .subtracting(waves.flatMap(\.drain)).subtracting(nodes)
      task.share = 1 / Double(open.count)
      guard let plan = try plan(task, finder.trial, context) else {
        // The waves before went other ways than the trial did: split the rest anew.
        let again = try finder.split(open.flatMap { $0 }, task.inventory, least: 1)
        if again.waves.first.map({ $0 == nodes }) ?? true { break }
        open = again.waves + again.left.map { [$0] }
        continue
      }
      waves.append(Maintenance.Wave(number: waves.count + 1, drain: nodes, plan: plan))
      task.inventory = task.inventory.moving(plan.ends)
      task.moved.merge(plan.ends) { $1 }
      open.removeFirst()
    }
    return (waves, open.flatMap { $0 })
  }

  /// One wave to be planned.
  private struct WaveTask {
    var nodes: [String]
    var later: Set<String>
    var inventory: Inventory
    /// Where earlier waves put VMs.
    var moved: [String: String] = [:]
    /// The share of the time that it gets.
    var share = 1.0
  }

  /// The best plan for a wave that empties its nodes and leaves room for a failure.
  private func plan(
    _ task: WaveTask,
    _ trial: WaveTrial,
    _ context: SolveContext
  ) throws -> Plan? {
    var goal = trial.goal
    goal.drain = task.nodes
    goal.onInfeasible = .stop
    let inventory = task.inventory.cordoning(task.later)
    var planner = self
    planner.options.findsRelaxations = false
    planner.options.proposesAlternatives = false
    planner.options.timeLimit = context.remainingTime.map { $0 * task.share }
    var quick = planner
    quick.options.method = .greedy
    // Who has moved stays where it is, but not at the price of a wave that is impossible.
    let stays = Stipulations(fixed: task.moved)
    for (planner, stipulations) in [
      (planner, stays), (planner, Stipulations()), (quick, stays), (quick, Stipulations()),
    ] {
      let plan = try planner.plan(
        inventory,
        goal: goal,
        stipulations: stipulations,
        context: context
      )
      let isEmptied = !plan.blocked.contains { task.nodes.contains($0.node ?? "") }
      guard plan.status != .infeasible, isEmptied else { continue }
      let after = task.inventory.moving(plan.ends)
      if try trial.stranded(after, away: task.nodes, later: task.later) == nil { return plan }
    }
    return nil
  }

  /// What is in no wave, and why.
  private func left(_ split: WaveFinder.Split, _ inventory: Inventory) -> [Maintenance.Left] {
    let isEverything = Set(inventory.cluster.nodes.map(\.name)).isSubset(of: split.all)
    return split.left.map { node in
      let message =
        switch split.obstacles[node] {
        case .stuck where isEverything && split.waves.isEmpty:
          "every node is to be emptied and none is empty: leave one out and empty it in the end"
        case .stuck(let vms):
          vms.prefix(3).joined(separator: ", ")
            + (vms.count > 3 ? " and \(vms.count - 3) more" : "")
            + " cannot leave it; a plan that drains it alone says why"
        case .failure(let other): "if \(other) failed meanwhile, its VMs would find no room"
        case nil: "no wave was found in which it can be emptied"
        }
      return Maintenance.Left(node: node, message: message)
    }
  }
}

extension Problem {
  /// A number of waves below which nodes cannot all be emptied, whatever goes where.
  ///
  /// Away, at any time, is no more than what is allocatable beyond what is requested.
  func leastWaves(_ names: [String], most: Int?) -> Int {
    let drained = Set(names)
    let nodes = (0..<nodeCount).filter { drained.contains(nodeName($0)) }
    var least = nodes.isEmpty ? 0 : 1
    if let most, most > 0 { least = max(least, (nodes.count + most - 1) / most) }
    let placement = Placement(self)
    for r in 0..<resourceCount {
      // What a node holds already it may go on holding.
      let room = (0..<nodeCount).map { n in
        let i = n * resourceCount + r
        return limit[i] == .max
          ? nil : Double(max(limit[i], placement.used[i])) - Double(baseRequests[i])
      }
      let total = room.reduce(0.0) { $0 + ($1 ?? .infinity) }
      guard total.isFinite else { continue }
      let held = (0..<vmCount).reduce(0.0) { sum, v in
        isActive(v) && start[v] >= 0 ? sum + Double(requests[v * resourceCount + r]) : sum
      }
      let away = nodes.reduce(0.0) { $0 + (room[$1] ?? 0) }
      let spare = total - held
      guard away > 0, spare > 0 else { continue }
      least = max(least, Int((away / spare - 1e-9).rounded(.up)))
    }
    return min(least, nodes.count)
  }
}
