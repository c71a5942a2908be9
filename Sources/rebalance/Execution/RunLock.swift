import Foundation
import PlacementExecution

/// Keeps two runs from working on one cluster at a time.
///
/// On one machine a locked file does it, which a crash releases; of a run on another machine the
/// migrations that carry its label are seen.
final class RunLock {
  private let descriptor: Int32

  /// - Throws: ``Failure`` where another run holds the cluster.
  init(cluster: String?) throws {
    let key = (cluster ?? "unknown").filter { $0.isLetter || $0.isNumber || $0 == "-" }
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/rebalance-\(getuid())-\(key).lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.badInput, "error: \(path) cannot be made, which keeps other runs away")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Failure(.refused, "error: another run of rebalance works on this cluster (\(path))")
    }
  }

  deinit { close(descriptor) }

  /// Refuses to begin while migrations of another run are under way.
  static func refuseOthers(_ executor: any Executor, but run: String) async throws {
    let others = try await executor.transfers().filter { transfer in
      transfer.isUnderWay && transfer.tag.map { $0.run != run } ?? false
    }
    guard let other = others.first, let tag = other.tag else { return }
    throw Failure(
      .refused,
      "error: another run (\(tag.run)) works on this cluster: \(other.name) is under way"
    )
  }
}
