import Synchronization

/// Remembers that the caller wants no more, on whichever thread it was asked.
///
/// A task's cancellation is seen on the task's own thread only.
final class Cancellation: Sendable {
  private let hasCome = Atomic(false)
  private let ask: @Sendable () -> Bool

  init(_ ask: @escaping @Sendable () -> Bool) { self.ask = ask }

  @Sendable func isAskedFor() -> Bool {
    if hasCome.load(ordering: .relaxed) { return true }
    guard ask() else { return false }
    hasCome.store(true, ordering: .relaxed)
    return true
  }
}
