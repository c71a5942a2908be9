import Dispatch

/// Runs asynchronous work on threads of its own.
///
/// Tools are synchronous and wait for such work. On the shared pool it might have to wait in turn
/// for threads that do nothing but wait for a tool.
final class BackgroundExecutor: TaskExecutor {
  static let shared = BackgroundExecutor()

  private let queue = DispatchQueue(label: "rebalance.background", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
