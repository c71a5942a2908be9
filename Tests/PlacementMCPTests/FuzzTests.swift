import Foundation
import Testing

@testable import PlacementMCP

/// Ten thousand messages, most of them broken: the server answers by the protocol or not at all.
@Suite struct FuzzTests {
  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let methods = [
    "initialize", "ping", "server/discover", "tools/list", "tools/call", "prompts/list",
    "prompts/get", "resources/list", "resources/read", "resources/templates/list",
    "subscriptions/listen", "notifications/initialized", "notifications/cancelled", "no/such", "",
  ]
  private static let keys = [
    "name", "arguments", "uri", "cursor", "_meta", "requestId", "notifications", "requestState",
    "inputResponses", "protocolVersion", "capabilities", "clientInfo", "plan", "paths", "document",
    "snapshot", "goal", "run", "decision", "simulate", "wait", "accept", "migration", "skip", "vm",
    "to", "say", "live", "io.modelcontextprotocol/protocolVersion", "\u{0}", "__proto__",
  ]
  private static let words = [
    "plan", "show", "verify", "status", "snapshot", "drain", "execute", "approve", "resume",
    "report",
    "compare", "alternatives", "modify", "explain", "pause", "retryCold", "2026-07-28",
    "2025-11-25",
    "sha256:00000000", "rebalance://plans/x.json", "../../etc/passwd", "{", "\u{202E}", "-1", "50",
    "kind: List", "&a [*a]",
  ]

  private static func value(_ depth: Int, _ random: inout SplitMix) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .integer([0, -1, 1, .max, .min].randomElement(using: &random) ?? 0)
    case 3: .number([0.5, -1e308, 1e-300].randomElement(using: &random) ?? 0)
    case 4, 5: .string(words.randomElement(using: &random) ?? "")
    case 6:
      .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth - 1, &random) })
    default: .object(members(depth - 1, &random))
    }
  }

  private static func members(_ depth: Int, _ random: inout SplitMix) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for _ in 0..<Int.random(in: 0..<5, using: &random) {
      members[keys.randomElement(using: &random) ?? ""] = value(depth, &random)
    }
    return members
  }

  private static func message(about plan: JSONValue, _ random: inout SplitMix) -> Data {
    var message: [String: JSONValue] = ["jsonrpc": "2.0"]
    message["id"] = .integer(Int.random(in: 0..<50, using: &random))
    message["method"] = .string(methods.randomElement(using: &random) ?? "")
    var params = members(3, &random)
    if Int.random(in: 0..<4, using: &random) > 0 { params["_meta"] = Bench.meta }
    if Int.random(in: 0..<2, using: &random) == 0 {
      params["name"] = .string(words.randomElement(using: &random) ?? "")
      var arguments = members(2, &random)
      if Bool.random(using: &random) { arguments = ["plan": plan] }
      if Int.random(in: 0..<4, using: &random) == 0 { arguments["simulate"] = true }
      params["arguments"] = .object(arguments)
    }
    message["params"] = .object(params)
    if Int.random(in: 0..<4, using: &random) == 0 {
      let key = ["jsonrpc", "id", "method", "params", "result"].randomElement(using: &random)
      message[key ?? "id"] = Bool.random(using: &random) ? nil : value(2, &random)
    }
    var bytes = Array(JSONValue.object(message).serialized.utf8)
    // Every third is broken as bytes.
    if Int.random(in: 0..<3, using: &random) == 0 {
      for _ in 0..<Int.random(in: 1..<4, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
        default: bytes.removeSubrange(at...)
        }
      }
    }
    return Data(bytes)
  }

  @Test(arguments: [1, 2] as [UInt64]) func answersByTheProtocolOrNotAtAll(seed: UInt64) throws {
    let bench = try Bench { ($0.mayExecute, $0.simulates) = (true, true) }
    let made = try bench.call("plan", ["paths": [.string(Bench.workers)]])
    let digest = try #require(made["structuredContent"]?["plan"]?["digest"])
    var random = SplitMix(state: seed)
    for count in 1...5_000 {
      bench.server.receive(Self.message(about: digest, &random))
      if count.isMultiple(of: 50) { bench.server.waitUntilIdle() }
    }
    bench.server.waitUntilIdle()
    for message in bench.recorder.sent {
      #expect(message["jsonrpc"] == "2.0")
      #expect(!message.serialized.utf8.contains(0x0A))
      if let method = message["method"]?.text {
        #expect(method.hasPrefix("notifications/"))
        #expect(message["id"] == nil)
      } else {
        let id = try #require(message["id"])
        #expect(RequestID(id) != nil || id == .null)
        #expect((message["result"] == nil) != (message["error"] == nil))
        if let error = message["error"] {
          let code = try #require(error["code"]?.whole)
          #expect([-32700, -32600, -32601, -32602, -32002, -32022].contains(code), "\(message)")
          #expect(error["message"]?.text?.isEmpty == false)
        }
      }
    }
    // It is still there, and in its senses.
    #expect(try bench.call("status")["isError"] == false)
  }
}
