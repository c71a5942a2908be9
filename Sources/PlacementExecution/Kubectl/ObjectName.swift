import PlacementModel

/// A namespaced object's name as Kubernetes allows it; nothing else ever becomes an argument.
struct ObjectName: Hashable {
  var namespace: String
  var name: String

  /// Reads `namespace/name`.
  init(_ fullName: String) throws {
    let parts = fullName.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Self.isName(parts[0]), Self.isName(parts[1]) else {
      throw ExecutorError(.rejected, "'\(fullName)' is no name of a namespaced object")
    }
    namespace = parts[0]
    name = parts[1]
  }

  /// Checks the name of an object without a namespace.
  static func node(_ name: String) throws -> String {
    guard isName(name) else { throw ExecutorError(.rejected, "'\(name)' is no name of a node") }
    return name
  }

  /// Whether a text is a DNS subdomain, as names of objects are.
  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 253 && text.wholeMatch(of: /[a-z0-9]([-a-z0-9.]*[a-z0-9])?/) != nil
  }
}
