import Foundation
import PlacementExecution
import Testing

@testable import PlacementMCP

/// Plans are carried out as the user, and nobody else, has approved.
@Suite struct RunTests {
  private static let dialogue = Bench.project.appending(path: "Scenarios/dialogue")
  private static let source = dialogue.appending(path: "balance-cpu-skip-the-cold-one.yaml").path

  private func plan(_ bench: Bench) throws -> JSONValue {
    let made = try bench.call("plan", ["paths": [.string(Self.source)]])
    return try #require(made["structuredContent"]?["plan"]?["digest"], "\(Bench.text(made))")
  }

  private func rehearsing(folder: URL? = nil, _ faults: [Fault] = []) throws -> Bench {
    try Bench(folder: folder) { settings in
      (settings.mayExecute, settings.simulates, settings.faults) = (true, true, faults)
    }
  }

  private func approval(_ bench: Bench, _ digest: JSONValue, _ ending: String = "") -> String {
    bench.folder.appending(path: "plans/\(digest.text?.dropFirst(7) ?? "").json").path + ending
  }

  @Test func aServerThatOnlyPlansRefuses() throws {
    let bench = try Bench()
    let digest = try plan(bench)
    // Even an approval on the command line does not change how the server was started.
    try Approval(digest: digest.text ?? "").write(beside: approval(bench, digest))
    for tool in ["execute", "approve"] {
      let (result, asked) = try bench.call(tool, ["plan": digest], answers: [])
      #expect(result["isError"] == true && asked.isEmpty)
      #expect(Bench.text(result).contains("--allow-execute"))
    }
    #expect(try bench.call("status")["structuredContent"]?["runs"] == [])
  }

  @Test func aRehearsalNeedsNoApprovalAndChangesNothing() throws {
    let bench = try Bench()
    let digest = try plan(bench)
    let result = try bench.call("execute", ["plan": digest, "simulate": true])
    let run = try #require(result["structuredContent"])
    #expect(run["state"] == "complete" && run["simulated"] == true && run["done"] == 4)
    #expect(Bench.text(result).contains("simulated, nothing was changed"))
    let name = try #require(run["run"])
    let report = try bench.call("report", ["run": name])
    #expect(report["structuredContent"]?["report"]?["status"] == "complete")
    let status = try bench.call("status", ["run": name])["structuredContent"]
    #expect(status?["runs"]?.elements?.first?["run"] == name)
    // A server that is started again can still tell.
    let restarted = try Bench(folder: bench.folder)
    #expect(try restarted.call("report", ["run": name])["structuredContent"]?["done"] == 4)
    #expect(try restarted.call("resume", ["run": name])["isError"] == true)
  }

  @Test func theUserApprovesExactlyOnePlanForOneRun() throws {
    let bench = try rehearsing()
    let digest = try plan(bench)
    let (result, asked) = try bench.call("execute", ["plan": digest], answers: [Bench.approve])
    #expect(result["structuredContent"]?["state"] == "complete", "\(result)")
    #expect(asked.count == 1)
    #expect(asked.first?.contains(digest.text ?? "?") == true)
    #expect(asked.first?.contains("4. prod/app-vm-05: worker-02 → ") == true)
    // The approval is spent: it lies with the run.
    let run = try #require(result["structuredContent"]?["run"]?.text)
    let record = bench.folder.appending(path: "runs/\(run)").path
    #expect(Approval.read(beside: record)?.digest == digest.text)
    let again = try bench.call("execute", ["plan": digest], answers: [["action": "decline"]])
    #expect(again.result["isError"] == true && again.asked.count == 1)
  }

  @Test(
    arguments: [
      ["action": "decline"], ["action": "cancel"], ["action": "accept"], ["action": "approve"],
      ["action": "accept", "content": ["decision": "reject"]],
      ["action": "accept", "content": ["decision": true]],
      ["action": "accept", "content": ["approve": "approve"]], [:], "approve", true,
    ] as [JSONValue]
  )
  func nothingElseIsAnApproval(answer: JSONValue) throws {
    let bench = try rehearsing()
    let digest = try plan(bench)
    for tool in ["execute", "approve"] {
      let (result, _) = try bench.call(tool, ["plan": digest], answers: [answer])
      #expect(result["isError"] == true)
    }
    #expect(try bench.call("status")["structuredContent"]?["runs"] == [])
  }

  @Test func anApprovalIsOfNoOtherPlan() throws {
    let bench = try rehearsing()
    let digest = try plan(bench)
    let skipped = try bench.call("modify", ["plan": digest, "skip": [4]])["structuredContent"]
    let other = try #require(skipped?["plan"]?["digest"])
    let (given, _) = try bench.call("approve", ["plan": digest], answers: [Bench.approve])
    #expect(given["structuredContent"]?["plan"] == digest)
    // A copy of it beside the other plan says of which plan it is.
    try FileManager.default.copyItem(
      atPath: approval(bench, digest, ".simulated.approval.json"),
      toPath: approval(bench, other, ".simulated.approval.json")
    )
    let (refused, asked) = try bench.call(
      "execute",
      ["plan": other],
      answers: [["action": "decline"]]
    )
    #expect(refused["isError"] == true && asked.count == 1)
    let (done, questions) = try bench.call("execute", ["plan": digest], answers: [])
    #expect(done["structuredContent"]?["state"] == "complete" && questions.isEmpty)
  }

