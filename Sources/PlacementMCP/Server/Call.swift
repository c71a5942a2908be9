import Foundation
import Synchronization

/// One request that is being worked on: who asked, whether they still want it, how far it is.
package final class Call: Sendable {
  let id: RequestID
  let client: Client
  let input: Input
  private let token: JSONValue?
  private let sink: any MessageSink
  private let state = Mutex(State())

  /// What came with the request beside its arguments.
  struct Input: Sendable {
    /// Answers of the user to what an earlier try of the request asked.
    var responses: [String: JSONValue] = [:]
    /// What the server gave along with that question.
    var state: String?
  }

  private struct State {
    var isCancelled = false
    var isFinished = false
    var reports = 0
    var lastReport: ContinuousClock.Instant?
    var onCancel: [@Sendable () -> Void] = []
  }

  /// The request was withdrawn; nobody waits for an answer.
  struct Cancelled: Error {}

  init(id: RequestID, client: Client, params: [String: JSONValue], sink: any MessageSink) {
    self.id = id
    self.client = client
    self.sink = sink
    let token = params["_meta"]?["progressToken"]
    self.token = RequestID(token) == nil ? nil : token
    input = Input(
      responses: params["inputResponses"]?.members ?? [:],
      state: params["requestState"]?.text
    )
  }

  /// Whether the request was withdrawn.
  package var isCancelled: Bool { state.withLock(\.isCancelled) }

  /// Ends work on a withdrawn request.
  package func checkCancellation() throws { if isCancelled { throw Cancelled() } }

  /// Has something done when the request is withdrawn; at once where it is already.
  func onCancel(_ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      if !state.isCancelled { state.onCancel.append(action) }
      return state.isCancelled
    }
    if isLate { action() }
  }

  /// Withdraws the request.
  func cancel() {
    let actions = state.withLock { state in
      state.isCancelled = true
      defer { state.onCancel = [] }
      return state.onCancel
    }
    for action in actions { action() }
  }

  /// Tells the client what is being done, where it wants to know; ten times a second at most.
  package func report(_ message: String) {
    guard let token else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      let isFrequent = state.lastReport.map { now - $0 < .milliseconds(100) } ?? false
      guard !state.isCancelled, !state.isFinished, !isFrequent else { return }
      // The protocol wants a number that grows; how far off the end is, nobody knows.
      state.reports += 1
      state.lastReport = now
      sink.send(
        .notification(
          "notifications/progress",
          [
            "progressToken": token, "progress": .integer(state.reports),
            "message": .string(message),
          ]
        )
      )
    }
  }

  /// Answers the request, unless it was withdrawn or answered.
  func finish(_ answer: Result<JSONValue, RPCError>) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      guard !state.isCancelled else { return }
      switch answer {
      case .success(let result): sink.send(.response(id, result: result))
      case .failure(let error): sink.send(.response(id, error: error))
      }
    }
  }
}

extension JSONValue {
  /// A notification.
  static func notification(_ method: String, _ params: [String: JSONValue]) -> JSONValue {
    ["jsonrpc": "2.0", "method": .string(method), "params": .object(params)]
  }

  /// A request of the server.
  static func request(_ id: RequestID, _ method: String, _ params: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "id": id.json, "method": .string(method), "params": params]
  }

  /// An answer.
  static func response(_ id: RequestID, result: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "id": id.json, "result": result]
  }

  /// A refusal; without an id where the request's could not be read.
  static func response(_ id: RequestID?, error: RPCError) -> JSONValue {
    ["jsonrpc": "2.0", "id": id?.json ?? .null, "error": error.json]
  }
}
