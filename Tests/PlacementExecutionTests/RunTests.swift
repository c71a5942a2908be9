import PlacementModel
import Testing

@testable import PlacementExecution

/// Runs in which nothing goes wrong.
@Suite struct RunTests {
  @Test func everyMoveIsMade() async throws {
    var trial = try Trial()
    let report = try await trial.run()
    #expect(report.status == .complete)
    #expect(report.moves.allSatisfy { $0.state == .done })
    #expect(report.reason == nil)
    trial.checkInvariants(report)
    #expect(Set(trial.simulator.settings.values) == ["Always"])
    #expect(report.nodes.first { $0.name == "a" }?.vms.after == 0)
    #expect(report.nodes.first { $0.name == "a" }?.vms.before == 6)
    #expect(trial.simulator.record.starts == ["default/r1": 1, "default/r2": 1])
  }

  @Test func olderPlatformsPinAndUnpin() async throws {
    var trial = try Trial(pins: true)
    let report = try await trial.run()
    #expect(report.status == .complete)
    trial.checkInvariants(report)
    #expect(Set(trial.simulator.settings.values) == ["Always"])
    #expect(trial.simulator.record.calls[.pin] == 4)
    #expect(trial.simulator.record.calls[.restore] == 6)
  }

  @Test func limitsOfTheClusterHold() async throws {
    var trial = try Trial(
      inventory: Fixture.inventory { $0.policy.migration.parallelPerCluster = 1 }
    )
    var waits: Set<String> = []
    let report = try await trial.run { waits.formUnion($0.waits.values) }
    #expect(report.status == .complete)
    #expect(trial.simulator.record.mostAtOnce == 1)
    #expect(waits.contains("slot in the cluster, 1/1"))
    #expect(waits.contains("default/v1, default/v2 to complete"))
  }

  @Test func migrationsOfOthersTakeSlots() async throws {
    var trial = try Trial(
      faults: [.isMigrated(vm: "default/stays", to: "c", at: 1, seconds: 300)],
      inventory: Fixture.inventory { $0.policy.migration.parallelInboundPerNode = 1 }
    )
    // Let it be seen before anything starts.
    await trial.simulator.sleep(seconds: 2)
    var waits: Set<String> = []
    let report = try await trial.run { waits.formUnion($0.waits.values) }
    #expect(waits.contains("slot into c, 1/1"))
    #expect(report.moves[1].seconds.map { $0 < 60 } ?? false)
    trial.checkInvariants(report)
  }

  @Test func drainedNodesAreCordonedFirstWhereAsked() async throws {
    let inventory = Fixture.inventory()
    var plan = try Fixture.plan(inventory)
    plan.goal.drain = ["a"]
    var trial = try Trial(plan: plan.sealed(inventory: inventory), options: .init(cordon: true))
    let report = try await trial.run()
    #expect(report.status == .complete)
    #expect(trial.simulator.record.calls[.cordon] == 1)
    let events = trial.entries.map(\.event)
    let cordon = try #require(events.firstIndex(of: .cordoning(node: "a")))
    let first = try #require(
      events.firstIndex { if case .intended = $0 { true } else { false } }
    )
    #expect(cordon < first)
  }

  @Test func progressTellsTimeAndWaits() async throws {
    var trial = try Trial()
    var seen: [ExecutionProgress] = []
    try await trial.run { seen.append($0.progress) }
    let first = try #require(seen.first)
    #expect(first.remainingSeconds == 32 + 32 + 40 + 40)
    #expect(seen.last?.remainingSeconds == 0)
    let running = try #require(seen.first { $0.moves[0].state == .running })
    #expect(running.moves[0].message == "Queued for b")
    #expect(seen.contains { $0.moves[0].message == "Migrating to b" })
    #expect(seen.contains { $0.moves[4].message == "Shutting down" })
  }

  @Test(.timeLimit(.minutes(15)))
  func fiveHundredLiveMovesAndOneListAnInterval() async throws {
    let machines = (0..<500).map { Fixture.vm("vm\($0)", on: "n\($0 % 10)", cpu: 1) }
    let nodes = (0..<20).map { Fixture.node("n\($0)", cpu: 128, memory: 512) }
    let inventory = Inventory(cluster: Cluster(nodes: nodes, virtualMachines: machines))
    let moves = machines.enumerated().map { i, vm in
      (vm.name, "n\(10 + i % 10)", Plan.MigrationType.live, i / 5 + 1)
    }
    var trial = try Trial(inventory: inventory, plan: Fixture.plan(inventory, moves: moves))
    var ticks = 0.0
    let report = try await trial.run { _ in }
    ticks = (trial.simulator.now() / trial.header.options.interval).rounded(.up)
    #expect(report.status == .complete)
    let lists = trial.simulator.record.calls[.transfers] ?? 0
    #expect(Double(lists) <= ticks + 2)
    #expect(trial.simulator.record.mostAtOnce == 5)
  }

  @Test func updatesAreTheJournal() async throws {
    var trial = try Trial()
    try await trial.run()
    // What is kept amounts to the state that the run had.
    let last = try #require(trial.updates.last?.state)
    #expect(try RunState(trial.entries) == last)
  }
}
