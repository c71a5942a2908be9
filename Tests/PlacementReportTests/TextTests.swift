import Testing

@testable import PlacementReport

@Suite struct TextTests {
  @Test(arguments: [
    ("plain-name.1", "plain-name.1"), ("a\nb\t\r", "a\\nb\\t\\r"), ("\u{1B}[2J", "\\u{1B}[2J"),
    ("\u{9B}0m", "\\u{9B}0m"), ("\u{202E}x\u{200D}", "\\u{202E}x\\u{200D}"),
    ("\u{2028}", "\\u{2028}"), ("\r\n", "\\r\\n"), ("名前", "名前"), ("\u{7F}", "\\u{7F}"),
  ])
  func nothingInvisibleRemains(_ text: String, _ printed: String) {
    #expect(text.printable == printed)
  }

  @Test(arguments: [
    ("worker", 6), ("名前", 4), ("🚀", 2), ("⚠️", 2), ("→✓─█", 4), ("e\u{301}", 1), ("🇪🇺", 2),
    ("👍🏽", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("", 0),
  ])
  func displayWidths(_ text: String, _ width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test(arguments: [
    ("20.9 % → 2.9 %", ["20.9 %", "→", "2.9 %"]), ("about 40 s, then", ["about", "40 s,", "then"]),
    ("~4 min 16 s.", ["~4 min", "16 s."]), ("8 GiB; 5 VMs", ["8 GiB;", "5", "VMs"]),
    ("a  b", ["a", "", "b"]), ("5 sheep", ["5", "sheep"]), ("", [""]),
  ])
  func numbersKeepTheirUnits(_ text: String, _ words: [String]) {
    #expect(TextWrap.words(of: text) == words)
    #expect(text.holdingUnits.replacing("\u{A0}", with: " ") == text)
  }

  @Test func verbatimTextStaysInItsFence() {
    #expect(MarkdownReport.verbatim("a") == "```text\na\n```\n")
    #expect(MarkdownReport.verbatim("````\n") == "`````text\n````\n`````\n")
  }

  @Test func cutsRespectWideCharacters() {
    #expect("名前x".prefix(columns: 3) == "名")
    #expect("x名前".suffix(columns: 3) == "前")
    #expect("abc".prefix(columns: 0).isEmpty)
  }

  @Test(arguments: [
    ("a|b", "a\\|b"), ("<b>&", "&lt;b&gt;&amp;"), ("`*_[]~#$\\", "\\`\\*\\_\\[\\]\\~\\#\\$\\\\"),
    ("![x](y)", "\\!\\[x\\](y)"), ("https://x.y", "https\\://x.y"), ("www.x.y", "www\\.x.y"),
    ("@team a@1", "@&#8203;team a@1"), ("prod/web-01.a:b", "prod/web-01.a:b"),
    ("a\nb", "a\\\\nb"),
  ])
  func dataIsEscapedInMarkdown(_ data: String, _ escaped: String) {
    #expect(MarkdownEscape.inline(data) == escaped)
  }

  @Test(arguments: [
    ("- x", "\\- x"), ("+ x", "\\+ x"), ("12. x", "12\\. x"), ("1) x", "1\\) x"), ("    x", "x"),
    ("===", "\\==="), ("2 cores", "2 cores"), ("", ""), ("42", "42"),
  ])
  func blocksBeginWithText(_ line: String, _ escaped: String) {
    #expect(MarkdownEscape.blockStart(line) == escaped)
  }

  @Test func interpolationIsData() {
    let name = "a|b"
    let text: RichText = "drain \(name), \(own: "c|d") and \(strong: "\(name)")"
    #expect(text.spans.filter { $0.origin == .data }.map(\.text) == [name, name])
  }

  @Test func listsAreCut() {
    func text(_ count: Int) -> String {
      let names = (0..<count).map { "n\($0)" }
      return TerminalStyle().show(RichText.list(names, atMost: 2))
    }
    #expect(text(0).isEmpty)
    #expect(text(1) == "n0")
    #expect(text(2) == "n0 and n1")
    #expect(text(3) == "n0, n1 and n2")
    #expect(text(4) == "n0, n1 and 2 more")
  }

  @Test func wrappingKeepsWordsAndIndents() {
    let style = TerminalStyle(width: 40)
    let text: RichText = """
      \(strong: "Label:") one two three four five six seven eight nine ten \
      \(String(repeating: "x", count: 50))
      """
    let lines = TextWrap.lines(text, .neutral, style, first: "- ", rest: "  ")
    #expect(
      lines == [
        "- Label: one two three four five six", "  seven eight nine ten",
        "  " + String(repeating: "x", count: 50),
      ]
    )
  }
}
