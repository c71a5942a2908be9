import Foundation
import Testing

/// `rebalance test`: scenarios against what they expect.
@Suite(.timeLimit(.minutes(15)))
struct TestCommandTests {
  @Test func passesAndCounts() async throws {
    let outcome = try await Tool.run(["test", Shipped.workers, Shipped.impossible])
    #expect(outcome.status == 0)
    #expect(outcome.output == "ok    four-workers\nok    does-not-fit\n2 passed, 0 failed\n")
    #expect(outcome.errors.isEmpty)
  }

  @Test func quietPrintsTheSummaryOnly() async throws {
    let outcome = try await Tool.run(["test", "--quiet", Shipped.workers])
    #expect(outcome.output == "1 passed, 0 failed\n")
  }

  @Test func tellsWhatDiffers() async throws {
    let scratch = try Scratch()
    _ = try scratch.file("a.yaml", Shipped.workers("peakAtMost: 0.70", "peakAtMost: 0.10"))
    _ = try scratch.file(
      "b.yaml",
      Shipped.workers("atLeast: 2, atMost: 4", "atLeast: 90, atMost: 99")
    )
    _ = try scratch.file("c.yaml", Shipped.workers("four-workers", "good"))
    let outcome = try await Tool.run(["test", scratch.folder.path])
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.hasPrefix("FAIL  four-workers (") } == 2)
    #expect(lines.contains("ok    good"))
    #expect(lines.last == "1 passed, 2 failed")
    let details = lines.filter { $0.hasPrefix("      ") }
    #expect(details.contains { $0.contains("peak") && $0.contains("0.1") })
    #expect(details.contains { $0.contains("migrations") && $0.contains("90") })
    #expect(outcome.errors.isEmpty)
  }

  @Test func aScenarioThatCannotBeReadFails() async throws {
    let scratch = try Scratch()
    let path = try scratch.file("bad.yaml", Shipped.workers("cluster:", "kluster:"))
    let outcome = try await Tool.run(["test", path, Shipped.workers])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("FAIL  bad.yaml (\(path))"))
    #expect(outcome.output.contains("'kluster'"))
    #expect(outcome.output.hasSuffix("1 passed, 1 failed\n"))
  }

  @Test func passesOverWhatIsNoScenario() async throws {
    let scratch = try Scratch()
    let planned = try await Tool.run(["plan", Shipped.workers, "-o", "json"])
    _ = try scratch.file("plan.json", planned.output)
    _ = try scratch.file("notes.txt", "{")
    _ = try scratch.file("list.yaml", "kind: List\napiVersion: v1\nitems: []\n")
    _ = try scratch.file("scenario.yaml", Shipped.workers("four-workers", "only"))
    let outcome = try await Tool.run(["test", scratch.folder.path])
    #expect(outcome.output == "ok    only\n1 passed, 0 failed\n")
  }

  @Test func filterChoosesByName() async throws {
    let folder = "Scenarios/balance"
    let outcome = try await Tool.run(["test", folder, "--filter", "four", "--solver", "greedy"])
    #expect(outcome.output.hasPrefix("ok    four-workers\n"))
    #expect(outcome.output.hasSuffix("1 passed, 0 failed\n"))
  }

  @Test(arguments: ["nothing", Shipped.cluster])
  func noScenarioIsAnError(path: String) async throws {
    let outcome = try await Tool.run(["test", path])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(path))
  }
}
