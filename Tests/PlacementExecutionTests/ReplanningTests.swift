import PlacementModel
import PlacementSolver
import Testing

@testable import PlacementExecution

/// Plans for what is left, and for the way back.
@Suite struct ReplanningTests {
  private let planner = Planner(options: SolverOptions(method: .greedy, workLimit: 20_000))

  private func isLegal(_ plan: Plan) throws -> Bool {
    let inventory = try #require(plan.inventory)
    return PlanChecker(inventory: inventory, goal: plan.goal).check(plan).isLegal
  }

  /// A drain of which one move fails, ended there.
  private func endedDrain(maxMigrations: Int? = nil) async throws -> (Trial, RunState, Plan) {
    let inventory = Fixture.inventory()
    let goal = Goal(drain: ["a"], maxMigrations: maxMigrations, coldFallback: .always)
    let plan = try planner.plan(inventory, goal: goal)
    let victim = try #require(plan.migrations.first { $0.type == .live })
    var trial = try Trial(
      faults: [.fails(vm: victim.vm, reason: "no progress")],
      inventory: inventory,
      plan: plan
    )
    let paused = try await trial.run()
    #expect(paused.status == .paused)
    try await trial.run(.abort)
    return (trial, try RunState(trial.entries), plan)
  }

  @Test func theRestIsPlannedFromWhereEverythingIs() async throws {
    let (trial, state, plan) = try await endedDrain()
    let made = state.moves.count { $0.isDone }
    #expect(made > 0 && made < plan.migrations.count)
    let fresh = try await trial.simulator.inventory()
    let rest = try Replanning.rest(of: state, fresh: fresh, planner: planner)
    #expect(try isLegal(rest))
    #expect(rest.goal.drain == ["a"])
    let moved = Set(rest.migrations.map(\.vm))
    for move in state.moves where move.isDone { #expect(!moved.contains(move.migration.vm)) }
    // What was approved for these VMs is known; anything else needs a word.
    let known = Set(plan.migrations.map { [$0.vm, $0.to] })
    let news = Replanning.news(in: rest, since: state)
    #expect(news.allSatisfy { !known.contains([$0.vm, $0.to]) })
    // Carried out, it finishes what the first one began.
    let execution = Execution(
      header: RunHeader(run: "second", plan: rest),
      executor: trial.simulator,
      journal: MemoryJournal(),
      clock: trial.simulator
    )
    var report: ExecutionReport?
    for await update in execution {
      if case .stopped(let last) = update.event { report = last }
    }
    #expect(report?.status == .complete)
    #expect(!trial.simulator.cluster.virtualMachines.contains { $0.node == "a" })
  }

  @Test func movesThatWereMadeCountAgainstTheLimit() async throws {
    let (trial, state, _) = try await endedDrain(maxMigrations: 6)
    let made = state.moves.count { $0.isDone }
    let fresh = try await trial.simulator.inventory()
    let rest = try Replanning.rest(of: state, fresh: fresh, planner: planner)
    #expect(rest.goal.maxMigrations == 6 - made)
  }

  @Test func theWayBackLeadsHome() async throws {
    let (trial, state, _) = try await endedDrain()
    let fresh = try await trial.simulator.inventory()
    let back = try Replanning.rollback(of: state, fresh: fresh, planner: planner)
    #expect(try isLegal(back))
    let made = state.moves.filter(\.isDone)
    #expect(back.migrations.count == made.count)
    for move in made {
      let way = back.migrations.first { $0.vm == move.migration.vm }
      #expect(way?.to == move.migration.from)
      #expect(way?.type == move.type)
    }
    let execution = Execution(
      header: RunHeader(run: "back", plan: back),
      executor: trial.simulator,
      journal: MemoryJournal(),
      clock: trial.simulator
    )
    for await _ in execution {}
    let homes = Fixture.inventory().cluster.virtualMachines
    for vm in trial.simulator.cluster.virtualMachines {
      #expect(vm.node == homes.first { $0.fullName == vm.fullName }?.node)
    }
    #expect(Set(trial.simulator.settings.values) == ["Always"])
  }

  @Test func aVMThatWasParkedGoesBackToItsFirstNode() async throws {
    let inventory = Fixture.inventory()
    let plan = try Fixture.plan(inventory, moves: [("v1", "b", .live, 1), ("v2", "c", .live, 1)])
    var parked = plan
    parked.migrations[1] = parked.migrations[0]
    parked.migrations[1].id = 2
    parked.migrations[1].from = "b"
    parked.migrations[1].to = "c"
    parked.migrations[1].batch = 2
    parked.migrations[0].kind = .parking
    parked = try parked.sealed(inventory: inventory)
    let header = RunHeader(run: "r", plan: parked)
    let state = try RunState([
      JournalEntry(time: 0, event: .began(header)),
      JournalEntry(time: 1, event: .ended(move: 1, node: "b", note: nil)),
      JournalEntry(time: 2, event: .ended(move: 2, node: "c", note: nil)),
    ])
    var fresh = inventory
    fresh.cluster.virtualMachines[0].node = "c"
    let back = try Replanning.rollback(of: state, fresh: fresh, planner: planner)
    #expect(back.migrations.map(\.vm) == ["default/v1"])
    #expect(back.migrations.first?.to == "a")
  }

  @Test func nothingMovedNeedsNoWayBack() async throws {
    let plan = try Fixture.plan()
    let state = try RunState([
      JournalEntry(time: 0, event: .began(RunHeader(run: "r", plan: plan)))
    ])
    let back = try Replanning.rollback(of: state, fresh: Fixture.inventory(), planner: planner)
    #expect(back.migrations.isEmpty)
  }
}
