/// Why a plan is not carried out.
package struct RunRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The reason, and what would be right.
  package var description: String
  /// What was found out on the way to it.
  package var remarks: [String]

  /// Creates a refusal.
  package init(_ description: String, remarks: [String] = []) {
    self.description = description
    self.remarks = remarks
  }
}
