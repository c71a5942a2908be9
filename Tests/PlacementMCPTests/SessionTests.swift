import Foundation
import Testing

@testable import PlacementMCP

@Suite struct SessionTests {
  private func initialize(_ version: String, _ bench: Bench) -> JSONValue? {
    bench.send([
      "jsonrpc": "2.0", "id": 1, "method": "initialize",
      "params": [
        "protocolVersion": .string(version), "capabilities": [:],
        "clientInfo": ["name": "test", "version": "1"],
      ],
    ])
    return bench.recorder.answer(to: 1)
  }

  @Test(arguments: [
    ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2024-11-05", "2025-11-25"),
    ("2026-07-28", "2025-11-25"), ("later", "2025-11-25"),
  ])
  func agreesOnAVersion(wanted: String, agreed: String) throws {
    let bench = try Bench()
    let result = initialize(wanted, bench)?["result"]
    #expect(result?["protocolVersion"]?.text == agreed)
    #expect(result?["serverInfo"]?["name"] == "rebalance")
    bench.send(["jsonrpc": "2.0", "method": "notifications/initialized"])
    bench.send(["jsonrpc": "2.0", "id": 2, "method": "tools/list"])
    bench.server.waitUntilIdle()
    let listed = bench.recorder.answer(to: 2)?["result"]
    #expect(listed?["tools"]?.elements?.isEmpty == false)
    // What came with the next version is not in it.
    #expect(listed?["resultType"] == nil && listed?["ttlMs"] == nil)
  }

  @Test func initializesOnce() throws {
    let bench = try Bench()
    _ = initialize("2025-11-25", bench)
    #expect(initialize("2025-11-25", bench)?["result"] != nil)
    #expect(bench.recorder.sent.last?["error"]?["code"] == -32600)
  }

  @Test func demandsAHandshakeOrMetadata() throws {
    let bench = try Bench()
    bench.send(["jsonrpc": "2.0", "id": 1, "method": "tools/list"])
    #expect(bench.recorder.answer(to: 1)?["error"]?["code"] == -32602)
    let halfMeta: JSONValue = ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]
    #expect(try bench.ask("tools/list", ["_meta": halfMeta])["error"]?["code"] == -32602)
  }

  @Test func namesTheVersionsItSpeaks() throws {
    let bench = try Bench()
    let meta: JSONValue = ["io.modelcontextprotocol/protocolVersion": "1900-01-01"]
    let error = try bench.ask("tools/list", ["_meta": meta])["error"]
    #expect(error?["code"] == -32022)
    #expect(error?["data"]?["supported"]?.elements?.first == "2026-07-28")
    let found = try bench.ask("server/discover")["result"]
    #expect(found?["supportedVersions"] == error?["data"]?["supported"])
    #expect(found?["resultType"] == "complete" && found?["cacheScope"] == "public")
  }

  @Test func hasNoOtherMethods() throws {
    let bench = try Bench()
    for method in ["ping", "logging/setLevel", "resources/subscribe", "no/such", ""] {
      #expect(try bench.ask(method)["error"]?["code"] == -32601, "\(method)")
    }
  }

  @Test func tellsThoseWhoListenOfNewPlans() throws {
    let bench = try Bench()
    bench.send([
      "jsonrpc": "2.0", "id": "news", "method": "subscriptions/listen",
      "params": ["_meta": Bench.meta, "notifications": ["resourcesListChanged": true]],
    ])
    _ = try bench.call("plan", ["paths": [.string(Bench.workers)], "goal": "balance"])
    let news = bench.recorder.sent.filter {
      $0["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == "news"
    }
    #expect(
      news.map { $0["method"]?.text } == [
        "notifications/subscriptions/acknowledged", "notifications/resources/list_changed",
      ]
    )
  }

  @Test func anUnreadLineEndsNothing() throws {
    let bench = try Bench()
    bench.server.receive(.tooLong)
    #expect(bench.recorder.sent.first?["error"]?["code"] == -32600)
    #expect(try bench.ask("tools/list")["result"] != nil)
  }
}
