import Synchronization

/// Where a run keeps its entries.
public protocol Journal: Sendable {
  /// Adds an entry and returns once it is safe.
  ///
  /// - Throws: where it is not: the run then does nothing more.
  func append(_ entry: JournalEntry) throws
}

/// A journal that lasts as long as the process: for simulations.
public final class MemoryJournal: Journal {
  private let storage: Mutex<[JournalEntry]>

  /// Creates a journal with entries.
  public init(_ entries: [JournalEntry] = []) { storage = Mutex(entries) }

  /// What was written.
  public var entries: [JournalEntry] { storage.withLock { $0 } }

  /// Adds an entry.
  public func append(_ entry: JournalEntry) throws {
    storage.withLock { $0.append(entry) }
  }
}
