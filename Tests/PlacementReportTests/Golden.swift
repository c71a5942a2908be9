import Foundation
import Testing

/// Compares text with a golden file byte by byte; `RECORD=1` writes the file anew.
enum Golden {
  static func check(
    _ text: String,
    _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    let data = Data(text.utf8)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try data.write(to: url)
      return
    }
    let expected = try Data(contentsOf: url)
    if data == expected { return }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = String(decoding: expected, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let first = zip(lines, wanted).enumerated().first { $1.0 != $1.1 }
    let number = (first?.offset ?? min(lines.count, wanted.count)) + 1
    Issue.record(
      """
      \(name), line \(number): the report reads
        \(first.map { String($0.element.0) } ?? "\(lines.count) lines")
      and the golden file
        \(first.map { String($0.element.1) } ?? "\(wanted.count) lines")
      """,
      sourceLocation: sourceLocation
    )
  }
}
