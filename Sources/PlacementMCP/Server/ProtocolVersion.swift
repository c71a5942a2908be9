/// The revisions of the protocol that the server speaks.
package enum ProtocolVersion: String, Sendable, CaseIterable {
  /// The current one: no handshake, every request says its version.
  case july2026 = "2026-07-28"
  /// The previous one.
  case november2025 = "2025-11-25"
  /// The one before, which many assistants speak still.
  case june2025 = "2025-06-18"

  /// The newest that begins with a handshake.
  static let newestWithHandshake = ProtocolVersion.november2025

  /// Whether every request says its version, and no session is begun.
  var isStateless: Bool { self == .july2026 }

  /// The versions as a message lists them, newest first.
  static var list: JSONValue { .array(allCases.map { .string($0.rawValue) }) }
}
