/// Why a tool cannot do what it was asked, in words that an assistant can act on.
package struct ToolFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what would be right.
  package var description: String
  /// Details of which one is one line each.
  var details: [String]

  /// Creates a failure.
  init(_ description: String, details: [String] = []) {
    self.description = description
    self.details = details
  }
}
