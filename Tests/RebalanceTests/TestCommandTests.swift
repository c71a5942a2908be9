import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
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
    #expect(
      details.contains { $0.hasPrefix("      load.cpu.peakAtMost: expected at most 0.1, got") }
    )
    #expect(details.contains("      migrations: expected at least 90, got 4"))
    // What the plan is instead, so that nobody has to run it again to see.
    #expect(details.contains("      the plan: planned, these moves"))
    #expect(details.contains { $0.contains("batch 1, live: prod/web-03 worker-02 → worker-03") })
    #expect(outcome.errors.isEmpty)
  }

  /// Each bound on a plan's quality, met and missed.
  @Test(arguments: [
    ("objectiveAtMost: 0.9", "objectiveAtMost: 0.0001"),
    ("capturedAtLeast: 0.5", "capturedAtLeast: 1"),
    ("gapAtMost: 1", "gapAtMost: 0"),
    ("batchesAtMost: 9", "batchesAtMost: 0"),
    ("secondsEstimatedAtMost: 1e6", "secondsEstimatedAtMost: 1"),
    ("greedyRatioAtMost: 1", "greedyRatioAtMost: 0.01"),
    ("warnings: []", "warnings: [no such words]"),
    ("broken: {taint: 0}", "broken: {taint: 1}"),
  ])
  func qualityIsExpected(met: String, missed: String) async throws {
    let scratch = try Scratch()
    let head = try Self.yaml()
    let good = try scratch.file("good.yaml", head + "expect: {status: planned, \(met)}\n")
    let bad = try scratch.file("bad.yaml", head + "expect: {status: planned, \(missed)}\n")
    let outcome = try await Tool.run(["test", "--solver", "greedy", good, bad])
    #expect(outcome.status == 1)
    #expect(outcome.output.hasSuffix("1 passed, 1 failed\n"), "\(outcome.output)")
    let key = missed.prefix { $0 != ":" }
    #expect(outcome.output.contains("\n      \(key)"), "\(outcome.output)")
    #expect(outcome.output.hasPrefix("ok "), "\(outcome.output)")
  }

  @Test func warningsThatMustNotBeGiven() async throws {
    let scratch = try Scratch()
    let text = Self.json.replacing(
      "{\"optimize\"",
      with: "{\"onInfeasible\": \"stop\", \"optimize\""
    )
    let end = try #require(text.lastIndex(of: "}"))
    let path = try scratch.file(
      "warned.json",
      text[..<end] + ", \"expect\": {\"noWarnings\": [\"not cordoned\"]}}"
    )
    let outcome = try await Tool.run(["test", path])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("noWarnings: expected none that speaks of 'not cordoned'"))
  }

  /// What no plan could fail is no success.
  @Test(arguments: ["", "expect: {}\n"])
  func nothingExpectedIsNoPass(expect: String) async throws {
    let scratch = try Scratch()
    let path = try scratch.file("new.yaml", try Self.yaml() + expect)
    let xml = scratch.path("results.xml")
    let outcome = try await Tool.run(["test", path, "--solver", "greedy", "--junit", xml])
    #expect(outcome.status == 0)
    #expect(
      outcome.output
        == "none  four-workers: nothing expected\n0 passed, 0 failed, 1 with nothing expected\n"
    )
    let text = try String(contentsOfFile: xml, encoding: .utf8)
    #expect(
      text.contains("skipped=\"1\"") && text.contains("<skipped message=\"nothing expected\"/>")
    )
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
    let planned = try await Tool.run(["plan", Shipped.workers, "-o", "json"] + Tool.quick)
    _ = try scratch.file("plan.json", planned.output)
    _ = try scratch.file("notes.txt", "{")
    _ = try scratch.file("list.yaml", "kind: List\napiVersion: v1\nitems: []\n")
    _ = try scratch.file("scenario.yaml", Shipped.workers("four-workers", "only"))
    let outcome = try await Tool.run(["test", scratch.folder.path])
    #expect(outcome.output == "ok    only\n1 passed, 0 failed\n")
  }

  @Test func filterChoosesByName() async throws {
    let folder = "Scenarios/balance"
    let outcome = try await Tool.run([
      "test", folder, "--filter", "four-workers.yaml", "--solver", "greedy",
    ])
    #expect(outcome.output.hasPrefix("ok    four-workers\n"))
    #expect(outcome.output.hasSuffix("1 passed, 0 failed\n"))
  }

  @Test func everySolverByName() async throws {
    let folder = "Scenarios/infeasible"
    let outcome = try await Tool.run([
      "test", folder, "--filter", "does-not-fit", "--solver", "all",
    ])
    #expect(
      outcome.output == """
        ok    does-not-fit-partial [auto]
        ok    does-not-fit-partial [exact]
        ok    does-not-fit-partial [search]
        ok    does-not-fit-partial [lns]
        ok    does-not-fit-partial [greedy]
        ok    does-not-fit [auto]
        ok    does-not-fit [exact]
        ok    does-not-fit [search]
        ok    does-not-fit [lns]
        ok    does-not-fit [greedy]
        10 passed, 0 failed

        """
    )
  }

  /// However many run at a time, the output is the same.
  @Test func theOrderIsThatOfTheFiles() async throws {
    var outputs: Set<String> = []
    for jobs in ["1", "3", "16"] {
      let outcome = try await Tool.run(
        ["test", "Scenarios/limits", "Scenarios/infeasible", "--solver", "greedy", "-j", jobs]
      )
      #expect(outcome.status == 0)
      outputs.insert(outcome.output)
    }
    #expect(outputs.count == 1)
  }

  @Test func writesJUnitAndJSON() async throws {
    let scratch = try Scratch()
    _ = try scratch.file("a.yaml", Shipped.workers("four-workers", "'a<&>'"))
    _ = try scratch.file("b.yaml", Shipped.workers("atLeast: 2, atMost: 4", "atLeast: 90"))
    _ = try scratch.file("c.yaml", Shipped.workers("cluster:", "kluster:"))
    let xml = scratch.path("results.xml")
    let outcome = try await Tool.run(
      ["test", scratch.folder.path, "--solver", "greedy", "--junit", xml, "-o", "json"]
    )
    #expect(outcome.status == 1)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    )
    #expect(report["passed"] as? Int == 1 && report["failed"] as? Int == 2)
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.map { $0["outcome"] as? String } == ["passed", "failed", "error"])
    let differences = try #require(results[1]["differences"] as? [[String: String]])
    #expect(differences.first?["key"] == "migrations")
    #expect(differences.first?["expected"] == "at least 90")
    let text = try String(contentsOfFile: xml, encoding: .utf8)
    #expect(text.contains("tests=\"3\" failures=\"1\" errors=\"1\""))
    #expect(text.contains("<testcase name=\"a&lt;&amp;&gt; (greedy)\""))
    #expect(text.contains("<failure message=\"migrations: expected at least 90, got"))
    #expect(text.contains("'kluster'"))
    #expect(XMLParser(data: Data(text.utf8)).parse())
  }

  @Test(arguments: ["yaml", "json"])
  func recordsWhatANewScenarioComesTo(format: String) async throws {
    let scratch = try Scratch()
    let path =
      format == "yaml"
      ? try scratch.file("new.yaml", Self.yaml())
      : try scratch.file("new.json", Self.json)
    let before = try String(contentsOfFile: path, encoding: .utf8)
    let recorded = try await Tool.run(["test", path, "--record"])
    #expect(recorded.status == 0, "\(recorded.output)")
    #expect(recorded.output.hasPrefix("new   "))
    let after = try String(contentsOfFile: path, encoding: .utf8)
    #expect(after.hasPrefix(before.prefix(while: { $0 != "}" })))
    #expect(after.contains("placements") && after.contains("atMost"))
    // From now on it is a test like any other, and recording again changes nothing.
    let again = try await Tool.run(["test", path, "--record"])
    #expect(again.output.hasPrefix("ok    "), "\(again.output)")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == after)
  }

  /// A scenario that does not say what it expects.
  private static func yaml() throws -> String {
    let text = try Shipped.workers("expect:", "# my notes\nexpect:")
    return String(text[..<(try #require(text.range(of: "expect:"))).lowerBound])
  }

  private static let json = """
    {"apiVersion": "placementsolver/v1", "kind": "Scenario", "name": "new",
     "cluster": {
      "nodes": [{"name": "1", "allocatable": {"cpu": 8, "memory": "8Gi"}},
                {"name": "no", "allocatable": {"cpu": 8, "memory": "8Gi"}}],
      "virtualMachines": [{"name": "a", "node": "1", "requests": {"cpu": 1, "memory": "1Gi"}}]},
     "goal": {"optimize": "none", "drain": ["1"]}
    }

    """

  @Test func recordingLeavesAloneWhatItCannotAddTo() async throws {
    let scratch = try Scratch()
    let text = Self.json.replacing("}\n", with: "} \n# a remark in YAML {not: JSON}\n")
    let path = try scratch.file("flow.yaml", "--- " + text + "...\n")
    let outcome = try await Tool.run(["test", path, "--record"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("write 'expect' by hand"), "\(outcome.output)")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "--- " + text + "...\n")
  }

  @Test(arguments: ["nothing", Shipped.cluster])
  func noScenarioIsAnError(path: String) async throws {
    let outcome = try await Tool.run(["test", path])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(path))
  }
}
