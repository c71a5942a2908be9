import Foundation
import PlacementExecution
import PlacementIO
import PlacementSolver

/// Plan documents on disk.
enum PlanFile {
  static func write(_ plan: Plan, to path: String) throws {
    // A plan holds the cluster that it was made for.
    try PrivateFile.write(try plan.json(), to: path)
  }

  /// Writes any text.
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw unwritable(path)
    }
  }

  /// Makes an empty file, so that a path that cannot be written to is found before the work.
  static func create(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: Data()) else {
      throw unwritable(path)
    }
  }

  static func isEmpty(_ path: String) -> Bool {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber
    return size?.intValue == 0
  }

  private static func unwritable(_ path: String) -> InputError {
    InputError(file: path, message: "cannot be written; check the folder and its permissions")
  }

  static func read(_ path: String) throws -> Plan { try PlanReader.read(path: path) }
}
