import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Planning as a task among others.
@Suite struct PlanningRunTests {
  private static let cluster = SyntheticCluster(
    kind: .base,
    nodes: 10,
    virtualMachines: 80,
    seed: 3
  )
  .scenario()

  private func planner(_ work: Int) -> Planner {
    Planner(options: SolverOptions(method: .search, workLimit: work))
  }

  @Test func givesThePlanThatWaitingGives() async throws {
    let scenario = Self.cluster
    let run = planner(200_000).start(scenario.inventory, goal: scenario.goal)
    var last: PlanningProgress?
    for await progress in run { last = progress }
    var plan = try await run.plan
    var waited = try planner(200_000).plan(scenario.inventory, goal: scenario.goal)
    (plan.solver.seconds, waited.solver.seconds) = (0, 0)
    #expect(plan == waited)
    #expect(try #require(last).objective >= plan.solver.objective - 1e-9)
  }

  @Test func endsWithTheBestSoFarWhenStopped() async throws {
    let scenario = Self.cluster
    let run = planner(4_000_000_000).start(scenario.inventory, goal: scenario.goal)
    // Nothing is waited for before: beside tests that compute, planning could be over by then.
    run.stop()
    let plan = try await run.plan
    #expect(plan.solver.termination == .interrupted)
    #expect(PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan).isLegal)
  }

  @Test func endsWhenTheTaskIsCancelled() async throws {
    let scenario = Self.cluster
    let run = planner(4_000_000_000).start(scenario.inventory, goal: scenario.goal)
    let waiting = Task { try await run.plan }
    waiting.cancel()
    #expect(try await waiting.value.solver.termination == .interrupted)
  }

  @Test func throwsWhatPlanningThrows() async {
    let run = Planner().start(Inventory(cluster: Cluster()))
    await #expect(throws: PlanningError.self) { _ = try await run.plan }
  }
}