  @Test func whereTheClientCannotAskTheCommandLineApproves() throws {
    let bench = try rehearsing()
    bench.capabilities = [:]
    let digest = try plan(bench)
    for tool in ["execute", "approve"] {
      let refused = try bench.call(tool, ["plan": digest])
      #expect(refused["isError"] == true)
      #expect(Bench.text(refused).contains("rebalance approve \(approval(bench, digest))"))
    }
    try Approval(digest: digest.text ?? "").write(beside: approval(bench, digest))
    #expect(try bench.call("execute", ["plan": digest])["structuredContent"]?["done"] == 4)
  }

  @Test func anApprovalOfARehearsalDoesNotCountForACluster() throws {
    let bench = try rehearsing()
    let digest = try plan(bench)
    _ = try bench.call("approve", ["plan": digest], answers: [Bench.approve])
    let real = try Bench(folder: bench.folder) { $0.mayExecute = true }
    real.capabilities = [:]
    let refused = try real.call("execute", ["plan": digest])
    #expect(refused["isError"] == true)
    #expect(Bench.text(refused).contains("is not approved"))
  }

  @Test func aClusterThatDoesNotAnswerKeepsTheApproval() async throws {
    let bench = try Bench { $0.mayExecute = true }
    let digest = try plan(bench)
    let result = try await aside {
      try bench.call("execute", ["plan": digest], answers: [Bench.approve]).result
    }
    #expect(result["isError"] == true)
    #expect(Approval.read(beside: approval(bench, digest)) != nil)
    let read = try await aside { try bench.call("snapshot", ["live": true]) }
    #expect(read["isError"] == true)
  }

  @Test func afterAFailureTheUserDecides() throws {
    let bench = try rehearsing([.fails(vm: "prod/cache-vm", reason: "no progress")])
    let digest = try plan(bench)
    let (failed, _) = try bench.call("execute", ["plan": digest], answers: [Bench.approve])
    let paused = try #require(failed["structuredContent"])
    #expect(paused["state"] == "paused" && paused["failed"] == 1)
    #expect(paused["options"] == ["retry", "retryCold", "skip", "abort"])
    #expect(Bench.text(failed).contains("Troubleshooting"))
    let run = try #require(paused["run"])
    // What the assistant proposes is not what is done.
    let (done, asked) = try bench.call(
      "resume",
      ["run": run, "decision": "retryCold"],
      answers: [["action": "accept", "content": ["decision": "retry"]]]
    )
    #expect(asked.first?.contains("The assistant proposes: retryCold") == true)
    #expect(asked.first?.contains("no progress") == true)
    #expect(done["structuredContent"]?["state"] == "complete", "\(done)")
    #expect(done["structuredContent"]?["done"] == 4)
    let moves = try #require(done["structuredContent"]?["moves"]?.elements)
    #expect(moves.count { $0["type"] == "live" } == 3)
    #expect(try bench.call("resume", ["run": run])["isError"] == true)
  }

  @Test(arguments: [("skip", "partial", 3), ("abort", "aborted", 1)])
  func aRunEndsAsDecided(decision: String, state: String, atLeast: Int) throws {
    let bench = try rehearsing([.fails(vm: "prod/cache-vm", reason: "no progress")])
    let digest = try plan(bench)
    let (failed, _) = try bench.call("execute", ["plan": digest], answers: [Bench.approve])
    let run = try #require(failed["structuredContent"]?["run"])
    let (dismissed, _) = try bench.call(
      "resume",
      ["run": run],
      answers: [["action": "cancel"]]
    )
    #expect(dismissed["isError"] == true)
    let wrong = try bench.call("resume", ["run": run, "decision": "proceed"])
    #expect(Bench.text(wrong).contains("retryCold"))
    // Nobody needs to be asked to end it.
    let answers: [JSONValue] =
      decision == "abort"
      ? [] : [["action": "accept", "content": ["decision": .string(decision)]]]
    let (ended, _) = try bench.call(
      "resume",
      ["run": run, "decision": .string(decision)],
      answers: answers
    )
    let summary = try #require(ended["structuredContent"])
    #expect(summary["state"]?.text == state && summary["options"] == [])
    #expect(try #require(summary["done"]?.whole) >= atLeast)
  }

  @Test func namesOfRunsArePathsToNothing() throws {
    let bench = try rehearsing()
    for name in ["../plans/x", "", "r1", "/etc/passwd", "..", "a\u{0}b"] {
      for tool in ["report", "resume"] {
        #expect(try bench.call(tool, ["run": .string(name)])["isError"] == true)
      }
      #expect(try bench.call("status", ["run": .string(name)])["isError"] == true)
    }
    #expect(try bench.call("resume", ["run": "r1", "decision": "pause"])["isError"] == true)
  }

  @Test func questionsDoNotWaitForPlans() throws {
    let bench = try Bench()
    let scale = Bench.project.appending(path: "Scenarios/scale/ten-by-eighty.yaml").path
    let long: JSONValue = [
      "paths": [.string(scale)], "goal": "balance", "timeLimit": 600,
      "workLimit": 1_000_000_000_000,
    ]
    let ids = (1...5).map { JSONValue.string("long-\($0)") }
    for id in ids {
      bench.send([
        "jsonrpc": "2.0", "id": id, "method": "tools/call",
        "params": ["_meta": Bench.meta, "name": "plan", "arguments": long],
      ])
    }
    bench.send([
      "jsonrpc": "2.0", "id": "now", "method": "tools/call",
      "params": ["_meta": Bench.meta, "name": "status"],
    ])
    while bench.recorder.answer(to: "now") == nil { usleep(1_000) }
    for id in ids {
      bench.send([
        "jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": id],
      ])
    }
    bench.server.waitUntilIdle()
  }
}
