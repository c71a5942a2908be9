/// Why a request fails, as JSON-RPC says it.
package struct RPCError: Error, Sendable, Hashable {
  /// What kind of failure it is.
  var code: Code
  /// One sentence on it.
  var message: String
  /// More on it for programs.
  var data: JSONValue?

  /// The kinds of failure that JSON-RPC and the protocol define.
  enum Code: Int, Sendable {
    /// The message is no JSON.
    case parse = -32700
    /// The message is no request, notification or response.
    case invalidRequest = -32600
    /// There is no such method.
    case methodNotFound = -32601
    /// The parameters are not what the method takes.
    case invalidParams = -32602
    /// The server failed.
    case `internal` = -32603
    /// There is no such resource, up to protocol version 2025-11-25.
    case resourceNotFound = -32002
    /// The server does not speak the version that the request is made in.
    case unsupportedVersion = -32022
  }

  init(_ code: Code, _ message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  /// The error as a response carries it.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "code": .integer(code.rawValue), "message": .string(message),
    ]
    members["data"] = data
    return .object(members)
  }
}
