import Foundation
import PlacementExecution
import Testing

@testable import PlacementMCP

@Suite struct ToolTests {
  private let input: JSONValue = ["paths": [.string(Bench.workers)], "goal": "balance"]

  @Test func whatIsGivenHasThePublishedShape() throws {
    let bench = try Bench { ($0.mayExecute, $0.simulates) = (true, true) }
    let planned = try bench.call("plan", input)
    let digest = try #require(planned["structuredContent"]?["plan"]?["digest"])
    let rehearsal: JSONValue = ["plan": digest, "simulate": true]
    let run = try #require(bench.call("execute", rehearsal)["structuredContent"]?["run"])
    let results: [String: JSONValue] = [
      "plan": planned,
      "snapshot": try bench.call("snapshot", ["paths": [.string(Bench.workers)]]),
      "show": try bench.call("show", ["plan": digest]),
      "modify": try bench.call("modify", ["plan": digest, "skip": [1], "reoptimize": true]),
      "explain": try bench.call("explain", ["plan": digest, "migration": 1]),
      "compare": try bench.call("compare", ["paths": [.string(Bench.workers)], "most": 3]),
      "alternatives": try bench.call("alternatives", ["plan": digest]),
      "verify": try bench.call("verify", ["plan": digest]),
      "approve": try bench.call("approve", ["plan": digest], answers: [Bench.approve]).result,
      "execute": try bench.call("execute", rehearsal),
      "status": try bench.call("status"),
      "report": try bench.call("report", ["run": run]),
    ]
    // What it takes to have something to resume is a test of its own.
    #expect(Set(results.keys).union(["resume"]) == Set(bench.server.tools.map(\.definition.name)))
    for (name, result) in results { #expect(result["isError"] == false, "\(name): \(result)") }
    for tool in bench.server.tools.map(\.definition) where results[tool.name] != nil {
      let structured = try #require(results[tool.name]?["structuredContent"])
      #expect(Schema.object(tool.output).problem(with: structured) == nil, "\(tool.name)")
    }
  }

  @Test func asksWhatThePlanIsForAndMakesNone() throws {
    let bench = try Bench()
    let digest = try #require(
      bench.call("snapshot", ["document": .string(Self.twoNodes)])["structuredContent"]?["snapshot"]
    )
    let asked = try bench.call("plan", ["snapshot": digest])
    #expect(asked["structuredContent"]?["plan"] == nil)
    #expect(asked["structuredContent"]?["question"]?["options"]?.elements?.count == 7)
    #expect(try bench.call("status")["structuredContent"]?["planCount"] == 0)
    let drained = try bench.call("plan", ["snapshot": digest, "goal": "none", "drain": ["a"]])
    #expect(drained["structuredContent"]?["plan"]?["migrations"]?.elements?.count == 1)
  }

  @Test func takesTheUsersWords() throws {
    let bench = try Bench()
    let planned = try bench.call(
      "plan",
      ["paths": [.string(Bench.workers)], "say": "please drain worker-02"]
    )
    #expect(planned["structuredContent"]?["plan"]?["goal"]?["drain"] == ["worker-02"])
    #expect(planned["structuredContent"]?["understood"]?.text?.isEmpty == false)
    #expect(Bench.text(planned).hasPrefix("Understood: "))
    for words in ["make it nice", "drain worker-99", "balance cpu but do not balance cpu"] {
      let asked = try bench.call(
        "plan",
        ["paths": [.string(Bench.workers)], "say": .string(words)]
      )
      #expect(asked["structuredContent"]?["plan"] == nil, "\(words)")
      #expect(asked["structuredContent"]?["question"]?["options"]?.elements?.count == 7)
    }
    #expect(try bench.call("status")["structuredContent"]?["planCount"] == 1)
  }

