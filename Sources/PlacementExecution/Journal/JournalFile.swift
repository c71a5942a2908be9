import Foundation
import Synchronization

/// A journal on disk: one JSON object a line, each safe before the run goes on.
///
/// The file belongs to one run at a time, and is readable by its owner only.
public final class JournalFile: Journal {
  /// Where it is.
  public let path: String
  private let state: Mutex<State>

  private struct State {
    var descriptor: Int32
    var number: Int
    var sum: String
    var length: Int64
  }

  /// Begins a new journal.
  ///
  /// - Throws: ``JournalError`` where the file exists or cannot be made.
  public convenience init(creating path: String) throws(JournalError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        throw JournalError("\(path) exists; 'rebalance resume' goes on with it, or name another")
      }
      throw JournalError("\(path) cannot be made: \(Self.reason)")
    }
    try self.init(path, descriptor, State(descriptor: descriptor, number: 0, sum: "", length: 0))
    // A new name is safe only when its folder is.
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let folder = open(parent, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private init(_ path: String, _ descriptor: Int32, _ state: State) throws(JournalError) {
    self.path = path
    self.state = Mutex(state)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw JournalError("\(path) is in use by another run")
    }
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// Lets another run go on with the file while this object is still there; nothing may be appended
  /// afterwards.
  package func release() { state.withLock { _ = flock($0.descriptor, LOCK_UN) } }

  /// Opens a journal to go on with it.
  ///
  /// A last line that a crash cut short was never acted upon, and is removed.
  ///
  /// - Returns: the journal, and the entries in it.
  /// - Throws: ``JournalError`` where it cannot be read, is in use, or was changed.
  public static func reopen(
    _ path: String
  ) throws(JournalError) -> (journal: JournalFile, entries: [JournalEntry]) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalError("\(path) cannot be read: \(reason)") }
    let placeholder = State(descriptor: descriptor, number: 0, sum: "", length: 0)
    let journal = try JournalFile(path, descriptor, placeholder)
    let content: Data
    do {
      content = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw JournalError("\(path) cannot be read")
    }
    let read = try read(content, path: path)
    // What holds no entry may be anything, and is left as it is.
    guard !read.entries.isEmpty else {
      throw JournalError(
        "\(path): holds no whole entry; give the journal of a run that 'rebalance execute' began"
      )
    }
    guard ftruncate(descriptor, off_t(read.length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw JournalError("\(path) cannot be written: \(reason)")
    }
    journal.state.withLock { state in
      state.number = read.entries.count
      state.sum = read.sum
      state.length = read.length
    }
    return (journal, read.entries)
  }

  /// Reads the text of a journal: its entries, and how much of it is whole.
  static func read(
    _ content: Data,
    path: String
  ) throws(JournalError) -> (entries: [JournalEntry], sum: String, length: Int64) {
    var entries: [JournalEntry] = []
    var sum = ""
    var start = content.startIndex
    while let end = content[start...].firstIndex(of: 0x0a) {
      do {
        let line = Data(content[start..<end])
        let read = try JournalLine.decode(line, number: entries.count + 1, after: sum)
        entries.append(read.entry)
        sum = read.sum
      } catch {
        throw JournalError("\(path): \(error)")
      }
      start = content.index(after: end)
    }
    return (entries, sum, Int64(start - content.startIndex))
  }

  /// Adds an entry and returns once it is on disk.
  public func append(_ entry: JournalEntry) throws {
    try state.withLock { state in
      let line = try JournalLine.encode(entry, number: state.number + 1, after: state.sum)
      let bytes = [UInt8](line.text) + [0x0a]
      do {
        try Self.put(bytes, on: state.descriptor)
      } catch {
        // Half a line must not stand between this entry and a later one.
        _ = ftruncate(state.descriptor, off_t(state.length))
        _ = lseek(state.descriptor, 0, SEEK_END)
        throw error
      }
      state.number += 1
      state.sum = line.sum
      state.length += Int64(bytes.count)
    }
  }

  private static func put(_ bytes: [UInt8], on descriptor: Int32) throws(JournalError) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw JournalError(reason) }
      written += count
    }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw JournalError(reason) }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
