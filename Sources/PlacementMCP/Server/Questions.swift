import Foundation
import Synchronization

/// Questions to the user, in the way that the client's version of the protocol has for them.
///
/// Since 2026-07-28 the request ends with the question, and comes again with the answer and with a
/// token that only the server could have made, for this very question, and that counts once.
/// Before, the server asks while the request goes on.
final class Questions: Sendable {
  private let sink: any MessageSink
  private let patience: Duration
  private let random: @Sendable () -> String
  private let state = Mutex(State())

  private struct State {
    var asked: [String: (question: String, expiry: ContinuousClock.Instant)] = [:]
    var waiting: [RequestID: Waiter] = [:]
    var nextID = 1
  }

  private final class Waiter: Sendable {
    let isDone = DispatchSemaphore(value: 0)
    let answer = Mutex<JSONValue?>(nil)
  }

  /// A form for the user.
  struct Form: Sendable {
    var message: String
    var schema: JSONValue

    fileprivate var params: JSONValue {
      ["message": .string(message), "requestedSchema": schema, "mode": "form"]
    }
  }

  /// What the user did with the form.
  enum Answer: Sendable, Hashable {
    case accepted([String: JSONValue])
    case declined
    case dismissed
  }

  /// The request ends here, and comes again with the answer.
  struct Pending: Error {
    var result: [String: JSONValue]
  }

  private static let key = "answer"
  private static let mostAsked = 64

  init(sink: any MessageSink, patience: Duration, random: @escaping @Sendable () -> String) {
    self.sink = sink
    self.patience = patience
    self.random = random
  }

  /// Asks the user; only where ``Client/asksUsers``.
  ///
  /// - Parameter subject: What the question is about, in full: an answer holds for this alone.
  /// - Throws: ``Pending`` where the answer comes with the next try, ``Call/Cancelled`` where the
  ///   request is withdrawn, ``RPCError`` where the client hands in a token that is not its own.
  func ask(_ form: Form, about subject: String, in call: Call) throws -> Answer {
    call.client.version.isStateless
      ? try askOnRetry(form, subject, call) : try askMeanwhile(form, call)
  }

  private func askOnRetry(_ form: Form, _ subject: String, _ call: Call) throws -> Answer {
    let question = subject + "\n" + form.message
    if let token = call.input.state {
      let isKnown = state.withLock { state in
        let asked = state.asked.removeValue(forKey: token)
        return asked.map { $0.question == question && $0.expiry > .now } ?? false
      }
      guard isKnown else {
        throw RPCError(
          .invalidParams,
          "'requestState' does not belong to this request, was used or is too old; "
            + "send the request without it"
        )
      }
      if let response = call.input.responses[Self.key] { return Self.answer(response) }
    }
    let token = random()
    let expiry = ContinuousClock.now + patience
    state.withLock { state in
      state.asked = state.asked.filter { $0.value.expiry > .now }
      if state.asked.count >= Self.mostAsked,
        let oldest = state.asked.min(by: { $0.value.expiry < $1.value.expiry })
      {
        state.asked[oldest.key] = nil
      }
      state.asked[token] = (question, expiry)
    }
    throw Pending(result: [
      "resultType": "input_required",
      "requestState": .string(token),
      "inputRequests": [
        Self.key: ["method": "elicitation/create", "params": form.params]
      ] as JSONValue,
    ])
  }

  private func askMeanwhile(_ form: Form, _ call: Call) throws -> Answer {
    let waiter = Waiter()
    let id = state.withLock { state in
      let id = RequestID.string("question-\(state.nextID)")
      state.nextID += 1
      state.waiting[id] = waiter
      return id
    }
    defer { state.withLock { $0.waiting[id] = nil } }
    var params = form.params.members ?? [:]
    if call.client.version == .june2025 { params["mode"] = nil }
    call.onCancel { waiter.isDone.signal() }
    try call.checkCancellation()
    sink.send(.request(id, "elicitation/create", .object(params)))
    let seconds = Double(patience.components.seconds)
    _ = waiter.isDone.wait(timeout: .now() + seconds)
    try call.checkCancellation()
    return waiter.answer.withLock { $0 }.map(Self.answer) ?? .dismissed
  }

  /// Takes an answer to a request of the server; what nobody waits for is passed over.
  func receive(_ result: JSONValue?, for id: RequestID) {
    guard let waiter = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
    waiter.answer.withLock { $0 = result }
    waiter.isDone.signal()
  }

  private static func answer(_ response: JSONValue) -> Answer {
    switch response["action"]?.text {
    case "accept": .accepted(response["content"]?.members ?? [:])
    case "decline": .declined
    default: .dismissed
    }
  }
}
