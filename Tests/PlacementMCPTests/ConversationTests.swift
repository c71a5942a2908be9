import Foundation
import Synchronization
import Testing

@testable import PlacementMCP

/// Conversations from the user's words to the end of the run; `RECORD=1` writes them down anew.
@Suite struct ConversationTests {
  @Test(arguments: ["both", "skip", "drain", "failure"])
  func goesAsRecorded(name: String) throws {
    var conversation = try Conversation(name)
    let (faults, counter) = (conversation.faults, Counter())
    let bench = try Bench { settings in
      (settings.mayExecute, settings.simulates, settings.faults) = (true, true, faults)
      settings.random = { counter.next() }
    }
    let said = try conversation.play(on: bench)
    let record = Conversation.folder.appending(path: name + ".md")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(said.utf8).write(to: record)
      return
    }
    let recorded = try String(contentsOf: record, encoding: .utf8)
    let first = zip(said.split(separator: "\n"), recorded.split(separator: "\n")).first { $0 != $1 }
    #expect(said == recorded, "\(first.map { "\($0)" } ?? "one ends before the other")")
  }

  /// In the place of randomness: 1, 2, 3 and so on.
  private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> String {
      let digits = count.withLock { count in
        count += 1
        return String(count)
      }
      return digits + String(repeating: "0", count: 32 - digits.count)
    }
  }
}
