import Foundation
import PlacementModel

extension Field {
  /// A name of an object: not empty, no slash, no blanks.
  func objectName() throws(InputError) -> String {
    let name = try nonEmptyString()
    guard Self.isName(name) else {
      throw error("\(quoted) is no name; a name has no blanks, slashes or control characters")
    }
    return name
  }

  /// A VM's full name; a bare one means the namespace `default`.
  func virtualMachineName() throws(InputError) -> String {
    guard let name = Self.fullName(try nonEmptyString()) else {
      throw error("\(quoted) is no VM's name; give namespace/name")
    }
    return name
  }

  /// The full name that a VM's name means; `nil` where it is none.
  static func fullName(_ name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy(isName) else { return nil }
    return parts.count == 2 ? name : "default/\(name)"
  }

  private static func isName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0 != "/" && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
      }
  }

  /// Amounts by resource, with a guard against slips in the names.
  func resources(required: [ResourceName] = []) throws(InputError) -> ResourceList {
    let list = try KubernetesShapes().resources(self)
    for name in list.names { try checkSpelling(of: name) }
    for name in required where list.amounts[name] == nil {
      throw error(
        at: name.rawValue,
        "missing; give a quantity such as \(KubernetesShapes.example(name))"
      )
    }
    return list
  }

  /// Amounts of cpu and memory and of nothing else.
  func cpuAndMemory() throws(InputError) -> ResourceList {
    try check(keys: ["cpu", "memory"])
    return try KubernetesShapes().resources(self)
  }

  /// The point in time that the value must be, in ISO 8601.
  func timestamp() throws(InputError) -> String {
    let text = try nonEmptyString()
    guard (try? Date(text, strategy: .iso8601)) != nil else {
      throw error("\(quoted) is no time; give one such as 2026-01-31T08:00:00Z")
    }
    return text
  }

  /// Refuses a resource whose name looks like a slip, which would silently become a resource.
  ///
  /// Extended resources have a slash in their names.
  private func checkSpelling(of name: ResourceName) throws(InputError) {
    let known = ["cpu", "memory", "pods", "ephemeral-storage"]
    let spelling = name.rawValue
    guard spelling.utf8.count > 3, !spelling.contains("/"), !known.contains(spelling),
      let meant = InputText.nearest(to: spelling, among: known)
    else { return }
    throw error("Unknown key \(InputText.quoted(spelling)); did you mean '\(meant)'?")
  }
}
