import Foundation
import PlacementSolver

/// Somebody's consent to one plan: a file beside it.
struct Approval: Codable {
  var digest: String
  var user: String
  var host: String
  /// ISO 8601.
  var time: String

  static func path(for plan: String) -> String { plan + ".approval.json" }

  /// The consent of whoever runs this program, now.
  init(digest: String) {
    self.digest = digest
    user = NSUserName()
    host = ProcessInfo.processInfo.hostName
    time = Date().formatted(.iso8601)
  }

  func write(beside plan: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try PrivateFile.write(try encoder.encode(self) + Data("\n".utf8), to: Self.path(for: plan))
  }

  /// The consent beside a plan, where there is one.
  static func read(beside plan: String) -> Approval? {
    guard let data = FileManager.default.contents(atPath: path(for: plan)) else { return nil }
    return try? JSONDecoder().decode(Approval.self, from: data)
  }
}
