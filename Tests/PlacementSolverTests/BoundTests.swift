import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Bounds against trying everything: a bound above the optimum is a lie in every plan.
@Suite struct BoundTests {
  /// Clusters in which trying everything is quick.
  private static let quick = 1_500

  /// Three thousand clusters with every rule, forced and unplaced VMs, all goals and limits.
  @Test(arguments: 0..<12)
  func noBoundIsAboveTheOptimum(block: UInt64) throws {
    var compared = 0
    for seed in 10_000 + block * 250..<10_000 + block * 250 + 250 {
      let random = RandomCase(seed: seed)
      guard try expectValid(random.inventory, random.goal, "seed \(seed)") else { continue }
      compared += 1
    }
    #expect(compared >= 100)
  }

  /// The same clusters under every limit on moves that matters.
  @Test(arguments: 0..<4)
  func noBoundIsAboveTheOptimumWithFewMoves(block: UInt64) throws {
    for seed in block * 40..<block * 40 + 40 {
      let random = RandomCase(seed: 50_000 + seed)
      for limit in 0...5 {
        var goal = random.goal
        goal.maxMigrations = limit
        _ = try expectValid(random.inventory, goal, "seed \(50_000 + seed), \(limit) moves")
      }
    }
  }

  /// Prices need not be good for their bound to be valid.
  private func expectValid(_ inventory: Inventory, _ goal: Goal, _ name: String) throws -> Bool {
    let brute = BruteForce(inventory: inventory, goal: goal)
    guard let optimum = brute.optimum(limit: Self.quick) else { return false }
    let problem = try Problem(inventory: inventory, goal: goal)
    expectValidBranches(problem, optimum, name)
    let value = LowerBound(problem: problem).solve(levels: Levels(optimum.levels))
    #expect(value <= optimum.objective + 1e-9, "\(name)")
    let relaxation = Relaxation(
      problem,
      stuck: optimum.left,
      voluntary: Levels(optimum.levels).voluntary
    )
    var bound = GradientBound(relaxation: relaxation)
    bound.floor = DeviationFloors(relaxation: relaxation).value()
    var random = SplitMix(seed: UInt64(relaxation.choices.count))
    for length in [1, 0.3, 0.05] {
      let prices = Self.prices(relaxation, length: length, &random)
      #expect(bound.value(prices).value <= optimum.objective + 1e-9, "\(name), random prices")
      let whole = Self.patterns(problem, relaxation, prices, &random)
      #expect(whole <= optimum.objective + 1e-9, "\(name), patterns at random prices")
    }
    return true
  }

  /// Branches hold every placement together, however few of them are looked at.
  private func expectValidBranches(
    _ problem: Problem,
    _ optimum: BruteForce.Optimum,
    _ name: String
  ) {
    let relaxation = Relaxation(
      problem,
      stuck: optimum.left,
      voluntary: Levels(optimum.levels).voluntary
    )
    guard relaxation.nodeCount > 0 else { return }
    let floor = DeviationFloors(relaxation: relaxation).value()
    var ascent = PriceAscent(GradientBound(relaxation: relaxation, floor: floor))
    var context = SolveContext.unlimited
    let whole = ascent.run(rounds: 5, &context)
    for count in [25, 40] {
      let value = BranchedBound(relaxation: relaxation, floor: floor, mostBranches: count)
        .value(ascent, whole, work: .max, &context)
      #expect(value >= whole.value, "\(name), \(count) branches")
      #expect(value <= optimum.objective + 1e-9, "\(name), \(count) branches")
    }
  }

  /// A bound by whole VMs at random prices of everything.
  private static func patterns(
    _ problem: Problem,
    _ relaxation: Relaxation,
    _ prices: GradientBound.Prices,
    _ random: inout SplitMix
  ) -> Double {
    guard relaxation.hasFixedMean, relaxation.nodeCount > 0 else { return 0 }
    let patience = Int.random(in: 1...50, using: &random)
    var patterns = PatternBound(relaxation, prices, toll: 0.01, patience: patience)
    let cover = DeviationCover(
      weight: relaxation.weight,
      nodeCount: relaxation.nodeCount,
      floor: DeviationFloors(relaxation: relaxation).value(),
      tolerance: relaxation.tolerance,
      most: problem.objective.balance.values(problem.startDeviation).sum(),
      least: 0,
      rest: -problem.objective.balance.offset
    )
    var left = 8
    return cover.value(until: { left <= 0 }) { curvature, _ in
      left -= 1
      var duals = patterns.start
      for j in duals.worth.indices { duals.worth[j] += .random(in: -0.1...0.1, using: &random) }
      duals.toll = .random(in: 0...0.1, using: &random)
      return patterns.value(curvature, duals).value
    }
  }

