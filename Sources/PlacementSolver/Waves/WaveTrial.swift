import PlacementModel

/// A wave tried quickly: forced moves and their order alone.
struct WaveTrial {
  /// Whether any node may fail while the wave's are away, those aside that could not at the start.
  var failover: Bool
  var unprotected: Set<String>
  /// The goal that all waves share; its objective does not matter here.
  var goal: Goal
  /// Who may end it, and when.
  var context: SolveContext

  /// Why nodes cannot be emptied together.
  enum Obstacle {
    /// VMs that cannot leave.
    case stuck([String])
    /// A node whose failure would leave VMs without one.
    case failure(String)
  }

  enum Outcome {
    /// Where VMs are afterwards that were elsewhere before.
    case ends([String: String])
    case impossible(Obstacle)
  }

  /// Tries to empty some nodes while others, still to be emptied, take nobody in.
  ///
  /// - Throws: ``PlanningError`` where the task makes no sense.
  func run(_ nodes: [String], later: Set<String>, _ inventory: Inventory) throws -> Outcome {
    var goal = goal
    goal.optimize = .none
    goal.drain = nodes
    let p = try Problem(inventory: inventory.cordoning(later), goal: goal)
    var context = context.timeOnly
    var placement = Placement(p)
    Greedy(problem: p).forced(&placement, &context)
    let portfolio = Portfolio(problem: p, options: SolverOptions(method: .greedy), backend: nil)
    let found = portfolio.protecting(
      portfolio.candidate(.greedy, placement, context),
      mayBlock: true,
      context
    )
    let stuck = found.stuck.filter { p.start[$0] >= 0 && p.isDrained[Int(p.start[$0])] }
    if !stuck.isEmpty { return .impossible(.stuck(stuck.map { p.names[$0] })) }
    if failover, let node = stranded(p, found.order.placement) {
      return .impossible(.failure(node))
    }
    var ends: [String: String] = [:]
    for v in 0..<p.vmCount where found.nodes[v] != p.start[v] && found.nodes[v] >= 0 {
      ends[p.names[v]] = p.nodeName(Int(found.nodes[v]))
    }
    return .ends(ends)
  }

  /// A node whose failure would leave VMs without one.
  func stranded(_ p: Problem, _ placement: Placement) -> String? {
    Failover(problem: p).strandedNodes(placement).map { p.nodeName($0) }
      .first { !unprotected.contains($0) }
  }

  /// The same for where VMs are in an inventory, some nodes being away and others closed.
  func stranded(
    _ inventory: Inventory,
    away: [String],
    later: Set<String>
  ) throws -> String? {
    guard failover else { return nil }
    var goal = goal
    goal.drain = away
    let p = try Problem(inventory: inventory.cordoning(later), goal: goal)
    return stranded(p, Placement(p))
  }
}
