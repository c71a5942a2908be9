import PlacementModel
import Testing

@testable import PlacementReport

@Suite struct LayoutTests {
  private static let names = PlanFixtures.all.map(\.name)

  private func plan(_ name: String) throws -> Plan {
    try #require(PlanFixtures.all.first { $0.name == name }).plan
  }

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func aColumnOfDashesGivesWayFirst() throws {
    let table = Table(
      columns: [Column("VM"), Column("Instance Type", vanishes: true), Column("Node")],
      rows: [[Cell("prod/database-01-of-the-shop"), Cell("-"), Cell("worker-01")]]
    )
    let wide = TableLayout(table, style: TerminalStyle(width: 80)).lines
    #expect(wide[0].contains("Instance Type"))
    let narrow = TableLayout(table, style: TerminalStyle(width: 48)).lines
    #expect(!narrow[0].contains("Instance Type") && narrow[0].hasSuffix("Node"))
  }

  @Test func plainTextIsBrokenUnderWhatItHangsFrom() {
    let text = "short\n  - a line that is longer than what there is room for"
    #expect(
      TextWrap.plain(text, width: 24)
        == "short\n  - a line that is\n    longer than what\n    there is room for"
    )
    #expect(TextWrap.plain("sha256:0123456789", width: 8) == "sha256:0123456789")
  }

  @Test(arguments: names)
  func everyRowOfAMarkdownTableHasItsColumns(_ name: String) throws {
    var columns = 0
    for line in lines(MarkdownReport.render(try plan(name))) {
      guard line.hasPrefix("|") else {
        columns = 0
        continue
      }
      var escaped = false
      var bars = 0
      for character in line {
        if character == "|", !escaped { bars += 1 }
        escaped = character == "\\" && !escaped
      }
      if columns == 0 { columns = bars }
      #expect(bars == columns, "\(line)")
    }
  }

  @Test(arguments: names)
  func onlyTheReportItselfUsesAngleBrackets(_ name: String) throws {
    let page = MarkdownReport.render(try plan(name))
    for part in page.split(separator: "<").dropFirst() {
      #expect(part.hasPrefix("1s pause") || part.hasPrefix("#>"), "\(part.prefix(20))")
    }
    #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable })
  }

  @Test(arguments: names, [80, 100, 120])
  func linesFitTheTerminal(_ name: String, _ width: Int) throws {
    let text = TableReport.render(try plan(name), style: TerminalStyle(width: width))
    for line in lines(text) where !line.hasPrefix("sha256:") {
      // Names of nodes are never cut, so that hostile ones may run over.
      let limit = name == "hostile" ? max(width, 106) : width
      #expect(String(line).displayWidth <= limit, "\(line)")
      #expect(!line.hasSuffix(" "))
    }
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable })
  }

  @Test(arguments: names)
  func colourOnlyAddsColour(_ name: String) throws {
    let plain = TableReport.render(try plan(name))
    let coloured = TableReport.render(try plan(name), style: TerminalStyle(color: true))
    #expect(coloured != plain)
    #expect(coloured.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
  }

  @Test func columnsGiveWayInTheirTurn() {
    let table = Table(
      columns: [
        Column("Name"), Column("Long Title"),
        Column("Notes", shrink: .init(turn: 1, minimum: 6)),
        Column("Kind", shrink: .init(turn: 2, minimum: 6, cut: .middle)),
      ],
      rows: [["node-with-a-long-name", "x", "many notes", "u1.large-13"].map { Cell(.data($0)) }]
    )
    let layout = TableLayout(table, style: TerminalStyle(width: 47))
    #expect(
      layout.lines == [
        "                       Long",
        "Name                   Title  Notes   Kind",
        "─────────────────────  ─────  ──────  ─────────",
        "node-with-a-long-name  x      many …  u1.l…e-13",
      ]
    )
  }

  @Test func barsShowTheLoad() {
    let bar = LoadBar(length: 4, style: TerminalStyle())
    #expect(bar.text(0) == "░░░░")
    #expect(bar.text(0.5) == "██░░")
    #expect(bar.text(0.53125) == "██▏░")
    #expect(bar.text(7) == "████")
    #expect(bar.text(.nan) == "░░░░")
    #expect(LoadBar(length: 4, style: TerminalStyle(unicode: false)).text(0.5) == "##..")
  }
}
