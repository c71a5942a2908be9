import Foundation

/// A folder that only its owner can read: what the server keeps from one run to the next.
package struct StateFolder: Sendable {
  /// Where it is.
  package let path: String

  /// Why something could not be kept or read.
  struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String
  }

  /// Takes a folder, and makes it where it is not there yet.
  ///
  /// - Throws: An error that names the folder, where it cannot be made.
  package init(path: String) throws {
    self.path = path
    try make("")
  }

  /// Makes a folder within this one.
  func make(_ name: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path(of: name),
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      throw Failure(description: "the folder \(path(of: name)) cannot be made")
    }
  }

  /// The path of a file or folder within this one.
  func path(of name: String) -> String { name.isEmpty ? path : "\(path)/\(name)" }

  /// Writes a file whole or not at all, for the owner alone.
  func write(_ data: Data, to name: String) throws {
    let target = path(of: name)
    let draft = "\(target).\(UInt64.random(in: 0...UInt64.max)).draft"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(description: "\(target) cannot be written") }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: data)
      try file.synchronize()
      try file.close()
    } catch {
      unlink(draft)
      throw Failure(description: "\(target) cannot be written; is the disk full?")
    }
    guard rename(draft, target) == 0 else {
      unlink(draft)
      throw Failure(description: "\(target) cannot be written")
    }
  }

  /// The bytes of a file; `nil` where it is not there.
  func read(_ name: String) -> Data? { FileManager.default.contents(atPath: path(of: name)) }

  /// Removes a file, where it is there.
  func remove(_ name: String) { unlink(path(of: name)) }

  /// The names in a folder that end so, with when they were written, newest first.
  func files(in folder: String, endingIn suffix: String) -> [(name: String, time: Date)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(of: folder))) ?? []
    let files = names.filter { $0.hasSuffix(suffix) }.map { name in
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: path(of: folder) + "/" + name
      )
      return (name, attributes?[.modificationDate] as? Date ?? .distantPast)
    }
    return files.sorted { a, b in a.1 != b.1 ? a.1 > b.1 : a.0 < b.0 }
  }
}
