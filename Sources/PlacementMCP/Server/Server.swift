import Foundation
import PlacementIO
import Synchronization

/// A server of the Model Context Protocol: takes messages one after the other, answers on a sink.
///
/// Requests are worked on side by side; of those that compute for long a few at a time, so that a
/// question how a run is, or a word to pause it, never waits for plans. Both the current
/// protocol version, in which each request stands for itself, and those that begin with a handshake
/// are spoken, on one connection if need be.
package final class Server: Sendable {
  let settings: Settings
  let sink: any MessageSink
  let workshop: Workshop
  let tools: [any Tool]
  private let state = Mutex(State())
  /// All requests in work.
  private let work = DispatchGroup()
  /// Room for those that compute for long.
  private let benches = DispatchSemaphore(value: 4)

  private struct State {
    var session: Session?
    var calls: [RequestID: Call] = [:]
    var listeners: [RequestID: Call] = [:]
    /// Those of the listeners that want to know of new plans.
    var newsReaders: Set<RequestID> = []
  }

  /// What a handshake agreed on.
  private struct Session {
    var client: Client
    var isReady = false
  }

  /// Creates a server that keeps its documents in a store.
  ///
  /// - Throws: An error that names the folder of the runs, where it cannot be made.
  package init(settings: Settings, store: DocumentStore, sink: any MessageSink) throws {
    self.settings = settings
    self.sink = sink
    let announcer = Announcer()
    workshop = Workshop(
      settings: settings,
      store: store,
      questions: Questions(sink: sink, patience: settings.patience, random: settings.random),
      runs: try RunKeeper(folder: store.folder, settings: settings),
      onNewPlan: { announcer.server?.announceNewPlan() }
    )
    tools = Self.allTools
    announcer.set(self)
  }

  /// Lets tools reach the server without keeping it alive.
  private final class Announcer: Sendable {
    private let weak = Mutex<Weak>(Weak())
    private struct Weak { weak var server: Server? }
    var server: Server? { weak.withLock { $0.server } }
    func set(_ server: Server) { weak.withLock { $0.server = server } }
  }

  // MARK: Messages

  /// Reads messages from a descriptor until its end, then ends what is still in work.
  package func run(descriptor: Int32) {
    var lines = LineReader(descriptor: descriptor, limit: settings.longestMessage)
    while let line = lines.next() { receive(line) }
    finish()
  }

  /// Withdraws what is in work.
  package func finish() {
    let calls = state.withLock { state in
      defer { state.listeners = [:] }
      return Array(state.calls.values) + Array(state.listeners.values)
    }
    for call in calls { call.cancel() }
  }

  /// Waits until no request is in work.
  package func waitUntilIdle() { work.wait() }

  func receive(_ line: LineReader.Line) {
    switch line {
    case .tooLong:
      let reason = "the message has more than \(settings.longestMessage) bytes"
      sink.send(.response(nil, error: RPCError(.invalidRequest, reason)))
    case .line(let data): receive(data)
    }
  }

  /// Takes one message as it stood on its line.
  package func receive(_ line: Data) {
    // Blank lines between messages do no harm.
    guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { return }
    do throws(Message.Malformed) {
      switch try Message(line: line) {
      case .request(let id, let method, let params): request(id, method, params)
      case .notification(let method, let params): notification(method, params)
      case .response(let id, let result):
        if let id { workshop.questions.receive(result, for: id) }
      }
    } catch {
      sink.send(.response(error.id, error: error.error))
    }
  }

  private func notification(_ method: String, _ params: [String: JSONValue]) {
    switch method {
    case "notifications/initialized": state.withLock { $0.session?.isReady = true }
    case "notifications/cancelled":
      guard let id = RequestID(params["requestId"]) else { return }
      let call: Call? = state.withLock { state in
        if let call = state.calls[id] { return call }
        state.newsReaders.remove(id)
        return state.listeners.removeValue(forKey: id)
      }
      call?.cancel()
    default: break
    }
  }

  // MARK: Requests

  private func request(_ id: RequestID, _ method: String, _ params: [String: JSONValue]) {
    do throws(RPCError) {
      if params["_meta"]?["io.modelcontextprotocol/protocolVersion"] == nil, method == "initialize"
      {
        sink.send(.response(id, result: try initialize(params)))
        return
      }
      if method == "ping", state.withLock({ $0.session }) != nil {
        sink.send(.response(id, result: [:]))
        return
      }
      let client = try client(of: params)
      let call = Call(id: id, client: client, params: params, sink: sink)
      if method == "subscriptions/listen", client.version.isStateless {
        try listen(call, params)
        return
      }
      let handler = try handler(method, params, client)
      try begin(call)
      work.enter()
      // A thread of its own, as many of them do nothing but wait: for the user, or for a run.
      Thread.detachNewThread { [self] in
        defer { work.leave() }
        if handler.isHeavy { benches.wait() }
        answer(call, method, handler)
        if handler.isHeavy { benches.signal() }
      }
    } catch {
      sink.send(.response(id, error: error))
    }
  }

  private func answer(_ call: Call, _ method: String, _ handler: Handler) {
    defer { state.withLock { $0.calls[call.id] = nil } }
    do {
      try call.checkCancellation()
      call.finish(.success(complete(try handler.answer(call), method, call.client)))
    } catch let error as RPCError {
      call.finish(.failure(error))
    } catch let pending as Questions.Pending {
      call.finish(.success(complete(pending.result, method, call.client)))
    } catch is Call.Cancelled {
      // Nobody waits for an answer.
    } catch {
      call.finish(.failure(RPCError(.internal, "the server failed: \(type(of: error))")))
    }
  }

  /// Notes a request that is being worked on.
  private func begin(_ call: Call) throws(RPCError) {
    let problem: RPCError? = state.withLock { state in
      guard state.calls[call.id] == nil, state.listeners[call.id] == nil else {
        return RPCError(.invalidRequest, "a request with this id is still in work")
      }
      guard state.calls.count < settings.mostRequests else {
        return RPCError(.internal, "\(settings.mostRequests) requests are in work; wait for one")
      }
      state.calls[call.id] = call
      return nil
    }
    if let problem { throw problem }
  }

  /// Who a request comes from: what it says itself, or what the handshake said.
  private func client(of params: [String: JSONValue]) throws(RPCError) -> Client {
    let meta = params["_meta"]
    guard let said = meta?["io.modelcontextprotocol/protocolVersion"] else {
      if let session = state.withLock({ $0.session }) { return session.client }
      throw RPCError(
        .invalidParams,
        "'_meta' must have io.modelcontextprotocol/protocolVersion and "
          + "io.modelcontextprotocol/clientCapabilities, or 'initialize' must come first",
        data: ["supported": ProtocolVersion.list]
      )
    }
    guard let name = said.text else {
      throw RPCError(.invalidParams, "io.modelcontextprotocol/protocolVersion must be text")
    }
    guard let version = ProtocolVersion(rawValue: name), version.isStateless else {
      throw RPCError(
        .unsupportedVersion,
        "unsupported protocol version; versions before 2026-07-28 begin with 'initialize'",
        data: ["supported": ProtocolVersion.list, "requested": .string(name)]
      )
    }
    let key = "io.modelcontextprotocol/clientCapabilities"
    guard let capabilities = meta?[key], capabilities.members != nil else {
      throw RPCError(.invalidParams, "'_meta' must have \(key), an object")
    }
    return Client(version: version, capabilities: capabilities)
  }

  private func initialize(_ params: [String: JSONValue]) throws(RPCError) -> JSONValue {
    guard let wanted = params["protocolVersion"]?.text else {
      throw RPCError(.invalidParams, "'protocolVersion' must be text")
    }
    guard let capabilities = params["capabilities"], capabilities.members != nil,
      params["clientInfo"]?.members != nil
    else { throw RPCError(.invalidParams, "'capabilities' and 'clientInfo' must be objects") }
    let spoken = ProtocolVersion(rawValue: wanted).flatMap { $0.isStateless ? nil : $0 }
    let version = spoken ?? .newestWithHandshake
    let isNew = state.withLock { state in
      guard state.session == nil else { return false }
      state.session = Session(client: Client(version: version, capabilities: capabilities))
      return true
    }
    guard isNew else { throw RPCError(.invalidRequest, "the session is initialized already") }
    return [
      "protocolVersion": .string(version.rawValue),
      "capabilities": Self.capabilities,
      "serverInfo": information,
      "instructions": .string(Self.instructions),
    ]
  }

  // MARK: News

  private func listen(_ call: Call, _ params: [String: JSONValue]) throws(RPCError) {
    guard let filter = params["notifications"], filter.members != nil else {
      throw RPCError(.invalidParams, "'notifications' must be an object")
    }
    let wants = filter["resourcesListChanged"]?.flag ?? false
    let problem: RPCError? = state.withLock { state in
      guard state.listeners[call.id] == nil, state.calls[call.id] == nil else {
        return RPCError(.invalidRequest, "a request with this id is still in work")
      }
      guard state.listeners.count < settings.mostRequests else {
        return RPCError(.internal, "there are \(settings.mostRequests) subscriptions already")
      }
      state.listeners[call.id] = call
      // Within the lock, so that no news comes before it.
      sink.send(
        .notification(
          "notifications/subscriptions/acknowledged",
          [
            "_meta": ["io.modelcontextprotocol/subscriptionId": call.id.json],
            "notifications": wants ? ["resourcesListChanged": true] : [:],
          ]
        )
      )
      if wants { state.newsReaders.insert(call.id) }
      return nil
    }
    if let problem { throw problem }
  }

  private func announceNewPlan() {
    let method = "notifications/resources/list_changed"
    state.withLock { state in
      for id in state.listeners.keys where state.newsReaders.contains(id) {
        sink.send(
          .notification(method, ["_meta": ["io.modelcontextprotocol/subscriptionId": id.json]])
        )
      }
      if state.session?.isReady ?? false { sink.send(.notification(method, [:])) }
    }
  }
}
