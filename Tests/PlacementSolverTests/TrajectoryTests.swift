import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Orders that are changed in place, searched, and put into batches again.
@Suite struct TrajectoryTests {
  private static func tight(_ seed: UInt64 = 5) throws -> Problem {
    let cluster = SyntheticCluster(kind: .tight90, nodes: 6, virtualMachines: 60, seed: seed)
    let scenario = cluster.scenario()
    return try Problem(inventory: scenario.inventory, goal: scenario.goal)
  }

  /// Where descent leads, in order.
  private static func start(_ p: Problem) -> Orderer.Order {
    var context = SolveContext.limited(to: 200_000)
    var placement = Placement(p)
    Greedy(problem: p).forced(&placement, &context)
    Greedy(problem: p).descend(&placement, &context)
    return Orderer(problem: p).order(to: placement.node, &context)
  }

  private static func searched(_ p: Problem, _ start: Trajectory, work: Int) -> Trajectory {
    var context = SolveContext.limited(to: work).seeded(7)
    return TrajectorySearch(problem: p, heat: 0.1).improve(start, &context)
  }

  /// Whether every batch of an order can be made, one after the other.
  private static func canBeMade(_ order: Orderer.Order, _ p: Problem) -> Bool {
    var transit = Transit(p)
    for batch in order.batches {
      for step in batch {
        if step.type == .cold {
          guard batch.count == 1, transit.goCold(step) else { return false }
        } else {
          guard transit.admits(step) else { return false }
          transit.begin(step)
        }
      }
      guard transit.endIsLegal else { return false }
      transit.finishAll()
    }
    return transit.end.node == order.placement.node
  }

  /// Every rule, on clusters of two to four nodes.
  @Test(arguments: 0..<4)
  func whatIsFoundCanBeMadeAndIsNoWorse(block: UInt64) throws {
    for seed in block * 30..<block * 30 + 30 {
      let random = RandomCase(seed: seed)
      let p = try Problem(inventory: random.inventory, goal: random.goal)
      guard p.vmCount > 0 else { continue }
      let order = Self.start(p)
      guard let start = Trajectory(p, order.batches) else { continue }
      #expect(start.end.node == order.placement.node, "seed \(seed)")
      let found = Self.searched(p, start, work: 30_000)
      guard let packed = Packing(problem: p).order(found.steps) else { continue }
      #expect(Self.canBeMade(packed, p), "seed \(seed)")
      #expect(packed.placement.node == found.end.node, "seed \(seed)")
      let rank = (
        p.stuck(packed.placement.node).count, packed.placement.cost(p) + packed.parkingPrice
      )
      let before = (
        p.stuck(order.placement.node).count, order.placement.cost(p) + order.parkingPrice
      )
      #expect(rank <= (before.0, before.1 + 1e-9), "seed \(seed)")
    }
  }

  /// On full nodes every move can be made, and the same work leads to the same end.
  @Test func staysWithinReachAndIsTheSameAgain() throws {
    let p = try Self.tight()
    let order = Self.start(p)
    let start = try #require(Trajectory(p, order.batches))
    let found = Self.searched(p, start, work: 1_000_000)
    let packed = try #require(Packing(problem: p).order(found.steps))
    #expect(Self.canBeMade(packed, p))
    #expect(p.isLegal(packed.placement))
    #expect(packed.objective(p) <= order.objective(p) + 1e-9)
    #expect(Self.searched(p, start, work: 1_000_000).end.node == found.end.node)
  }

  /// A list of moves is the same one after it was read, and what has no room is seen.
  @Test func keepsBooksOfEveryMoment() throws {
    let p = try Self.tight()
    let order = Self.start(p)
    var trajectory = try #require(Trajectory(p, order.batches))
    let steps = trajectory.steps
    #expect(steps.map(\.vm).sorted() == order.batches.flatMap { $0 }.map(\.vm).sorted())
    for n in 0..<p.nodeCount { #expect(trajectory.fits(n)) }
    // Everybody on one node is too much for it.
    for v in 0..<p.vmCount where p.start[v] != 0 {
      _ = trajectory.set(v, Trajectory.Route(to: 0, at: 0.5))
    }
    #expect(!trajectory.fits(0))
    for v in 0..<p.vmCount { _ = trajectory.set(v, .none) }
    #expect(trajectory.end.node == p.start)
    #expect(trajectory.steps.isEmpty)
  }

  /// Moves that do not need each other run side by side, and cold ones come last.
  @Test func packsWhatMayRunTogether() throws {
    func node(_ name: String) -> Node {
      Node(name: name, allocatable: [.cpu: Quantity(10), .memory: Quantity(100 << 30)])
    }
    func vm(_ name: String, on node: String, _ cpu: Int, live: Bool = true) -> VirtualMachine {
      VirtualMachine(
        name: name,
        node: node,
        requests: [.cpu: Quantity(cpu), .memory: Quantity(1 << 30)],
        accessModes: live ? [.readWriteMany] : [.readWriteOnce]
      )
    }
    let cluster = Cluster(
      nodes: ["a", "b", "c", "d"].map(node),
      virtualMachines: [
        vm("cold", on: "a", 1, live: false), vm("one", on: "b", 6), vm("two", on: "c", 6),
      ]
    )
    let p = try Problem(inventory: Inventory(cluster: cluster), goal: Goal())
    // Two waits for one to leave; cold is in nobody's way.
    let steps = [(0, 3), (1, 3), (2, 1)].compactMap { p.step($0.0, to: $0.1) }
    let order = try #require(Packing(problem: p).order(steps))
    #expect(order.batches.map { $0.map(\.vm) } == [[1], [2], [0]])
    // Without one's leaving there is no room for two.
    #expect(Packing(problem: p).order([steps[2]]) == nil)
  }

  /// Overfilling nodes on the way leads to a placement in which none is.
  @Test func crowdsAreGoneInTheEnd() throws {
    for seed: UInt64 in 5..<8 {
      let p = try Self.tight(seed)
      var context = SolveContext.limited(to: 400_000).seeded(seed)
      let start = Placement(p)
      let end = Annealing(problem: p, mayCrowd: true).improve(start, &context)
      #expect(p.isLegal(end))
      #expect(end.cost(p) < 0.9 * start.cost(p))
      #expect(end.crowding == 0)
    }
  }
}
