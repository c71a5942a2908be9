import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Each reason code by itself: a scenario in which nothing else keeps the VM off a node.
@Suite struct ReasonCodeTests {
  private static let files = ScenarioLibrary.paths("infeasible").filter { $0.contains("/code-") }

  @Test(arguments: files)
  func itStandsAlone(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    let plan = try Planner(options: SolverOptions(workLimit: 20_000))
      .plan(scenario.inventory, goal: scenario.goal)
    let blocked = try #require(plan.blocked.first { $0.vm.hasSuffix("/x") })
    let expected = try #require(scenario.expect?.blocked[blocked.vm])
    let code = try #require(expected.first)
    let byNode = Dictionary(grouping: blocked.reasons, by: \.node)
    #expect(
      byNode.values.contains { $0.map(\.code.rawValue) == [code] },
      "\(blocked.reasons.map { "\($0.node ?? "all"): \($0.code): \($0.message)" })"
    )
    #expect(blocked.reasons.allSatisfy { expected.contains($0.code.rawValue) })
    #expect(blocked.reasons.allSatisfy { !$0.message.isEmpty && !$0.message.contains("\n") })
  }

  /// No code is without its scenario.
  @Test func allAreThere() throws {
    var seen = Set<String>()
    for path in Self.files {
      let blocked = try ScenarioLibrary.scenario(path).expect?.blocked ?? [:]
      for codes in blocked.values { seen.formUnion(codes) }
    }
    let all = [
      "taint", "nodeSelector", "nodeAffinity", "antiAffinity", "affinity", "spread", "fence", "ban",
      "quota", "notReady", "cordoned", "draining", "pinned", "migrating", "cpuModel", "localVolume",
      "nodeLabel", "losesData",
      "restartPending",
      "maxMigrations", "unreachable", "capacity.cpu", "capacity.memory", "capacity.pods",
    ]
    #expect(seen.isSuperset(of: all), "\(Set(all).subtracting(seen))")
  }
}
