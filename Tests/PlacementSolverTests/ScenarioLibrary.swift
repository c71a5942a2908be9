import Foundation
import PlacementIO
import PlacementModel

/// The scenario files of the project.
enum ScenarioLibrary {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scenarios")

  /// The paths of all scenarios below a folder, from `Scenarios` on, in order.
  static func paths(_ folder: String = "") -> [String] {
    let root = Self.folder.path + "/"
    let files = FileManager.default.enumerator(atPath: root + folder)?.compactMap { $0 as? String }
    return (files ?? [])
      .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("kubectl") || $0.hasSuffix("json.json") }
      .map { folder.isEmpty ? $0 : folder + "/" + $0 }
      .sorted()
  }

  /// Reads one of them.
  static func scenario(_ path: String) throws -> Scenario {
    try Scenario(contentsOfFile: folder.appending(path: path).path)
  }
}
