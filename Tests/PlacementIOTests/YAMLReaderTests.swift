import Foundation
import PlacementIO
import Testing

@Suite struct YAMLReaderTests {
  @Test func plainScalarsFollowTheCoreSchema() throws {
    let text = """
      - 5
      - +7
      - 0x1F
      - 0o17
      - 1e3
      - -.5
      - "5"
      - yes
      - True
      - ~
      -
      - !!str 8
      - 16Gi
      - .inf
      - 1_000
      - '*a'
      """
    let kinds = try #require(try read(text).first?.elements).map(\.kind)
    #expect(
      kinds == [
        .number("5"), .number("7"), .number("31"), .number("15"), .number("1e3"), .number("-.5"),
        .string("5"), .string("yes"), .bool(true), .null, .null, .string("8"), .string("16Gi"),
        .number("inf"), .string("1_000"), .string("*a"),
      ]
    )
  }

  @Test func aliasesAndMergeKeysAreFollowed() throws {
    let text = """
      base: &base {cpu: 1, memory: 2}
      copy: *base
      more:
        <<: *base
        cpu: 3
      star: "*base stays"
      plain: a *base stays
      both: {<<: [{x: 1, cpu: 9}, *base]}
      """
    let root = try #require(try read(text).first)
    #expect(root["copy"] == root["base"])
    #expect(root["more"]?["cpu"]?.kind == .number("3"))
    #expect(root["more"]?["memory"]?.kind == .number("2"))
    #expect(root["star"]?.text == "*base stays")
    #expect(root["plain"]?.text == "a *base stays")
    #expect(root["both"]?["cpu"]?.kind == .number("9"))
    #expect(root["both"]?["memory"]?.kind == .number("2"))
  }

  @Test func streamsGiveEveryDocument() throws {
    let roots = try read("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n")
    #expect(roots.count == 2)
    #expect(roots.last?["b"]?.kind == .number("2"))
    #expect(roots.last?["b"]?.line == 6)
  }

  @Test(arguments: [
    ("a: 1\na: 2", "line 1: duplicate key 'a'; give it once"),
    ("a: *b", "line 1: no anchor named 'b' before this alias"),
    ("a: &b [*b]", "line 1: no anchor named 'b' before this alias"),
    ("a: &b 1\n---\nc: *b", "line 3: no anchor named 'b' before this alias"),
    ("a:\n  ? [1]\n  : 2", "line 2: a list or a map as a key; a key is text"),
    ("a: !foo 1", "line 1: unknown tag '!foo'; remove it"),
    ("a: 'b", "line 1: no valid YAML: found unexpected end of stream"),
    ("a: b: c", "line 1: no valid YAML: mapping values are not allowed in this context"),
    ("x: &x 1\na: *x y", "line 2: no valid YAML: unexpected text beside the alias '*x y'"),
    ("x: &x 1\na: &y *x", "line 2: no valid YAML: unexpected text beside the alias '*x'"),
    ("a: {<<: 1}", "line 1: '<<' merges maps, not a number"),
    ("a: {<<: [1]}", "line 1: '<<' merges maps; this list holds a number"),
    ("a: \u{1}", "no valid YAML: control characters are not allowed"),
  ])
  func mistakesAreNamed(text: String, expected: String) {
    #expect(complaint(text) == "f: " + expected)
  }

  @Test func aliasesThatExplodeAreRefused() {
    var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for i in 1..<30 {
      let uses = Array(repeating: "*a\(i - 1)", count: 10).joined(separator: ",")
      laughs += "a\(i): &a\(i) [\(uses)]\n"
    }
    #expect(complaint(laughs).hasSuffix("more than 5000000 values once aliases are followed"))
    #expect(complaint(laughs + "? *a29\n: 1\n").hasSuffix("once aliases are followed"))
    let merges =
      "- &m0 {a: 1}\n"
      + (1..<50).map { "- &m\($0) {<<: *m\($0 - 1), k\($0): 1}\n" }.joined()
    #expect(complaint(merges) == "")
    let chain = "- &a [x]\n" + String(repeating: "- &a [*a]\n", count: 20_000)
    #expect(complaint(chain).hasSuffix("nested more than 512 levels deep"))
  }

  @Test(arguments: ["- ", "[", "{a: ", "{", "? ", "!!seq [", "&a [", "a:\n "])
  func nestingIsRefused(unit: String) {
    let bomb = "x:\n " + String(repeating: unit, count: 200_000 / unit.utf8.count)
    let complaint = complaint(bomb)
    #expect(complaint.hasPrefix("f: line "))
    #expect(!complaint.contains("\n"))
  }

  @Test func tooManyValuesAreRefused() {
    let many = "x: " + String(repeating: ",", count: 5_000_001)
    #expect(complaint(many) == "f: more than 5000000 values; give a file this large as JSON")
  }

  @Test func starsAndPrivateUseCharactersSurvive() throws {
    let root = try #require(
      try read("a: &a 1\nb: *a\nc: \"\u{E000} *a\"\nd: '*'\ne: |\n  *a\n  *b*c**d").first
    )
    #expect(root["b"]?.kind == .number("1"))
    #expect(root["c"]?.text == "\u{E000} *a")
    #expect(root["d"]?.text == "*")
    #expect(root["e"]?.text == "*a\n*b*c**d")
  }

  @Test func nothingGivesNoDocuments() throws {
    #expect(try read("").isEmpty)
    #expect(try read("# only a remark\n").isEmpty)
    #expect(try read("---\n...\n").isEmpty)
  }
}
