import PlacementModel

/// Finds an order of moves from where virtual machines are to where they should be.
///
/// It is what ``Planner`` uses, by itself: for a placement that comes from elsewhere.
///
/// ```swift
/// let schedule = try Scheduler(inventory).schedule(to: ["shop/db-1": "worker-03"])
/// for batch in schedule.batches { print(batch.number, batch.migrations, batch.estimatedSeconds) }
/// ```
public struct Scheduler: Sendable {
  /// The cluster with every VM where it is at the beginning, its rules and limits.
  public var inventory: Inventory
  /// What is drained, when a VM may go cold, how many moves may be made, and how they begin.
  public var goal: Goal
  /// How often an order is sought where the first one needs parking places or leaves something out.
  public var attempts: Int

  /// Creates a scheduler.
  public init(_ inventory: Inventory, goal: Goal = Goal(optimize: .none), attempts: Int = 8) {
    self.inventory = inventory
    self.goal = goal
    self.attempts = attempts
  }

  /// Orders the moves that lead to a placement.
  ///
  /// Every state on the way is legal, in batches and in streaming alike; see <doc:LegalPlans>. A
  /// VM that no order was found for stays where it is and is listed in ``Schedule/unreachable``.
  ///
  /// O(moves · batches) where nothing is stuck.
  ///
  /// - Parameters:
  ///   - target: Nodes by VMs' full names; VMs that are not named stay.
  ///   - start: Where VMs are instead of where the inventory has them.
  /// - Throws: ``PlanningError`` where there is no such VM or node.
  public func schedule(
    to target: [String: String],
    from start: [String: String] = [:]
  ) throws -> Schedule {
    var inventory = inventory
    let known = Set(inventory.cluster.virtualMachines.map(\.fullName))
    for name in (Array(target.keys) + start.keys).sorted() where !known.contains(name) {
      throw PlanningError(code: .unknownVM, message: "there is no VM \(name)")
    }
    for v in inventory.cluster.virtualMachines.indices {
      if let node = start[inventory.cluster.virtualMachines[v].fullName] {
        inventory.cluster.virtualMachines[v].node = node
      }
    }
    let nodes = inventory.cluster.nodes.map(\.name)
    for name in (Array(target.values) + start.values).sorted() where !nodes.contains(name) {
      throw PlanningError(code: .unknownNode, message: "there is no node \(name)")
    }
    let problem = try Problem(inventory: inventory, goal: goal)
    var nodeID: [String: Int] = [:]
    for (n, name) in nodes.enumerated() { nodeID[name] = n }
    let ends = (0..<problem.vmCount).map { v in
      target[problem.names[v]].flatMap { nodeID[$0] }.map(Int32.init) ?? problem.start[v]
    }
    var context = SolveContext.unlimited
    var orderer = Orderer(problem: problem)
    orderer.attempts = attempts
    orderer.mayImprove = false
    let order = orderer.order(to: ends, &context)
    return Schedule(problem: problem, order: order, target: ends)
  }
}

/// An order of moves, in batches and on a timeline.
public struct Schedule: Sendable, Hashable {
  /// The moves in the order of the batches, each with what it waits for and when it runs.
  public var migrations: [Plan.Migration]
  /// Which moves run together.
  public var batches: [Plan.Batch]
  /// The total time and what it cannot fall below.
  public var timeline: Plan.Timeline
  /// What does not get where it should.
  public var unreachable: [Unreachable]

  /// A VM that does not get where it should.
  public struct Unreachable: Sendable, Hashable {
    /// The VM's full name.
    public var vm: String
    /// Where it should have gone.
    public var node: String
    /// Why not: who waits for whom.
    public var message: String
  }

  init(problem p: Problem, order: Orderer.Order, target: [Int32]) {
    let trip = Itinerary(
      problem: p,
      batches: order.batches,
      start: Placement(p),
      end: order.placement
    )
    migrations = trip.migrations
    batches = trip.batches
    timeline = trip.timeline
    let stuck = p.deadlock(order)
    unreachable = (0..<p.vmCount).compactMap { v in
      guard target[v] >= 0, target[v] != order.placement.node[v] else { return nil }
      let node = Int(target[v])
      let mayGo = p.isActive(v) && p.move(v, to: node) != nil
      return Unreachable(
        vm: p.names[v],
        node: p.nodeName(node),
        message: mayGo ? stuck ?? "no order of moves was found" : "rules keep it from going there"
      )
    }
  }
}

extension Problem {
  /// Who waits for whom where moves could not be made: a cycle, or a chain and where it ends.
  func deadlock(_ order: Orderer.Order) -> String? {
    guard var vm = order.missed.first?.vm else { return nil }
    let goal = Dictionary(order.missed.map { ($0.vm, $0.node) }, uniquingKeysWith: { a, _ in a })
    var chain: [Int] = []
    while !chain.contains(vm) {
      chain.append(vm)
      guard let node = goal[vm] else { break }
      // The largest of those that are to leave is what is most in the way.
      let next = order.missed.filter { $0.vm != vm && Int(order.placement.node[$0.vm]) == node }
        .max { (guestMemory[$0.vm], $1.vm) < (guestMemory[$1.vm], $0.vm) }
      guard let next else {
        return "\(names[vm]) finds no room on \(nodeName(node)), and nobody is to leave it"
      }
      vm = next.vm
    }
    let cycle = chain.firstIndex(of: vm).map { Array(chain[$0...]) } ?? chain
    return cycle.enumerated().map { i, v in
      let next = cycle[(i + 1) % cycle.count]
      return "\(names[v]) waits for \(names[next]) to leave \(nodeName(goal[v] ?? 0))"
    }
    .joined(separator: ", ") + ", and no third node takes one of them meanwhile"
  }
}
