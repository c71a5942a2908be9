import Foundation
import PlacementModel
import Testing

/// `plan --waves`, and what the other commands make of the documents that it writes.
@Suite(.timeLimit(.minutes(15)))
struct WaveTests {
  private static let scenario = "Scenarios/maintenance/three-of-four-not-at-once.yaml"

  private func plan(_ scratch: Scratch, _ arguments: [String] = []) async throws -> Tool.Outcome {
    try await Tool.run(
      ["plan", Self.scenario, "--waves", "--no-failover", "--out", scratch.path("waves")]
        + arguments + Tool.quick
    )
  }

  @Test func writesTheWholeAndEachWave() async throws {
    let scratch = try Scratch()
    let outcome = try await plan(scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("2 waves, no fewer can do"))
    let whole = scratch.path("waves/maintenance.json")
    let verified = try await Tool.run(["verify", whole, Self.scenario])
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output == "legal: 3 moves in 2 waves, every state checked\n")
    #expect(try await Tool.run(["show", whole]).output == outcome.output)
    // The first wave is a plan like any other; the second begins where the first one ends.
    let first = try await Tool.run(["execute", scratch.path("waves/wave-1.json"), "--simulate"])
    #expect(first.status == 0, "\(first.errors)")
  }

  @Test func whatWasToldToBalanceIsVerified() async throws {
    let scratch = try Scratch()
    #expect(try await plan(scratch, ["--load-source", "requests"]).status == 0)
    let verified = try await Tool.run(
      ["verify", scratch.path("waves/maintenance.json"), Self.scenario]
    )
    #expect(verified.status == 0, "\(verified.errors)")
  }

  @Test(arguments: [false, true])
  func refusesEditedWaves(asJSON: Bool) async throws {
    let scratch = try Scratch()
    _ = try await plan(scratch)
    let url = URL(filePath: scratch.path("waves/maintenance.json"))
    var waves = try JSONDecoder().decode(Maintenance.self, from: Data(contentsOf: url))
    waves.waves.swapAt(0, 1)
    try waves.json().write(to: url)
    let verified = try await Tool.run(
      ["verify", url.path, Self.scenario] + (asJSON ? ["-o", "json"] : [])
    )
    #expect(verified.status == 5)
    #expect(verified.errors.contains("violation: wave 2: it is number 1"))
    #expect(verified.output.contains("it is number 1") == asJSON)
  }

  @Test func wavesAreNoPlan() async throws {
    let scratch = try Scratch()
    _ = try await plan(scratch)
    let whole = scratch.path("waves/maintenance.json")
    for arguments in [["modify", whole, "--skip", "1"], ["explain", whole], ["execute", whole]] {
      let outcome = try await Tool.run(arguments)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("wave-1.json"), "\(arguments): \(outcome.errors)")
    }
  }
}
