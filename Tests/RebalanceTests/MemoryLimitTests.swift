#if os(Linux)
import Foundation
import Testing

/// What does not fit into memory is refused in words, and ends in words where it was not foreseen.
@Suite(.timeLimit(.minutes(15)))
struct MemoryLimitTests {
  /// Runs `rebalance` with so many MiB of address space.
  private func run(within limit: Int, _ arguments: [String]) async throws -> Tool.Outcome {
    let rebalance = try #require(Tool.executable, "build the product rebalance first")
    return try await Tool.run(
      ["-c", "ulimit -v \(limit << 10) && exec \"$0\" \"$@\"", rebalance.path] + arguments,
      program: URL(filePath: "/bin/sh")
    )
  }

  /// A cluster of two nodes and so many VMs.
  private func cluster(of count: Int) -> String {
    let vms = (0..<count).map {
      #"{"name": "v\#($0)", "node": "a", "requests": {"cpu": "1m", "memory": "1Mi"}}"#
    }
    return #"""
      {"apiVersion": "placementsolver/v1", "kind": "Scenario", "name": "large", "cluster": {
        "nodes": [{"name": "a", "allocatable": {"cpu": 64, "memory": "256Gi"}},
          {"name": "b", "allocatable": {"cpu": 64, "memory": "256Gi"}}],
        "virtualMachines": [\#(vms.joined(separator: ",\n"))]}}
      """#
  }

  @Test func aLargeClusterIsRefusedBeforeItIsPlannedFor() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("large.json", cluster(of: 30_000))
    let outcome = try await run(within: 430, ["plan", file, "--out", scratch.path("plan.json")])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors == """
        error: planning for 2 nodes and 30000 VMs takes about 455.7 MiB of memory, and the limit is \
        430 MiB (ulimit -v): raise it, or plan for fewer nodes

        """
    )
    #expect(!FileManager.default.fileExists(atPath: scratch.path("plan.json")))
  }

  @Test func aLimitTooSmallForAnythingIsSaidAtOnce() async throws {
    let outcome = try await run(within: 170, ["plan", "Scenarios/balance/four-workers.yaml"])
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1)
    #expect(
      outcome.errors.hasPrefix(
        "error: rebalance takes about 192 MiB of memory, and the limit is 170"
      )
    )
  }

  @Test func aSmallPlanFitsIntoLittle() async throws {
    let outcome = try await run(within: 300, ["plan", "Scenarios/balance/four-workers.yaml"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
  }

  /// Reading alone takes what is left: nothing foresees that.
  @Test func anEndInBetweenIsExplained() async throws {
    let scratch = try Scratch()
    let text = "[" + String(repeating: "\"x\",", count: 8_000_000) + "0]"
    let outcome = try await run(within: 300, ["plan", try scratch.file("list.json", text)])
    #expect(outcome.status == 1)
    let last = try #require(outcome.errorLines.last)
    #expect(last.hasPrefix("error: memory has run out, as it seems; the limit is 300 MiB"))
  }
}
#endif
