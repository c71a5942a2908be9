import Foundation
import PlacementIO
import PlacementSolver

/// Finds scenario files.
enum ScenarioFiles {
  /// Whether a document says that it is a scenario.
  static func isScenario(_ root: DocumentValue) -> Bool {
    if let kind = root["kind"]?.text { return kind == "Scenario" }
    return root["apiVersion"]?.text?.hasPrefix("placementsolver/") ?? false
  }

  /// The YAML and JSON files that paths stand for, folders searched through, in order.
  static func files(at paths: [String]) throws -> [(path: String, isNamed: Bool)] {
    var found: [(path: String, isNamed: Bool)] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw InputError(file: path, message: "no such file or folder")
      }
      guard isFolder.boolValue else {
        found.append((path, true))
        continue
      }
      guard let walk = FileManager.default.enumerator(atPath: path) else {
        throw InputError(file: path, message: "the folder cannot be read; check its permissions")
      }
      let names = walk.compactMap { $0 as? String }.filter { name in
        [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
      }
      let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
      found += names.sorted().map { ("\(folder)/\($0)", false) }
    }
    return found
  }
}
