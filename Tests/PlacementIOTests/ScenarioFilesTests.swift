import Foundation
import PlacementIO
import PlacementModel
import Testing

/// The scenario files of the project are right by their own rules.
@Suite struct ScenarioFilesTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios")

  static let files: [String] = {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    // What kubectl printed is no scenario.
    return (all ?? []).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }
      .filter { !$0.hasPrefix("kubectl/") }.sorted()
  }()

  @Test func thereAreEnough() {
    #expect(Self.files.count >= 150)
  }

  @Test(arguments: files)
  func isReadAndNamedAfterItsFile(file: String) throws {
    let url = Self.folder.appending(path: file)
    let scenario = try Scenario(contentsOfFile: url.path)
    #expect(scenario.name == url.deletingPathExtension().lastPathComponent)
    #expect(!scenario.description.isEmpty && !scenario.description.contains("\n"))
    #expect(scenario.description.count <= 120)
    #expect(scenario.expect != nil)
  }

  @Test func filesThatCannotBeReadAreNamed() {
    func complaint(_ path: String) -> String {
      do {
        _ = try Scenario(contentsOfFile: path)
        return ""
      } catch {
        return error.description
      }
    }
    #expect(complaint("/nowhere/at/all.yaml") == "/nowhere/at/all.yaml: no such file")
    let folder = Self.folder.path
    #expect(complaint(folder) == "\(folder): a directory; give a file with JSON or YAML")
  }
}