  private static func prices(
    _ relaxation: Relaxation,
    length: Double,
    _ random: inout SplitMix
  ) -> GradientBound.Prices {
    let count = Double(relaxation.nodeCount)
    var direction = (0..<relaxation.nodeCount).map { n in
      var vector = Relaxation.Vector.zero
      for lane in 0..<8 { vector[lane] = Double.random(in: 0...1, using: &random) }
      return pointwiseMin(vector * 0.1, relaxation.charge[n])
    }
    var (sum, squares) = (Relaxation.Vector.zero, Relaxation.Vector.zero)
    for n in direction.indices {
      for lane in 0..<3 { direction[n][lane] = Double.random(in: -1...1, using: &random) }
      sum += direction[n]
    }
    for n in direction.indices {
      for lane in 0..<3 { direction[n][lane] -= sum[lane] / count }
      squares += direction[n] * direction[n]
    }
    for n in direction.indices {
      for lane in 0..<3 where squares[lane] > 0 {
        direction[n][lane] *= length / (squares[lane] * count).squareRoot()
      }
    }
    return GradientBound.Prices(direction: direction)
  }

  /// The prices do get good: a little below what the bound was when it was written.
  @Test(arguments: [
    (SyntheticCluster.Kind.base, 0.0155), (.tight90, 0.0128), (.drain, 0.0245),
  ])
  func boundsAreNotTrivial(kind: SyntheticCluster.Kind, least: Double) throws {
    let scenario = SyntheticCluster(kind: kind, nodes: 20, virtualMachines: 200, seed: 1).scenario()
    let problem = try Problem(inventory: scenario.inventory, goal: scenario.goal)
    let bound = LowerBound(problem: problem, effort: 400_000)
    #expect(bound.solve(levels: Levels()) >= least)
    #expect(bound.solve(levels: Levels()) == bound.solve(levels: Levels()))
  }

  /// The tainted nodes are so full of memory that they cannot take the cpu that would even things
  /// out: prices of room are far above those of moves, and must get there.
  @Test func roomThatIsScarceHasItsPrice() throws {
    let cluster = SyntheticCluster(kind: .tight90, nodes: 20, virtualMachines: 200, seed: 101)
    let scenario = cluster.scenario()
    let problem = try Problem(inventory: scenario.inventory, goal: scenario.goal)
    let bound = GradientBound(relaxation: Relaxation(problem, stuck: 0))
    var context = SolveContext.unlimited
    var (soft, stiff) = (PriceAscent(bound), PriceAscent(bound))
    #expect(soft.run(rounds: 100, &context).value < 0.03)
    #expect(stiff.run(rounds: 100, further: 100, &context).value > 0.035)
  }

  /// One VM that is larger than all else together cannot be evened out.
  @Test func largeMachinesMakeAFloor() throws {
    let nodes = ["a", "b"].map {
      Node(name: $0, allocatable: ["cpu": Quantity(10), "memory": Quantity(10 << 30)])
    }
    let machines = zip(["big", "small"], [6, 2]).map { name, cpu in
      VirtualMachine(
        name: name,
        node: "a",
        requests: ["cpu": Quantity(cpu), "memory": Quantity(1 << 30)]
      )
    }
    let inventory = Inventory(cluster: Cluster(nodes: nodes, virtualMachines: machines))
    let problem = try Problem(inventory: inventory, goal: Goal(optimize: .cpu))
    let floors = DeviationFloors(relaxation: Relaxation(problem, stuck: 0))
    // 60 % and 20 %: two tenths from the mean of 40 %.
    #expect(abs(floors.sizeFloor(0) - 0.2) < 1e-12)
    #expect(floors.moveFloor(0) == 0)
    var still = Goal(optimize: .cpu)
    still.maxMigrations = 0
    let stuck = try Problem(inventory: inventory, goal: still)
    // Nothing may move: 80 % and 0 %.
    let floor = DeviationFloors(relaxation: Relaxation(stuck, stuck: 0)).value()
    #expect(abs(floor[0] - 0.4) < 1e-12)
  }
}
