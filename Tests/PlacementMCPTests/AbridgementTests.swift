import Testing

@testable import PlacementMCP

@Suite struct AbridgementTests {
  @Test func shortReportsStayAsTheyAre() {
    for text in ["", "\n", "# A\n\n| a |\n|---|\n| 1 |\n\n- b\n- c\n", "| a |\n- b"] {
      #expect(Abridgement.of(text) == text)
    }
  }

  @Test func longTablesAndListsAreCutAndCounted() {
    let table = ["| a |", "|---|"] + (1...70).map { "| \($0) |" }
    let list = (1...61).map { "- \($0)" }
    let text = (["# T", ""] + table + ["", "after"] + list).joined(separator: "\n")
    let short = Abridgement.of(text).split(separator: "\n")
    #expect(short.contains("| 60 |") && !short.contains("| 61 |"))
    #expect(short.contains("… and 10 more; the whole report has them."))
    #expect(short.contains("after"))
    #expect(short.contains("- 60") && !short.contains("- 61"))
    #expect(short.last == "… and 1 more; the whole report has them.")
  }
}
