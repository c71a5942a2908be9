import Foundation
import PlacementIO

/// One JSON-RPC 2.0 message that came in.
enum Message: Sendable, Hashable {
  /// A request that must be answered.
  case request(id: RequestID, method: String, params: [String: JSONValue])
  /// A notification, which is never answered.
  case notification(method: String, params: [String: JSONValue])
  /// The answer to a request of the server; an error has no result.
  case response(id: RequestID?, result: JSONValue?)

  /// What is wrong with a message that is none, and the request to tell it, where there is one.
  struct Malformed: Error, Hashable {
    var id: RequestID?
    var error: RPCError
  }

  /// Reads a message as it stands on its line.
  init(line: Data) throws(Malformed) {
    let value: JSONValue
    do {
      value = try JSONValue(reading: line)
    } catch {
      throw Malformed(error: RPCError(.parse, "not JSON: \(error.message)"))
    }
    guard case .object(let members) = value else {
      let reason =
        if case .array = value { "batches are not part of the protocol; send single messages" } else
        { "a message is a JSON object" }
      throw Malformed(error: RPCError(.invalidRequest, reason))
    }
    try self.init(members: members)
  }

  private init(members: [String: JSONValue]) throws(Malformed) {
    let id = RequestID(members["id"])
    func malformed(_ message: String) -> Malformed {
      Malformed(id: id, error: RPCError(.invalidRequest, message))
    }
    guard members["jsonrpc"]?.text == "2.0" else { throw malformed("'jsonrpc' must be \"2.0\"") }
    let answers = members["result"] != nil || members["error"] != nil
    guard let methodValue = members["method"] else {
      // An answer is never answered, so what is wrong with one is passed over where it is used.
      guard answers else { throw malformed("'method' is missing") }
      self = .response(id: id, result: members["error"] == nil ? members["result"] : nil)
      return
    }
    guard !answers else { throw malformed("a message has either a method or a result") }
    guard let method = methodValue.text else { throw malformed("'method' must be text") }
    let params: [String: JSONValue]
    switch members["params"] {
    case nil: params = [:]
    case .object(let given): params = given
    default:
      if members["id"] == nil {
        self = .notification(method: method, params: [:])
        return
      }
      throw Malformed(id: id, error: RPCError(.invalidParams, "'params' must be an object"))
    }
    if members["id"] == nil {
      self = .notification(method: method, params: params)
    } else if let id {
      self = .request(id: id, method: method, params: params)
    } else {
      throw malformed("'id' must be text or a whole number")
    }
  }
}
