import Dispatch
import Synchronization

/// Runs independent pieces of work side by side.
enum Parallel {
  /// The results of all pieces, in their order, whichever ends first.
  static func map<Result: Sendable>(
    _ count: Int,
    _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let results = Mutex([Int: Result]())
    DispatchQueue.concurrentPerform(iterations: count) { i in
      let result = body(i)
      results.withLock { $0[i] = result }
    }
    return results.withLock { results in (0..<count).compactMap { results[$0] } }
  }
}
