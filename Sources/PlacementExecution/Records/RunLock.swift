import Foundation

/// Keeps two runs from working on one cluster at a time.
///
/// On one machine a locked file does it, which a crash releases; among machines a Lease in the
/// cluster does, and where that may not be had, the labels of migrations under way.
package final class RunLock: Sendable {
  private let descriptor: Int32
  /// The Lease, where it may be had.
  package let lease: ClusterLease?
  /// What the operator should know.
  package let warnings: [String]

  /// Takes the lock of a cluster for a run, which may have held it before.
  ///
  /// - Throws: ``RunRefusal`` where another run holds it; ``ExecutorError`` where the cluster does
  ///   not answer.
  package static func take(
    cluster: String?,
    for run: String,
    on kubectl: Kubectl
  ) async throws -> RunLock {
    let descriptor = try lockedFile(cluster)
    do {
      let lease = try await ClusterLease.take(for: run, on: kubectl)
      return RunLock(descriptor, lease: lease)
    } catch let error as ExecutorError where !error.leavesDoubt {
      let warning =
        "the lease \(ClusterLease.namespace)/\(ClusterLease.name) cannot be had (\(error)): of runs "
        + "on other machines only migrations are seen"
      return RunLock(descriptor, warnings: [warning])
    } catch {
      close(descriptor)
      throw error
    }
  }

  private init(_ descriptor: Int32, lease: ClusterLease? = nil, warnings: [String] = []) {
    self.descriptor = descriptor
    self.lease = lease
    self.warnings = warnings
  }

  deinit {
    close(descriptor)
    if let lease { Task.detached { await lease.release() } }
  }

  /// Gives the lock back; what a deinitialisation does as well, without waiting for it.
  package func release() async {
    await lease?.release()
    _ = flock(descriptor, LOCK_UN)
  }

  private static func lockedFile(_ cluster: String?) throws(RunRefusal) -> Int32 {
    let key = (cluster ?? "unknown").filter { $0.isLetter || $0.isNumber || $0 == "-" }
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/rebalance-\(getuid())-\(key).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw RunRefusal("\(path) cannot be made, which keeps other runs away")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw RunRefusal("another run of rebalance works on this cluster (\(path))")
    }
    return descriptor
  }

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
