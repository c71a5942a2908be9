import Foundation
import PlacementIO
import PlacementSolver

/// What goes back to a caller in C: a text, or an error as a JSON document.
enum Answer {
  /// Runs a request; whatever it throws becomes `{"error": {"code", "message", "path"}}`.
  ///
  /// - Returns: A copy that `placement_free` frees; null only where memory has run out.
  static func text(_ request: () throws -> String) -> CAnswer? {
    do { return strdup(try request()) } catch { return strdup(document(for: error)) }
  }

  private static func document(for error: any Error) -> String {
    let fault = Fault(error)
    var lines = ["\"code\": \(quoted(fault.code))", "\"message\": \(quoted(fault.message))"]
    if !fault.path.isEmpty { lines.append("\"path\": \(quoted(fault.path))") }
    return "{\"error\": {\(lines.joined(separator: ", "))}}"
  }

  private static func quoted(_ text: String) -> String {
    guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// An error as callers of C see it.
struct Fault: Error {
  /// A word that stays the same from version to version: `input`, `argument`, `illegal`, or the code
  /// of a ``/PlacementSolver/PlanningError``.
  var code: String
  var message: String
  /// Where in a document, `cluster.nodes[3].name`; empty where the whole is meant.
  var path = ""

  init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: any Error) {
    switch error {
    case let fault as Fault: self = fault
    case let error as InputError:
      (code, message, path) = ("input", error.message, error.path)
      if path.isEmpty, let line = error.line { message = "line \(line): \(message)" }
    case let error as PlanningError: (code, message) = (error.code.rawValue, error.message)
    default: (code, message) = ("failed", "\(error)")
    }
  }
}

/// The version as text that lives as long as the process.
///
/// Unchecked because it is written once and only read afterwards.
struct VersionText: @unchecked Sendable {
  let pointer: CText?

  static let shared = VersionText(pointer: strdup(PlacementVersion.current).map { CText($0) })
}
