import PlacementIO

/// What kubectl says on standard error, made sense of.
struct KubectlWords {
  /// The last line that says something, without what could hide in it.
  let message: String

  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingPrefix("error: ") }
      .filter { !$0.isEmpty && !$0.hasPrefix("Warning:") && !$0.hasPrefix("W0") }
    let line = lines.last.map(String.init) ?? "kubectl failed without a word"
    message = Self.withoutCredentials(InputText.printable(line, atMost: 500))
  }

  /// kubectl prints no credentials by itself; a credential plugin or proxy might.
  private static func withoutCredentials(_ text: String) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for i in words.indices.dropFirst() where words[i - 1].lowercased().hasSuffix("bearer") {
      words[i] = "…"
    }
    for i in words.indices where words[i].contains("://") && words[i].contains("@") {
      words[i] = words[i].replacing(/:\/\/[^@\/]*@/, with: "://…@")
    }
    return words.joined(separator: " ")
  }

  private static let phrases: [(ExecutorError.Code, [String])] = [
    (.busy, ["in-flight migration detected"]),
    (.quota, ["exceeded quota"]),
    (
      .conflict,
      ["(conflict)", "the object has been modified", "(alreadyexists)", "already exists"]
    ),
    (.forbidden, ["(forbidden)", "(unauthorized)", "must be logged in"]),
    (
      .timeout, ["(timeout)", "i/o timeout", "timed out", "deadline exceeded", "handshake timeout"]
    ),
    (
      .unavailable,
      [
        "unable to connect", "connection refused", "connection reset", "was refused", "no route",
        "(serviceunavailable)", "(internalerror)", "(toomanyrequests)", "unavailable",
        "no such host", "unexpected eof", "currently unable to handle the request", "etcdserver",
        "network is unreachable", "failed calling webhook", "http2:",
      ]
    ),
    (.tool, ["unknown flag", "unknown command", "context was not found", "context \""]),
    (.notFound, ["(notfound)", "doesn't have a resource type", "not found", "does not exist"]),
  ]

  var error: ExecutorError {
    let text = message.lowercased()
    let code = Self.phrases.first { $0.1.contains { text.contains($0) } }?.0 ?? .rejected
    return ExecutorError(code, message)
  }
}
