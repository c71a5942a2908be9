import PlacementModel
import PlacementReport
import Testing

@Suite struct GoldenTests {
  @Test(arguments: PlanFixtures.all.map(\.name))
  func markdown(_ name: String) throws {
    let plan = try #require(PlanFixtures.all.first { $0.name == name }).plan
    try Golden.check(MarkdownReport.render(plan), "\(name).md")
  }

  @Test(arguments: PlanFixtures.all.map(\.name))
  func table(_ name: String) throws {
    let plan = try #require(PlanFixtures.all.first { $0.name == name }).plan
    try Golden.check(TableReport.render(plan), "\(name).txt")
  }

  @Test(arguments: [80, 120])
  func widths(_ width: Int) throws {
    let text = TableReport.render(PlanFixtures.unusual, style: TerminalStyle(width: width))
    try Golden.check(text, "unusual-\(width).txt")
  }

  @Test func colour() throws {
    let text = TableReport.render(PlanFixtures.overcommit, style: TerminalStyle(color: true))
    try Golden.check(text, "overcommit-colour.txt")
  }

  @Test func plainASCII() throws {
    let text = TableReport.render(PlanFixtures.hostile, style: TerminalStyle(unicode: false))
    try Golden.check(text, "hostile-ascii.txt")
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
  }
}
