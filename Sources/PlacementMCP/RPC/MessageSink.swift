import Foundation
import Synchronization

/// Where messages of the server go.
package protocol MessageSink: Sendable {
  /// Sends one message, whole and on a line of its own; called from any thread.
  func send(_ message: JSONValue)
}

/// Writes messages to a file descriptor.
package final class DescriptorSink: MessageSink {
  private let descriptor: Int32
  private let isOpen = Mutex(true)

  /// Writes to a descriptor that nothing else may write to.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Writes a line; where nobody reads any more, nothing.
  package func send(_ message: JSONValue) {
    let line = Array((message.serialized + "\n").utf8)
    isOpen.withLock { isOpen in
      var rest = line[...]
      while isOpen, !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { isOpen = false }
      }
    }
  }
}
