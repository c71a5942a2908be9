import Foundation
import PlacementIO
import Testing

@Suite struct YAMLReaderTests {
  func read(_ text: String) throws -> [DocumentValue] {
    try DocumentReader.read(Data(text.utf8), file: "f.yaml")
  }

  func message(_ text: String) -> String {
    do {
      _ = try DocumentReader.read(Data(text.utf8), file: "f.yaml")
      return ""
    } catch {
      return "\(error)"
    }
  }

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
    ("a: 1\na: 2", "f.yaml: line 1: duplicate key 'a'; give it once"),
    ("a: *b", "f.yaml: line 1: no anchor named 'b' before this alias"),
    ("a: &b [*b]", "f.yaml: line 1: no anchor named 'b' before this alias"),
    ("[1]: 2", "f.yaml: no document"),
    ("a:\n  ? [1]\n  : 2", "f.yaml: line 2: a list or a map as a key; a key is text"),
    ("a: !foo 1", "f.yaml: line 1: unknown tag '!foo'; remove it"),
    ("a: 'b", "f.yaml: line 1: no valid YAML: found unexpected end of stream"),
    ("x: &x 1\na: *x y", "f.yaml: line 2: no valid YAML: unexpected text beside the alias '*x y'"),
    ("a: {<<: 1}", "f.yaml: line 1: '<<' merges maps, not a number"),
  ])
  func mistakesAreNamed(text: String, expected: String) {
    if text.hasPrefix("[") {
      #expect(message(text).hasPrefix("f.yaml: line 1: "))
    } else {
      #expect(message(text) == expected)
    }
  }

  @Test func bombsAreRefused() {
    var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for i in 1..<30 {
      laughs += "a\(i): &a\(i) [" + Array(repeating: "*a\(i - 1)", count: 10).joined(separator: ",")
      laughs += "]\n"
    }
    #expect(message(laughs).hasSuffix("more than 5000000 values once aliases are followed"))
    #expect(message(laughs + "? *a29\n: 1\n").hasSuffix("values once aliases are followed"))
    let chain = "- &a [x]\n" + String(repeating: "- &a [*a]\n", count: 20_000)
    #expect(message(chain).hasSuffix("nested more than 512 levels deep"))
    let size = 2_000_000
    for unit in ["- ", "[", "{a: ", "{", "? ", "!!seq [", "&a [", "a:\n "] {
      let bomb = "x:\n " + String(repeating: unit, count: size / unit.utf8.count)
      #expect(message(bomb).contains("f.yaml: "), "\(unit)")
    }
    for unit in ["[", "{\"a\":"] {
      let bomb = String(repeating: unit, count: size)
      #expect(message(bomb) == "f.yaml: line 1: nested more than 512 levels deep")
    }
  }
}
