import Foundation
import PlacementIO

/// Files that tell of a cluster: only their owner may read them.
enum PrivateFile {
  static func write(_ data: Data, to path: String) throws {
    // Made beside it and renamed, so that nobody ever reads half of it.
    let temporary = path + ".\(ProcessInfo.processInfo.processIdentifier).tmp"
    let isMade = FileManager.default.createFile(
      atPath: temporary,
      contents: data,
      attributes: [.posixPermissions: 0o600]
    )
    guard isMade, rename(temporary, path) == 0 else {
      try? FileManager.default.removeItem(atPath: temporary)
      throw InputError(
        file: path,
        message: "cannot be written; check the folder and its permissions"
      )
    }
  }
}
