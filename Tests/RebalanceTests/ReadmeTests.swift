import Foundation
import Testing

/// What the README shows is what happens.
@Suite(.timeLimit(.minutes(15)))
struct ReadmeTests {
  private let readme: String

  init() throws {
    readme = try String(contentsOf: Tool.project.appending(path: "README.md"), encoding: .utf8)
  }

  /// The fenced blocks of one language.
  private func blocks(_ language: String) -> [Substring] {
    readme.components(separatedBy: "\n```").dropFirst()
      .filter { $0.hasPrefix("\(language)\n") }
      .map { $0.dropFirst(language.count + 1) }
  }

  /// The library example is a source of this target, so that it compiles.
  @Test func quotesTheLibraryExample() throws {
    let source = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "LibraryExample.swift"),
      encoding: .utf8
    )
    #expect(blocks("swift").map { $0 + "\n" } == [source[...]])
    let directory = FileManager.default.currentDirectoryPath
    if FileManager.default.fileExists(atPath: directory + "/" + Shipped.workers) {
      try emptyWorker02()
    }
  }

  /// Every command shown prints what is shown; a line `…` stands for lines left out.
  @Test func showsRealOutput() async throws {
    let blocks = blocks("console")
    #expect(!blocks.isEmpty)
    for block in blocks {
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
      let command = try #require(lines.first).split(separator: " ").map(String.init)
      #expect(command.prefix(2) == ["$", ".build/debug/rebalance"])
      let outcome = try await Tool.run(Array(command.dropFirst(2)))
      var rest = "\n" + outcome.output
      let pieces = lines.dropFirst().split(separator: "…", omittingEmptySubsequences: true)
      for piece in pieces {
        let text = "\n" + piece.joined(separator: "\n") + "\n"
        guard let range = rest.range(of: text) else {
          Issue.record("'\(command.joined(separator: " "))' does not print:\(text)in:\(rest)")
          break
        }
        rest = "\n" + rest[range.upperBound...]
      }
    }
  }
}
