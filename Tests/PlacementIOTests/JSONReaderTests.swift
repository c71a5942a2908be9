import Foundation
import PlacementIO
import Testing

@Suite struct JSONReaderTests {
  @Test func everyKindOfValueIsRead() throws {
    let root = try #require(
      try read(
        """
        \u{FEFF} {"a": [null, true, false, -0, 1.50e+3, 12345678901234567890],
         "b": {"c": "\\u0041\\n\\ud83d\\ude00\\/é", "": ""}}
        """
      ).first
    )
    #expect(
      root["a"]?.elements?.map(\.kind) == [
        .null, .bool(true), .bool(false), .number("-0"), .number("1.50e+3"),
        .number("12345678901234567890"),
      ]
    )
    #expect(root["b"]?["c"]?.text == "A\n😀/é")
    #expect(root["b"]?[""]?.text == "")
    #expect(root["b"]?.line == 2)
    #expect(root["nothing"] == nil)
  }

  @Test func largeMapsKeepOrderAndFindKeys() throws {
    let text = "{" + (0..<100).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    let root = try #require(try read(text).first)
    #expect(root["k99"]?.kind == .number("99"))
    guard case .map(let map) = root.kind else { return }
    #expect(map.entries.map(\.key) == (0..<100).map { "k\($0)" })
  }

  @Test(arguments: [
    ("{", "line 1: the input ends in a map; a key in double quotes must be here"),
    ("[1,]", "line 1: unexpected ']' where a JSON value must be"),
    ("[1 2]", "line 1: unexpected '2' in a list; a comma or ']' must follow a value"),
    ("{\"a\":1,}", "line 1: unexpected '}' in a map; a key in double quotes must be here"),
    ("{\"a\" 1}", "line 1: unexpected '1' after the key 'a'; a colon must follow it"),
    ("{\"a\":1 \"b\":2}", "line 1: unexpected '\"' in a map; a comma or '}' must follow a value"),
    ("{\n\"a\":1,\n\"a\":2}", "line 3: duplicate key 'a'; give it once"),
    ("[1]\nx", "line 2: unexpected 'x' after the end of the JSON document; remove it"),
    ("[01]", "line 1: a number with a leading zero; write it without"),
    ("[1.]", "line 1: unexpected ']' in a number; a digit must be here"),
    ("[-]", "line 1: unexpected ']' in a number; a digit must be here"),
    ("[1e]", "line 1: unexpected ']' in a number; a digit must be here"),
    ("[+1]", "line 1: unexpected '+' where a JSON value must be"),
    (
      "[nul]",
      "line 1: no JSON value; true, false and null are spelled so, text stands in quotes"
    ),
    ("[NaN]", "line 1: unexpected 'N' where a JSON value must be"),
    ("[\"a", "line 1: the input ends within a string"),
    ("[\"\\", "line 1: the input ends within a string"),
    (
      "[\"a\nb\"]",
      "line 1: unexpected byte 0xa in a string; control characters must be escaped"
    ),
    (
      "[\"\\x\"]",
      "line 1: an unknown escape in a string; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
    ),
    ("[\"\\u12g4\"]", "line 1: a \\u escape in a string needs four hexadecimal digits"),
    (
      "[\"\\ud800\"]",
      "line 1: a \\u escape in a string is half of a surrogate pair; give both halves"
    ),
    (
      "[\"\\ud800\\u0041\"]",
      "line 1: a \\u escape in a string is half of a surrogate pair; give both halves"
    ),
    (
      "[\"\\udc00\\ud800\"]",
      "line 1: a \\u escape in a string is half of a surrogate pair; give both halves"
    ),
  ])
  func mistakesAreNamed(text: String, expected: String) {
    #expect(complaint(text) == "f: " + expected)
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let quoted = Data([0x5B, 0x22, 0xFF, 0x22, 0x5D])
    #expect(complaint(quoted) == "f: line 1: a string is not valid UTF-8")
    #expect(complaint(Data([0x7B, 0x00])).hasPrefix("f: line 1: unexpected byte 0x0"))
    #expect(complaint(Data([0x61, 0xFF])) == "f: neither JSON nor YAML: not valid UTF-8")
  }

  @Test func nestingHasALimit() {
    @Sendable func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    // Threads of a concurrency pool may have no more than half a MiB.
    let finished = DispatchSemaphore(value: 0)
    let thread = Thread {
      #expect(complaint(nested(512)) == "")
      finished.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    finished.wait()
    #expect(complaint(nested(513)) == "f: line 1: nested more than 512 levels deep")
    #expect(
      complaint(String(repeating: "{\"a\":", count: 1_000_000))
        == "f: line 1: nested more than 512 levels deep"
    )
  }
}
