import Foundation
import PlacementModel
import Testing

@testable import PlacementExecution

/// The journal on disk.
@Suite struct JournalFileTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "journal-\(UUID().uuidString).jsonl").path

  private func write(_ count: Int) throws {
    let journal = try JournalFile(creating: path)
    let plan = try Fixture.plan()
    try journal.append(JournalEntry(time: 1, event: .began(RunHeader(run: "r", plan: plan))))
    for i in 1..<count {
      try journal.append(JournalEntry(time: Double(i), event: .started(move: 1)))
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(4)
    let (journal, entries) = try JournalFile.reopen(path)
    #expect(entries.count == 4)
    try journal.append(JournalEntry(time: 9, event: .paused))
    #expect(
      try JournalFile.read(Data(contentsOf: URL(filePath: path)), path: path).entries.count == 5
    )
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test(arguments: ["", "half a line, of whatever this is"])
  func whatHoldsNoEntryIsLeftAsItIs(text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    let error = try #require(throws: JournalError.self) { try JournalFile.reopen(path) }
    #expect(error.description.hasPrefix("\(path): holds no whole entry"))
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
  }

  @Test func aJournalInUseIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let journal = try JournalFile(creating: path)
    #expect(throws: JournalError.self) { try JournalFile.reopen(path) }
    #expect(throws: JournalError.self) { try JournalFile(creating: path) }
    withExtendedLifetime(journal) {}
  }

  @Test func aTornLastLineIsRemoved() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(4)
    let whole = try Data(contentsOf: URL(filePath: path))
    for cut in [1, 2, 20] {
      try whole.dropLast(cut).write(to: URL(filePath: path))
      #expect(try JournalFile.reopen(path).entries.count == 3)
    }
  }

  @Test func anyOtherChangeIsFound() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(4)
    let whole = try Data(contentsOf: URL(filePath: path))
    for position in stride(from: 0, to: whole.count, by: 97) where whole[position] != 0x0a {
      var changed = whole
      changed[position] ^= 1
      #expect(throws: JournalError.self, "\(position)") {
        try JournalFile.read(changed, path: path)
      }
    }
  }

  @Test func aFullDiskStopsTheRun() async throws {
    var trial = try Trial()
    let report = try await trial.run(journal: DyingJournal([], after: 5, keepsLast: false))
    #expect(report.status == .paused)
    #expect(report.reason?.contains("journal cannot be written") ?? false)
    trial.checkInvariants(report)
    // Once there is room again, it goes on.
    let end = try await trial.run(.proceed)
    #expect(end.status == .complete)
  }
}