  /// A tool that answers as kubectl does, with the two nodes below.
  private func kubectl(_ bench: Bench) throws -> String {
    let items = try JSONValue(reading: Data(Self.twoNodes.utf8))["items"]?.elements ?? []
    for (name, kind) in [
      ("nodes", "Node"), ("virtualmachines.kubevirt.io", "VirtualMachine"),
      ("virtualmachineinstances.kubevirt.io", "VirtualMachineInstance"), ("pods", "Pod"),
    ] {
      let list: JSONValue = ["items": .array(items.filter { $0["kind"]?.text == kind })]
      let file = bench.folder.appending(path: name + ".json")
      try Data(list.serialized.utf8).write(to: file)
    }
    let path = bench.folder.appending(path: "kubectl").path
    try """
    #!/bin/sh
    [ -f "$(dirname "$0")/$2.json" ] && exec cat "$(dirname "$0")/$2.json"
    echo "error: the server doesn't have a resource type" >&2
    exit 1
    """
    .write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  @Test func readsTheClusterThroughKubectl() async throws {
    let home = try Bench()
    let tool = try kubectl(home)
    let bench = try Bench { $0.kubectl = Kubectl(tool: tool) }
    let read = try await aside { try bench.call("snapshot", ["live": true]) }
    let snapshot = try #require(read["structuredContent"]?["snapshot"], "\(Bench.text(read))")
    let drain: JSONValue = ["snapshot": snapshot, "goal": "none", "drain": ["a"]]
    let planned = try bench.call("plan", drain)["structuredContent"]?["plan"]
    #expect(planned?["migrations"]?.elements?.count == 1)
    for wrong: JSONValue in [["live": true, "document": "{}"], ["live": false], [:]] {
      #expect(try bench.call("snapshot", wrong)["isError"] == true)
    }
  }

  @Test func readsNothingElsewhere() throws {
    let bench = try Bench()
    let folder = bench.folder.appending(path: "linked")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let link = Bench.project.appending(path: ".build/link-\(UUID().uuidString).json")
    try FileManager.default.createSymbolicLink(
      at: link,
      withDestinationURL: URL(filePath: "/etc/passwd")
    )
    defer { try? FileManager.default.removeItem(at: link) }
    for path in ["/etc/passwd", folder.path, "/dev/zero", link.path, "a\u{0}b", "-"] {
      let result = try bench.call("snapshot", ["paths": [.string(path)]])
      #expect(result["isError"] == true, "\(path)")
      #expect(!Bench.text(result).contains("root:"))
    }
  }

  @Test func aChangedPlanIsRefused() throws {
    let bench = try Bench()
    let planned = try bench.call("plan", input)
    let digest = try #require(planned["structuredContent"]?["plan"]?["digest"]?.text)
    let file = bench.folder.appending(path: "plans/\(digest.dropFirst(7)).json")
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
    let text = try String(contentsOf: file, encoding: .utf8)
    let edited = text.replacing("\"parallelPerCluster\" : 5", with: "\"parallelPerCluster\" : 6")
    #expect(edited != text)
    try edited
      .write(to: file, atomically: true, encoding: .utf8)
    let restarted = try Bench(folder: bench.folder)
    let result = try restarted.call("show", ["plan": .string(digest)])
    #expect(result["isError"] == true)
    #expect(Bench.text(result).contains("was changed"))
  }

  @Test func progressGrowsAndEndsWithTheAnswer() throws {
    let bench = try Bench()
    var meta = Bench.meta.members ?? [:]
    meta["progressToken"] = 7
    _ = try bench.ask(
      "tools/call",
      ["_meta": .object(meta), "name": "plan", "arguments": input]
    )
    let messages = bench.recorder.sent
    let progress = messages.filter { $0["method"] == "notifications/progress" }
    let values = progress.compactMap { $0["params"]?["progress"]?.real }
    #expect(!values.isEmpty && zip(values, values.dropFirst()).allSatisfy(<))
    #expect(progress.allSatisfy { $0["params"]?["progressToken"] == 7 })
    #expect(messages.last?["result"] != nil)
  }

  @Test func saysWhyNotAndWhatItWouldCost() throws {
    let bench = try Bench()
    let digest = try #require(bench.call("plan", input)["structuredContent"]?["plan"]?["digest"])
    let question: JSONValue = ["plan": digest, "vm": "prod/cache-01", "to": "worker-04"]
    let answer = try bench.call("explain", question)["structuredContent"]
    let isPossible = try #require(answer?["isPossible"]?.flag as Bool?)
    #expect((answer?["objective"] != nil) == isPossible)
    #expect((answer?["reasons"] == []) == isPossible)
    for wrong: JSONValue in [
      ["plan": digest], ["plan": digest, "migration": 99], ["plan": digest, "vm": "x", "to": "y"],
      ["plan": digest, "migration": 1, "vm": "prod/cache-01", "to": "worker-04"],
    ] { #expect(try bench.call("explain", wrong)["isError"] == true) }
    #expect(try bench.call("modify", ["plan": digest])["isError"] == true)
    let nowhere: JSONValue = [
      "plan": digest, "retarget": [["migration": 1, "node": "nowhere"]],
    ]
    #expect(Bench.text(try bench.call("modify", nowhere)).contains("there is no node"))
  }

  @Test func aWithdrawnRequestIsNotAnswered() throws {
    let bench = try Bench()
    let call = Call(
      id: .integer(1),
      client: Client(version: .july2026, capabilities: [:]),
      params: ["_meta": ["progressToken": 1]],
      sink: bench.recorder
    )
    call.cancel()
    call.report("late")
    call.finish(.success([:]))
    #expect(bench.recorder.sent.isEmpty)
    #expect(throws: Call.Cancelled.self) { try call.checkCancellation() }
  }

  static let twoNodes = """
    {"kind": "List", "apiVersion": "v1", "items": [\(["a", "b"].map { name in
      """
      {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "\(name)"},
       "status": {"allocatable": {"cpu": "8", "memory": "32Gi", "pods": "99"},
                  "capacity": {"cpu": "8", "memory": "32Gi", "pods": "99"},
                  "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    }.joined(separator: ",")),
    {"kind": "VirtualMachine", "apiVersion": "kubevirt.io/v1",
     "metadata": {"name": "v", "namespace": "n", "uid": "1"},
     "spec": {"runStrategy": "Always", "template": {"spec": {"domain": {"cpu": {"cores": 1},
              "memory": {"guest": "2Gi"}, "devices": {}}}}}},
    {"kind": "VirtualMachineInstance", "apiVersion": "kubevirt.io/v1",
     "metadata": {"name": "v", "namespace": "n", "uid": "2"},
     "spec": {"domain": {"cpu": {"cores": 1}, "memory": {"guest": "2Gi"}, "devices": {}}},
     "status": {"phase": "Running", "nodeName": "a",
                "conditions": [{"type": "LiveMigratable", "status": "True"}]}}]}
    """
}
