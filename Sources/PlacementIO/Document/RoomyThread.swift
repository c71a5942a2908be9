import Foundation

/// Runs work on a thread whose stack is large enough for deep documents.
///
/// Readers recurse as deep as documents nest, which may be 1,000 levels before libYAML stops; the
/// threads of a concurrency pool may have no more than half a MiB.
enum RoomyThread {
  static func run<Value: Sendable>(
    _ work: @escaping @Sendable () throws(InputError) -> Value
  ) throws(InputError) -> Value {
    let outcome = Outcome<Value>()
    let thread = Thread { outcome.finish(Result { () throws(InputError) in try work() }) }
    thread.stackSize = 64 << 20
    thread.start()
    return try outcome.wait().get()
  }

  /// Carries a result from one thread to another; the semaphore orders the two accesses.
  private final class Outcome<Value: Sendable>: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<Value, InputError> = .failure(
      InputError(file: "", message: "the reader did not run")
    )

    func finish(_ result: Result<Value, InputError>) {
      self.result = result
      done.signal()
    }

    func wait() -> Result<Value, InputError> {
      done.wait()
      return result
    }
  }
}
