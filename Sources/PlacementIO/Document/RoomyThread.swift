import Foundation

/// Runs work on a thread whose stack is large enough for deep documents.
///
/// Readers recurse as deep as documents nest, which may be 1,000 levels before libYAML stops; the
/// threads of a concurrency pool may have no more than half a MiB.
enum RoomyThread {
  private static let stack = 64 << 20

  /// Runs work and waits for it.
  ///
  /// - Parameter file: What is read, for the error where there is no memory for a thread.
  static func run<Value: Sendable>(
    file: String,
    _ work: @escaping @Sendable () throws(InputError) -> Value
  ) throws(InputError) -> Value {
    // A thread that gets no stack never runs, and nobody says so: it would be waited for forever.
    guard let probe = malloc(stack) else {
      throw InputError(file: file, message: "not enough memory to read it")
    }
    free(probe)
    let outcome = Outcome<Value>()
    let thread = Thread { outcome.finish(Result { () throws(InputError) in try work() }) }
    thread.stackSize = stack
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
