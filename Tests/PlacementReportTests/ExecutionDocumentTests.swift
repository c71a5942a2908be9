import PlacementModel
import Testing

@testable import PlacementReport

/// What a run came to, in every format.
@Suite struct ExecutionDocumentTests {
  private func report(_ name: String) throws -> ExecutionReport {
    try #require(ExecutionFixtures.all.first { $0.name == name }).report
  }

  @Test(arguments: ExecutionFixtures.all.map(\.name))
  func table(_ name: String) throws {
    let text = ExecutionDocument.table(try report(name), style: TerminalStyle())
    try Golden.check(text, "\(name).txt")
  }

  @Test(arguments: ExecutionFixtures.all.map(\.name))
  func markdown(_ name: String) throws {
    try Golden.check(ExecutionDocument.markdown(try report(name)), "\(name).md")
  }

  @Test(arguments: ["run-complete", "run-paused"])
  func page(_ name: String) throws {
    // The style sheet is another test's.
    let page = ExecutionDocument.html(try report(name))
      .replacing(PageStyle.css.markup, with: "")
    try Golden.check(page, "\(name).html")
  }

  @Test func nothingInANameReachesThePageAsMarkup() throws {
    let page = ExecutionDocument.html(ExecutionFixtures.hostile)
    #expect(!page.contains("<script"))
    #expect(!page.contains("<img"))
    #expect(!page.contains("href=\"javascript"))
    #expect(page.components(separatedBy: "</style>").count == 2)
    #expect(page.components(separatedBy: "</title>").count == 2)
    #expect(!page.contains("\u{202E}"))
  }

  @Test(arguments: FailureCause.allCases)
  func everyCauseHasAdvice(cause: FailureCause) {
    var failed = ExecutionFixtures.paused.moves[2]
    failed.cause = cause
    let advice = FailureAdvice.of(failed)
    #expect(!advice.causes.isEmpty)
    #expect(!advice.recommendations.isEmpty)
  }

  @Test func progressTellsWhatIsDoneRunsAndWaits() throws {
    var moves = ExecutionFixtures.interrupted.moves
    moves[3].message = "slot on worker-02, 2/2"
    let progress = ExecutionProgress(moves: moves, remainingSeconds: 150)
    try Golden.check(ProgressDocument.markdown(progress), "run-progress.md")
  }
}
