import Foundation
import PlacementIO

/// Files that tell of a cluster: only their owner may read them.
package enum PrivateFile {
  /// Writes a file whole or not at all; what is no plain file, `/dev/stdout` for one, is written to.
  ///
  /// - Throws: `InputError` where that is impossible.
  package static func write(_ data: Data, to path: String) throws {
    var status = stat()
    let exists = stat(path, &status) == 0
    do {
      if exists, status.st_mode & S_IFMT != S_IFREG {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.write(contentsOf: data)
        try file.close()
      } else {
        // A link stays one: what it leads to is replaced.
        let real = exists ? realpath(path, nil) : nil
        defer { free(real) }
        try replace(real.map { String(cString: $0) } ?? path, with: data)
      }
    } catch {
      throw InputError(
        file: path,
        message: "cannot be written; check the folder and its permissions"
      )
    }
  }

  private struct Unwritable: Error {}

  private static func replace(_ path: String, with data: Data) throws {
    // Made beside it and renamed, so that nobody ever reads half of it.
    let draft = "\(path).\(UInt64.random(in: 0...UInt64.max)).draft"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Unwritable() }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: data)
      try file.close()
      guard rename(draft, path) == 0 else { throw Unwritable() }
    } catch {
      unlink(draft)
      throw error
    }
  }
}
