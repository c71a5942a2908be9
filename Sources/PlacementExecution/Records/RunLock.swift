import Foundation

/// Keeps two runs from working on one cluster at a time.
///
/// On one machine a locked file does it, which a crash releases; of a run on another machine the
/// migrations that carry its label are seen.
package final class RunLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a cluster.
  ///
  /// - Throws: ``RunRefusal`` where another run holds it.
  package init(cluster: String?) throws(RunRefusal) {
    let key = (cluster ?? "unknown").filter { $0.isLetter || $0.isNumber || $0 == "-" }
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/rebalance-\(getuid())-\(key).lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw RunRefusal("\(path) cannot be made, which keeps other runs away")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw RunRefusal("another run of rebalance works on this cluster (\(path))")
    }
  }

  deinit { close(descriptor) }

  /// Lets others run while this object is still there.
  package func release() { flock(descriptor, LOCK_UN) }

  /// Refuses to begin while migrations of another run are under way.
  ///
  /// - Throws: ``RunRefusal`` where there are any; what the executor throws.
  package static func refuseOthers(_ executor: any Executor, but run: String) async throws {
    let others = try await executor.transfers().filter { transfer in
      transfer.isUnderWay && transfer.tag.map { $0.run != run } ?? false
    }
    guard let other = others.first, let tag = other.tag else { return }
    throw RunRefusal("another run (\(tag.run)) works on this cluster: \(other.name) is under way")
  }
}
