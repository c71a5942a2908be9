import PlacementModel
import PlacementSolver
import PlacementTrials
import Testing

/// No move without a gain above its price: what a plan leaves behind is left alone.
@Suite struct SettlingTests {
  private static let planner = Planner(options: SolverOptions(workLimit: 5_000))

  private static func paths(_ folders: [String]) -> [String] {
    folders.flatMap { ScenarioLibrary.paths($0) }
  }

  private func trial(_ path: String) throws -> Trial {
    let scenario = try ScenarioLibrary.scenario(path)
    var trial = Trial(inventory: scenario.inventory, goal: scenario.goal)
    trial.goal.onInfeasible = .stop
    return trial
  }

  /// Whoever had to leave has left, and what could be repaired is.
  @Test(arguments: paths(["drain", "repair", "affinity", "spread", "taints", "quota"]))
  func forcedMovesAndRepairsAreMadeOnce(path: String) throws {
    var trial = try trial(path)
    trial.goal.optimize = .none
    let plan = try Self.planner.plan(trial.inventory, goal: trial.goal)
    guard plan.status == .planned else { return }
    let next = trial.carriedOut(plan)
    let again = try Self.planner.plan(next.inventory, goal: next.goal)
    #expect(again.migrations.isEmpty, "\(again.migrations.map { "\($0.vm) → \($0.to)" })")
  }

  /// Gains are measured by the imbalance that is left, so that a second plan may find one; a few
  /// plans later there is none above the price.
  @Test(arguments: paths(["balance", "performance"]))
  func balanceComesToRest(path: String) throws {
    var trial = try trial(path)
    // Where moves are free there is nothing to weigh a gain against.
    guard trial.goal.migrationCost > 0 else { return }
    trial.goal.maxMigrations = nil
    var made: [Int] = []
    for _ in 0..<4 {
      let plan = try Self.planner.plan(trial.inventory, goal: trial.goal)
      made.append(plan.migrations.count)
      if plan.migrations.isEmpty { return }
      trial = trial.carriedOut(plan)
    }
    Issue.record("plans of \(made) moves, one carried out after the other, and no end")
  }
}
