import Foundation
import PlacementModel

/// Somebody's consent to one plan: a file beside it.
package struct Approval: Codable, Sendable, Hashable {
  /// The digest of the plan that was approved.
  package var digest: String
  /// Who approved it.
  package var user: String
  /// On which machine.
  package var host: String
  /// When, ISO 8601.
  package var time: String

  /// Where the consent to a plan document is.
  package static func path(for plan: String) -> String { plan + ".approval.json" }

  /// The consent of whoever runs this program, now.
  package init(digest: String) {
    self.digest = digest
    user = NSUserName()
    host = ProcessInfo.processInfo.hostName
    time = Date().formatted(.iso8601)
  }

  /// Writes it beside a plan.
  ///
  /// - Throws: `InputError` where that is impossible.
  package func write(beside plan: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try PrivateFile.write(try encoder.encode(self) + Data("\n".utf8), to: Self.path(for: plan))
  }

  /// The consent beside a plan, where there is one.
  package static func read(beside plan: String) -> Approval? {
    guard let data = FileManager.default.contents(atPath: path(for: plan)) else { return nil }
    return try? JSONDecoder().decode(Approval.self, from: data)
  }
}
