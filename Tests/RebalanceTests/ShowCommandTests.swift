import Foundation
import Testing

/// `rebalance show`: the same plan, in any format.
@Suite(.timeLimit(.minutes(15)))
struct ShowCommandTests {
  @Test(arguments: ["table", "markdown", "json"], [Shipped.workers, Shipped.impossible])
  func printsWhatPlanPrinted(format: String, input: String) async throws {
    let scratch = try Scratch()
    let out = scratch.path("plan.json")
    let planned = try await Tool.run(["plan", input, "-o", format, "--out", out])
    let shown = try await Tool.run(["show", out, "-o", format])
    #expect(shown.status == 0)
    #expect(shown.output == planned.output)
    #expect(shown.errors.isEmpty)
  }

  @Test func showsScheduleAndFrontOnRequest() async throws {
    let scratch = try Scratch()
    let out = scratch.path("plan.json")
    _ = try await Tool.run(["plan", Shipped.workers, "--out", out])
    let table = try await Tool.run(["show", out, "--gantt", "--front"])
    for words in ["\nSchedule\n1  prod/", "█", "Memory requests of the nodes", "Knee: "] {
      #expect(table.output.contains(words), "\(words)")
    }
    let markdown = try await Tool.run(["show", out, "--gantt", "-o", "markdown"])
    #expect(markdown.output.contains("\n## Schedule\n\n```text\nSchedule\n1  prod/"))
    // The page of a small cluster holds the front, as that takes no time.
    let page = try await Tool.run(["show", out, "-o", "html"])
    #expect(page.output.contains(">this plan</text>"))
    let plain = try await Tool.run(["show", out, "-o", "html", "--no-front"])
    #expect(plain.status == 0 && !plain.output.contains(">this plan</text>"))
  }

  @Test(arguments: [
    (old: "\"to\" : \"worker-03\"", new: "\"to\" : \"worker-04\""),
    (old: "\"parallelPerCluster\" : 5", new: "\"parallelPerCluster\" : 6"),
  ])
  func warnsOfAnEditedDocument(edit: (old: String, new: String)) async throws {
    let scratch = try Scratch()
    let planned = try await Tool.run(["plan", Shipped.workers, "-o", "json"])
    let edited = try scratch.file(
      "edited.json",
      planned.output.replacing(edit.old, with: edit.new)
    )
    let shown = try await Tool.run(["show", edited])
    #expect(shown.status == 0)
    #expect(shown.errorLines.count == 1 && shown.errors.hasPrefix("warning: "))
  }

  @Test func warnsOfAnOldPlan() async throws {
    let scratch = try Scratch()
    let out = scratch.path("plan.json")
    _ = try await Tool.run(["plan", Shipped.workers, "--out", out])
    let yesterday = Date(timeIntervalSinceNow: -86_400)
    try FileManager.default.setAttributes([.modificationDate: yesterday], ofItemAtPath: out)
    let shown = try await Tool.run(["show", out])
    #expect(shown.status == 0)
    #expect(shown.errorLines.count == 1)
    #expect(shown.errors.hasPrefix("warning: the plan was made from a state that is "))
  }

  @Test(arguments: [
    (Shipped.workers, "no JSON"), ("Scenarios/documents/json.json", "not a plan but Scenario"),
    ("Scenarios", "a directory"), ("/dev/null", "no JSON"), ("nothing.json", "no such file"),
  ])
  func refusesWhatIsNoPlan(path: String, words: String) async throws {
    for command in [["show", path], ["verify", path, Shipped.workers]] {
      let outcome = try await Tool.run(command)
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errorLines.count == 1)
      #expect(outcome.errors.hasPrefix("error: \(path): ") && outcome.errors.contains(words))
    }
  }

  #if os(Linux)
  @Test func saysThatTheDiskIsFull() async throws {
    let scratch = try Scratch()
    let out = scratch.path("plan.json")
    _ = try await Tool.run(["plan", Shipped.workers, "--out", out])
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = ["show", out]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = try scratch.file("errors")
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 1)
    #expect(try String(contentsOfFile: errors, encoding: .utf8).hasPrefix("error: "))
  }
  #endif
}
