import PlacementModel
import Testing

@testable import PlacementExecution

/// Runs of plans whose moves wait for single moves, not for batches.
@Suite struct StreamingTests {
  /// v1 and v2 go at once; v3 waits for v2 alone, r1 for v3; v4 for nothing.
  private func plan(_ inventory: Inventory) throws -> Plan {
    var plan = try Fixture.plan(
      inventory,
      moves: [
        ("v1", "b", .live, 1), ("v2", "c", .live, 1), ("v3", "b", .live, 2), ("v4", "d", .live, 3),
        ("r1", "d", .cold, 4),
      ]
    )
    plan.timeline = Plan.Timeline(
      schedule: .streaming,
      seconds: 100,
      work: 50,
      busiestNode: nil,
      chain: 50
    )
    plan.migrations[2].after = [2]
    plan.migrations[4].after = [3]
    return try plan.sealed(inventory: inventory)
  }

  private func times(_ trial: Trial) -> (began: [Int: Double], ended: [Int: Double]) {
    var began: [Int: Double] = [:]
    var ended: [Int: Double] = [:]
    for entry in trial.entries {
      switch entry.event {
      case .intended(let intention):
        began[intention.move] = began[intention.move] ?? entry.time
      case .ended(let move, _, _): ended[move] = entry.time
      default: break
      }
    }
    return (began, ended)
  }

  @Test func aMoveWaitsForItsForerunnersAndNoOthers() async throws {
    // v1 takes ten times as long as the others.
    let inventory = Fixture.inventory { inventory in
      inventory.policy.migration.parallelOutboundPerNode = 5
      inventory.cluster.virtualMachines[0].guest[.memory] = Quantity(20 << 30)
    }
    var trial = try Trial(inventory: inventory, plan: plan(inventory))
    var waits: [Int: Set<String>] = [:]
    let report = try await trial.run { update in
      for (move, words) in update.waits { waits[move, default: []].insert(words) }
    }
    #expect(report.status == .complete)
    trial.checkInvariants(report)
    let (began, ended) = times(trial)
    let v1 = try #require(ended[1])
    // In batches the third would have waited for the first.
    #expect(try #require(began[3]) < v1)
    #expect(try #require(began[3]) >= #require(ended[2]))
    #expect(try #require(began[4]) == #require(began[1]))
    #expect(try #require(began[5]) >= #require(ended[3]))
    #expect(waits[3]?.contains("default/v2 to complete") ?? false)
    #expect(!(waits[3]?.contains { $0.contains("v1") } ?? false))
  }

  @Test func theLimitsHoldAllTheSame() async throws {
    let inventory = Fixture.inventory()
    var trial = try Trial(inventory: inventory, plan: plan(inventory))
    var waits: Set<String> = []
    let report = try await trial.run { waits.formUnion($0.waits.values) }
    #expect(report.status == .complete)
    #expect(trial.simulator.record.mostAtOnce == 2)
    #expect(waits.contains("slot on a, 2/2"))
  }

  @Test func aFailureHoldsBackWhatWaitsForIt() async throws {
    let inventory = Fixture.inventory { $0.policy.migration.parallelOutboundPerNode = 5 }
    var trial = try Trial(
      faults: [.fails(vm: "default/v2", reason: "no progress")],
      inventory: inventory,
      plan: plan(inventory)
    )
    let report = try await trial.run()
    #expect(report.status == .paused)
    #expect(report.moves.map(\.state) == [.done, .failed, .pending, .done, .pending])
    let end = try await trial.run(.retry)
    #expect(end.status == .complete)
    trial.checkInvariants(end)
    let (began, ended) = times(trial)
    #expect(try #require(began[3]) >= #require(ended[2]))
  }

  @Test func oneThatIsDroppedDoesNotLetThosePassThatItWaitedFor() async throws {
    let inventory = Fixture.inventory { inventory in
      inventory.policy.migration.parallelOutboundPerNode = 5
      inventory.cluster.virtualMachines[1].guest[.memory] = Quantity(20 << 30)
    }
    // v3 goes while v2, which it waits for, is still under way; r1 waits for v3.
    var trial = try Trial(
      faults: [.vanishes(vm: "default/v3", at: 2)],
      inventory: inventory,
      plan: plan(inventory)
    )
    let report = try await trial.run()
    #expect(report.status == .partial)
    #expect(report.moves[2].state == .dropped)
    let (began, ended) = times(trial)
    #expect(try #require(began[5]) >= #require(ended[2]))
  }
}
