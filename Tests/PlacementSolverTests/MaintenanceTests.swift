import Foundation
import PlacementIO
import PlacementOracle
import PlacementSolver
import Testing

/// Waves: what the files of `Scenarios/maintenance` come to, and random clusters by the checker.
@Suite struct MaintenanceTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scenarios/maintenance")

  private func plan(
    _ name: String,
    most: Int? = nil,
    failover: Bool = true,
    _ change: (inout Scenario) -> Void = { _ in }
  ) throws -> Maintenance {
    var scenario = try Scenario(
      contentsOfFile: Self.folder.appending(path: "\(name).yaml").path
    )
    change(&scenario)
    return try checked(scenario.inventory, scenario.goal, most: most, failover: failover)
  }

  /// Plans, and has the checker look at it.
  private func checked(
    _ inventory: Inventory,
    _ goal: Goal,
    most: Int? = nil,
    failover: Bool = true,
    _ note: String = ""
  ) throws -> Maintenance {
    let planner = Planner(options: SolverOptions(workLimit: 20_000))
    let result = try planner.maintenance(
      inventory,
      goal: goal,
      maxUnavailable: most,
      failover: failover
    )
    let problems = MaintenanceChecker(inventory: inventory, goal: goal).check(result)
    #expect(problems.isEmpty, "\(note)\(problems)")
    return result
  }

  // MARK: Scenarios

  @Test func threeOfFourTakeTwoWaves() throws {
    let result = try plan("three-of-four-not-at-once", failover: false)
    #expect(result.status == .planned)
    #expect(result.waves.count == 2)
    #expect(result.leastWaves == 2)
    #expect(result.summary.migrations == 3)
    #expect(result.summary.movedAgain == 0)
  }

  @Test func noMoreAreAwayThanIsAllowed() throws {
    let result = try plan("three-of-four-not-at-once", most: 1, failover: false)
    #expect(result.waves.map(\.drain.count) == [1, 1, 1])
    #expect(result.leastWaves == 3)
  }

  @Test func everyNodeAndNoneEmptyIsImpossible() throws {
    let result = try plan("every-node-and-none-empty", failover: false)
    #expect(result.status == .infeasible)
    #expect(result.waves.isEmpty)
    #expect(Set(result.left.map(\.node)) == ["worker-01", "worker-02", "worker-03"])
  }

  @Test func anEmptyNodeOpensTheWay() throws {
    let result = try plan("an-empty-node-opens-the-way", failover: false)
    #expect(result.status == .planned)
    #expect(result.waves.first?.drain == ["worker-03"])
    #expect(result.summary.movedAgain == 0)
  }

  @Test func roomForAFailureTakesMoreWaves() throws {
    #expect(try plan("room-for-a-failure", failover: false).waves.count == 1)
    let safe = try plan("room-for-a-failure")
    #expect(safe.status == .planned)
    #expect(safe.waves.count == 2)
    #expect(safe.unprotected.isEmpty)
  }

  @Test func partialLeavesWhatCannotBeEmptied() throws {
    let result = try plan("room-for-a-failure", failover: false) {
      $0.goal.onInfeasible = .partial
      $0.inventory.cluster.virtualMachines[0].pinned = true
    }
    #expect(result.status == .partial)
    #expect(result.left.map(\.node) == ["worker-01"])
    #expect(result.left.first?.message.contains("default/one") == true)
    #expect(result.waves.flatMap(\.drain) == ["worker-02"])
    let nothing = try plan("room-for-a-failure", failover: false) {
      $0.inventory.cluster.virtualMachines[0].pinned = true
    }
    #expect(nothing.status == .infeasible)
    #expect(nothing.left.count == 2)
  }

  @Test func measuredUseFollowsTheVMs() throws {
    let result = try plan("three-of-four-not-at-once", failover: false) {
      for n in $0.inventory.cluster.nodes.indices {
        $0.inventory.cluster.nodes[n].usage = ["cpu": Quantity(3), "memory": Quantity(1 << 34)]
      }
    }
    let last = try #require(result.waves.last?.plan.inventory)
    let used = last.cluster.nodes.compactMap { $0.usage?[.cpu].value }.reduce(0, +)
    // A node's use never falls below nothing: its VM asks for more than was measured.
    #expect(used >= 12)
  }

  // MARK: Wrong ones

  @Test func theCheckerFindsWhatIsWrong() throws {
    let file = Self.folder.appending(path: "room-for-a-failure.yaml").path
    let scenario = try Scenario(contentsOfFile: file)
    let right = try plan("room-for-a-failure")
    let checker = MaintenanceChecker(inventory: scenario.inventory, goal: scenario.goal)
    func expect(_ text: String, _ change: (inout Maintenance) -> Void) {
      var wrong = right
      change(&wrong)
      let found = checker.check(wrong).map(\.description)
      #expect(found.contains { $0.contains(text) }, "\(text): \(found)")
    }
    expect("exactly one wave") { $0.waves[1].drain = ["worker-01"] }
    expect("it empties other nodes") { $0.goal.drain = ["worker-03"] }
    expect("another goal") { $0.goal.migrationCost = 0 }
    expect("is no maintenance document") { $0.kind = "Plan" }
    expect("it is number 1") { $0.waves[0].number = 2 }
    expect("allowed are 0") { $0.maxUnavailable = 0 }
    expect("the status") { $0.status = .partial }
    expect("the summary") { $0.summary.migrations = 9 }
    expect("fewer waves") { $0.leastWaves = 3 }
    expect("unprotected") { $0.unprotected = ["worker-03"] }
    expect("wave 2: ") { $0.waves.swapAt(0, 1) }
    expect("is left on") {
      $0.waves[0].plan.migrations = []
      $0.waves[0].plan.batches = []
    }
    // Both at once is legal as a plan, but then none of the others may fail.
    var both = try plan("room-for-a-failure", failover: false)
    both.failover = true
    #expect(checker.check(both).contains { $0.message.contains("failed") })
  }

  // MARK: Random clusters

  /// Solver and checker agree on what is legal and on which failures are survived.
  @Test(arguments: 0..<4)
  func randomClustersAreEmptiedLegally(block: Int) throws {
    var planned = 0
    for seed in UInt64(block * 15)..<UInt64(block * 15 + 15) {
      let drawn = RandomCase(seed: seed)
      var goal = drawn.goal
      goal.drain = drawn.inventory.cluster.nodes.dropFirst().map(\.name)
      goal.maxMigrations = nil
      for failover in [false, true] {
        let result = try checked(drawn.inventory, goal, failover: failover, "seed \(seed): ")
        planned += result.waves.count
        if result.waves.count > 1 {
          #expect(result.waves.count >= result.leastWaves, "seed \(seed)")
        }
      }
    }
    #expect(planned > 0)
  }
}
