import Foundation
import Testing

/// What the documentation shows is what is built and run with the examples.
@Suite struct ArticleTests {
  @Test func theArticleShowsTheExample() throws {
    let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: project.appending(
        path: "Sources/PlacementExecution/PlacementExecution.docc/WriteAnExecutor.md"
      ),
      encoding: .utf8
    )
    let source = try String(
      contentsOf: project.appending(path: "Examples/Sources/custom-executor/RackExecutor.swift"),
      encoding: .utf8
    )
    let shown = try #require(article.components(separatedBy: "```swift\n").dropFirst().first)
      .components(separatedBy: "```")[0]
    #expect(source.hasSuffix(shown))
  }
}
