import Dispatch
import Synchronization

/// Waits on a thread of its own for what is asynchronous: tools run on such threads.
enum Blocking {
  private final class Box<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
  }

  /// The result of the work, which is cancelled where the call is withdrawn.
  ///
  /// - Throws: What the work throws.
  static func run<Value: Sendable>(
    for call: Call? = nil,
    _ work: @escaping @Sendable () async throws -> Value
  ) throws -> Value {
    let box = Box<Value>()
    let isDone = DispatchSemaphore(value: 0)
    let task = Task.detached(executorPreference: BackgroundExecutor.shared) {
      let result: Result<Value, any Error>
      do { result = .success(try await work()) } catch { result = .failure(error) }
      box.result.withLock { $0 = result }
      isDone.signal()
    }
    call?.onCancel { task.cancel() }
    isDone.wait()
    guard let result = box.result.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
  }
}
