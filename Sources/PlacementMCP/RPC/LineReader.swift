import Foundation

/// Splits a stream into lines, one message each.
///
/// A line beyond the limit is passed over to its end without being kept, so that no sender can
/// exhaust the memory.
struct LineReader {
  /// One line of the stream.
  enum Line: Sendable, Hashable {
    /// Its bytes, without the line break.
    case line(Data)
    /// It had more bytes than the limit.
    case tooLong
  }

  /// The most bytes of a line.
  let limit: Int
  private let source: () -> Data
  private var buffer = Data()
  private var isPassingOver = false
  private var isAtEnd = false

  /// Reads from a function that returns the next bytes, and none at the end.
  init(limit: Int, source: @escaping () -> Data) {
    self.limit = limit
    self.source = source
  }

  /// Reads from a file descriptor.
  init(descriptor: Int32, limit: Int) {
    self.init(limit: limit) {
      var part = Data(count: 1 << 16)
      while true {
        let count = part.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return part.prefix(count) }
        // A signal is no end; any other failure is.
        if errno != EINTR { return Data() }
      }
    }
  }

  /// The next line; `nil` at the end.
  ///
  /// What follows the last line break counts as a line.
  mutating func next() -> Line? {
    var searched = buffer.startIndex
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        let line = buffer[buffer.startIndex..<end]
        let isWhole = !isPassingOver && line.count <= limit
        isPassingOver = false
        let result: Line = isWhole ? .line(Data(line)) : .tooLong
        buffer = Data(buffer[(end + 1)...])
        return result
      }
      if isPassingOver || buffer.count > limit {
        isPassingOver = true
        buffer = Data()
      }
      searched = buffer.endIndex
      guard !isAtEnd else { return nil }
      let part = source()
      if part.isEmpty {
        isAtEnd = true
        if isPassingOver {
          isPassingOver = false
          return .tooLong
        }
        guard !buffer.isEmpty else { return nil }
        defer { buffer = Data() }
        return .line(buffer)
      }
      buffer += part
    }
  }
}
