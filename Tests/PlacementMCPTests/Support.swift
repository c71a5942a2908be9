import Foundation
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

/// A server on a folder that is gone when the test is over.
final class Bench {
  let folder: URL
  let recorder = Recorder()
  let server: Server

  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  init(
    folder: URL? = nil,
    longestMessage: Int = 1 << 20,
    patience: Duration = .seconds(30)
  ) throws {
    self.folder =
      folder
      ?? FileManager.default.temporaryDirectory.appending(path: "mcp-tests-\(UUID().uuidString)")
    let settings = Settings(
      version: "1",
      readable: [Self.project.path],
      longestMessage: longestMessage,
      patience: patience
    )
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
    if params["_meta"] == nil { params["_meta"] = Self.meta }
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

  static let workers = project.appending(path: "Scenarios/balance/four-workers.yaml").path
}
