import Foundation
import PlacementExecution
import Synchronization
import Testing

@testable import PlacementMCP

/// Keeps what a server sends.
final class Recorder: MessageSink {
  private let messages = Mutex<[JSONValue]>([])

  func send(_ message: JSONValue) { messages.withLock { $0.append(message) } }

  var sent: [JSONValue] { messages.withLock { $0 } }

  func answer(to id: JSONValue) -> JSONValue? { sent.first { $0["id"] == id } }
}

/// Does something that waits, on a thread of its own: those of the pool may be what it waits for.
func aside<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}

/// A server on a folder that is gone when the test is over; one test uses it at a time.
final class Bench: @unchecked Sendable {
  let folder: URL
  let recorder = Recorder()
  let server: Server
  /// What the client can do.
  var capabilities: JSONValue = ["elicitation": [:]]

  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  init(folder: URL? = nil, _ change: (inout PlacementMCP.Settings) -> Void = { _ in }) throws {
    self.folder =
      folder
      ?? FileManager.default.temporaryDirectory.appending(path: "mcp-tests-\(UUID().uuidString)")
    var settings = PlacementMCP.Settings(
      version: "1",
      readable: [Self.project.path],
      // Nothing that tests do may reach a cluster.
      kubectl: Kubectl(tool: "/nonexistent/kubectl"),
      longestMessage: 1 << 20,
      patience: .seconds(600)
    )
    change(&settings)
    let store = try DocumentStore(folder: StateFolder(path: self.folder.path))
    server = try Server(settings: settings, store: store, sink: recorder)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func send(_ message: JSONValue) { server.receive(Data(message.serialized.utf8)) }

  /// What the current version has in every request.
  static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": ["elicitation": [:]],
  ]

  /// Sends a request in the current version and returns its answer.
  func ask(_ method: String, _ params: [String: JSONValue] = [:]) throws -> JSONValue {
    let id = JSONValue.string(UUID().uuidString)
    var params = params
    if params["_meta"] == nil {
      var meta = Self.meta.members ?? [:]
      meta["io.modelcontextprotocol/clientCapabilities"] = capabilities
      params["_meta"] = .object(meta)
    }
    send(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)])
    server.waitUntilIdle()
    return try #require(recorder.answer(to: id), "no answer to \(method)")
  }

  /// Calls a tool and returns its result.
  func call(_ tool: String, _ arguments: JSONValue = [:]) throws -> JSONValue {
    let answer = try ask("tools/call", ["name": .string(tool), "arguments": arguments])
    return try #require(answer["result"], "\(answer)")
  }

  /// The text of a tool's result.
  static func text(_ result: JSONValue) -> String {
    result["content"]?.elements?.first?["text"]?.text ?? ""
  }

  /// The same, and gives the answers to what the user is asked, in order.
  ///
  /// - Returns: The result, and the messages of the questions.
  func call(
    _ tool: String,
    _ arguments: JSONValue,
    answers: [JSONValue]
  ) throws -> (result: JSONValue, asked: [String]) {
    var rest = answers[...]
    var asked: [String] = []
    var params: [String: JSONValue] = ["name": .string(tool), "arguments": arguments]
    while true {
      let answer = try ask("tools/call", params)
      let result = try #require(answer["result"], "\(answer)")
      guard result["resultType"] == "input_required" else { return (result, asked) }
      for (key, request) in result["inputRequests"]?.members ?? [:] {
        asked.append(request["params"]?["message"]?.text ?? "")
        let next = rest.popFirst()
        params["inputResponses"] = [key: try #require(next, "\(request)")]
      }
      params["requestState"] = result["requestState"]
    }
  }

  static let approve: JSONValue = ["action": "accept", "content": ["decision": "approve"]]

  static let workers = project.appending(path: "Scenarios/balance/four-workers.yaml").path
}
