import PlacementIO
import Synchronization
import Testing

@testable import PlacementSolver

/// What a caller sees of a run, and how it ends one.
@Suite struct ProgressTests {
  private static let scenario =
    SyntheticCluster(kind: .base, nodes: 8, virtualMachines: 40, seed: 3).scenario()

  private func plan(
    _ options: SolverOptions,
    startingFrom earlier: [String: String] = [:],
    stop: @escaping @Sendable () -> Bool = { false },
    progress: (@Sendable (PlanningProgress) -> Void)? = nil
  ) throws -> Plan {
    let scenario = Self.scenario
    let plan = try Planner(options: options).plan(
      scenario.inventory,
      goal: scenario.goal,
      startingFrom: earlier,
      context: SolveContext(stop: stop, progress: progress)
    )
    let report = PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
    return plan
  }

  @Test func theBestOnlyGetsBetter() throws {
    let seen = Mutex([PlanningProgress]())
    let plan = try plan(
      SolverOptions(method: .search, workLimit: 60_000),
      progress: { step in seen.withLock { $0.append(step) } }
    )
    let steps = seen.withLock { $0 }
    #expect(steps.map(\.stage).contains(.greedy) && steps.map(\.stage).contains(.search))
    for (before, after) in zip(steps, steps.dropFirst()) {
      #expect(after.objective <= before.objective)
    }
    #expect(abs((steps.last?.objective ?? 0) - plan.solver.objective) < 1e-9)
  }

  @Test func whoStopsGetsTheBestSoFar() throws {
    let plan = try plan(SolverOptions(method: .search), stop: { true })
    #expect(plan.solver.termination == .interrupted)
    #expect(plan.solver.objective <= plan.solver.stay)
    #expect(plan.solver.work < 100_000)
  }

  @Test func anEarlierPlanIsAStart() throws {
    let long = try plan(SolverOptions(method: .search, workLimit: 400_000))
    var earlier: [String: String] = ["nobody": "nowhere"]
    for move in long.migrations { earlier[move.vm] = move.to }
    let short = try plan(
      SolverOptions(method: .search, workLimit: 20_000),
      startingFrom: earlier
    )
    #expect(short.solver.objective <= long.solver.objective + 1e-9)
  }

  @Test func threadsDoNotMatterUnderAWorkLimit() throws {
    let options = SolverOptions(method: .search, workLimit: 150_000)
    let plans = try (0..<3).map { _ in try plan(options) }
    for other in plans.dropFirst() { #expect(other.migrations == plans[0].migrations) }
    #expect(plans.allSatisfy { $0.solver.work == plans[0].solver.work })
  }
}
