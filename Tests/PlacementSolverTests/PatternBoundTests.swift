import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Bounds that know that VMs are whole; that none is above an optimum is tested in ``BoundTests``.
@Suite struct PatternBoundTests {
  typealias Vector = Relaxation.Vector

  /// A node with ten VMs to choose from, a balanced lane or two, and a limit or two.
  private struct Case {
    var curvature = Vector.zero
    var price = Vector.zero
    var limit = Vector(repeating: NodePattern.endless)
    var level = Vector.zero
    var items: [NodePattern.Item] = []

    init(_ random: inout SplitMix) {
      for lane in 0..<2 {
        curvature[lane] = .random(in: 0...2, using: &random)
        price[lane] = .random(in: -1...1, using: &random)
        level[lane] = .random(in: -1...0.2, using: &random)
      }
      for lane in 3..<5 where Bool.random(using: &random) {
        price[lane] = .random(in: 0...0.3, using: &random)
        limit[lane] = .random(in: 0...3, using: &random)
      }
      for choice in 0..<10 {
        var amount = Vector.zero
        for lane in [0, 1, 3, 4] { amount[lane] = .random(in: 0...1, using: &random) }
        let cost = Double.random(in: -0.5...0.5, using: &random)
        items.append(NodePattern.Item(choice: Int32(choice), cost: cost, amount: amount))
      }
    }

    /// What a pattern costs, by the definition; infinite where it does not fit.
    func cost(_ isIn: (Int) -> Bool) -> Double {
      var (cost, load) = (0.0, level)
      for (i, item) in items.enumerated() where isIn(i) {
        cost += item.cost
        load += item.amount
      }
      for lane in 0..<3 { cost += curvature[lane] * load[lane] * load[lane] }
      return (3..<8).contains { load[$0] > limit[$0] } ? .infinity : cost
    }

    func least(patience: Int) -> NodePattern.Result {
      let pattern = NodePattern(
        curvature: curvature,
        price: price,
        limit: limit,
        patience: patience
      )
      let reduced = items.map { item in
        var item = item
        item.cost += (pattern.price * item.amount).sum()
        return item
      }
      return pattern.least(reduced, from: level)
    }
  }

  /// With patience the least of all patterns is found, and without it nothing above that is said.
  @Test func theLeastPatternIsFound() {
    var random = SplitMix(seed: 1)
    for number in 0..<300 {
      let one = Case(&random)
      let least = (0..<1 << one.items.count).map { set in one.cost { set >> $0 & 1 == 1 } }.min()
      let exact = one.least(patience: .max)
      #expect(abs(exact.value - (least ?? 0)) < 1e-9, "case \(number)")
      #expect(abs(one.cost { exact.chosen.contains(Int32($0)) } - exact.value) < 1e-9)
      for patience in [1, 5, 20] {
        #expect(one.least(patience: patience).value <= exact.value + 1e-9, "case \(number)")
      }
    }
  }

  /// Where few may move, that each move overshoots or falls short decides: a fluid does neither.
  @Test func fewMovesCannotBalance() throws {
    let cluster = SyntheticCluster(kind: .budget5, nodes: 10, virtualMachines: 80, seed: 1)
    let scenario = cluster.scenario()
    let problem = try Problem(inventory: scenario.inventory, goal: scenario.goal)
    let relaxation = Relaxation(problem, stuck: 0)
    let floor = DeviationFloors(relaxation: relaxation).value()
    var ascent = PriceAscent(GradientBound(relaxation: relaxation, floor: floor))
    var context = SolveContext.unlimited
    let fluid = ascent.run(rounds: 40, &context).value
    let bound = LowerBound(problem: problem, effort: 4_000_000).solve(levels: Levels())
    #expect(bound > fluid)
  }

  /// Three equal VMs are never even on two nodes.
  @Test func whatIsWholeStaysUneven() throws {
    let nodes = ["a", "b"].map {
      Node(name: $0, allocatable: ["cpu": Quantity(10), "memory": Quantity(10 << 30)])
    }
    let machines = ["x", "y", "z"].map {
      VirtualMachine(
        name: $0,
        node: "a",
        requests: ["cpu": Quantity(2), "memory": Quantity(1 << 30)]
      )
    }
    let inventory = Inventory(cluster: Cluster(nodes: nodes, virtualMachines: machines))
    var goal = Goal(optimize: .cpu)
    goal.migrationCost = 0
    goal.tolerance = .none
    let problem = try Problem(inventory: inventory, goal: goal)
    // 40 % and 20 % in place of 60 % and 0 %.
    let bound = LowerBound(problem: problem).solve(levels: Levels())
    #expect(abs(bound - 1.0 / 3) < 0.01)
  }
}
