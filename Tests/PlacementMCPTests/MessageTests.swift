import Foundation
import Testing

@testable import PlacementMCP

@Suite struct MessageTests {
  @Test(arguments: [
    ("{", -32700), ("hello", -32700), (#"{"a":1,"a":2}"#, -32700), ("5", -32600), ("[]", -32600),
    (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), ("{}", -32600),
    (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":5}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602),
  ])
  func refusesWhatIsNoMessage(line: String, code: Int) throws {
    let bench = try Bench()
    bench.server.receive(Data(line.utf8))
    let sent = bench.recorder.sent
    #expect(sent.count == 1)
    #expect(sent.first?["error"]?["code"] == .integer(code), "\(sent)")
  }

  @Test func neverAnswersNotificationsAndResponses() throws {
    let bench = try Bench()
    for line in [
      #"{"jsonrpc":"2.0","method":"no/such"}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":[]}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":7}"#,
      #"{"jsonrpc":"2.0","id":9,"result":{}}"#, #"{"jsonrpc":"2.0","id":9,"error":5}"#, "  ", "",
    ] { bench.server.receive(Data(line.utf8)) }
    #expect(bench.recorder.sent.isEmpty)
  }

  @Test func refusesInvalidUTF8AndDepth() throws {
    let bench = try Bench()
    bench.server.receive(Data([0x22, 0xFF, 0x22]))
    bench.server.receive(Data(String(repeating: "[", count: 100_000).utf8))
    #expect(bench.recorder.sent.compactMap { $0["error"]?["code"]?.whole } == [-32700, -32700])
  }

  @Test(arguments: [1, 3, 64]) func splitsLinesWhereverPartsEnd(size: Int) {
    var rest = Data("first\n\nthis one is much too long\nlast".utf8)[...]
    var reader = LineReader(limit: 8) {
      defer { rest = rest.dropFirst(size) }
      return Data(rest.prefix(size))
    }
    var lines: [LineReader.Line] = []
    while let line = reader.next() { lines.append(line) }
    #expect(
      lines == [.line(Data("first".utf8)), .line(Data()), .tooLong, .line(Data("last".utf8))]
    )
  }

  @Test func writesOnOneLine() throws {
    let value: JSONValue = ["a": "x\ny\u{2028}\"\u{1}", "b": [1, .number(0.5), .null, true]]
    #expect(value.serialized == #"{"a":"x\ny\u2028\"\u0001","b":[1,0.5,null,true]}"#)
    #expect(try JSONValue(reading: Data(value.serialized.utf8)) == value)
  }
}
