import PlacementModel

/// Why a platform did not do or tell something.
public struct ExecutorError: Error, Sendable, Hashable {
  /// What kind of thing went wrong.
  public var code: Code
  /// The platform's words, in one line.
  public var message: String

  /// What kind of thing went wrong.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// No answer in time; a command may have been carried out.
    case timeout
    /// The platform cannot be reached or is overloaded; a command may have been carried out.
    case unavailable
    /// Somebody changed the object meanwhile, again and again.
    case conflict
    /// Another migration of the VM is under way.
    case busy
    /// There is no such object.
    case notFound
    /// Rights are missing.
    case forbidden
    /// A quota has no room.
    case quota
    /// The platform refuses the request as it is.
    case rejected
    /// The platform's answer makes no sense.
    case garbage
    /// The tool that talks to the platform is missing or does not work.
    case tool
    /// Another run has taken the cluster over.
    case superseded
  }

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Whether a command that failed so may have been carried out, or would be the next time.
  public var leavesDoubt: Bool {
    switch code {
    case .timeout, .unavailable, .conflict, .busy, .garbage: true
    case .notFound, .forbidden, .quota, .rejected, .tool, .superseded: false
    }
  }

  /// The cause of a move's failure that it amounts to.
  var cause: FailureCause {
    switch code {
    case .timeout, .unavailable, .garbage, .tool: .unavailable
    case .conflict, .busy, .superseded: .interference
    case .notFound: .vanished
    case .forbidden: .forbidden
    case .quota: .quota
    case .rejected: .rejected
    }
  }
}

extension ExecutorError: CustomStringConvertible {
  /// The platform's words.
  public var description: String { message }
}
