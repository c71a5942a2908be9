import Foundation
import PlacementIO
import PlacementModel
import Testing

/// Broken input gives an error or a document, and never a crash.
@Suite struct DocumentFuzzTests {
  private func survive(_ bytes: [UInt8]) {
    do {
      _ = try Scenario(Data(bytes), file: "f")
    } catch {
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test func jsonCutShortIsRefused() throws {
    let root = try #require(try read(everyKey).first)
    let bytes = Array(root.json.utf8)
    for end in stride(from: 0, to: bytes.count, by: 5) { survive(Array(bytes[..<end])) }
    let small = Array("{\"a\":[1,-2.5e3,true,null,\"\\ud83d\\ude00x\"],\"b\":{}}".utf8)
    for end in 1..<small.count { #expect(complaint(Data(small[..<end])) != "") }
    #expect(complaint(Data(small)) == "")
  }

  @Test func yamlCutAtManyBytesIsHandled() {
    let bytes = Array(everyKey.utf8)
    for end in stride(from: 0, to: bytes.count, by: 23) { survive(Array(bytes[..<end])) }
  }

  @Test func mutationsAreHandled() throws {
    let root = try #require(try read(everyKey).first)
    let seeds = [Array(everyKey.utf8), Array(root.json.utf8)]
    let pieces = ["{", "}", "[", "]", ":", ",", "\"", "- ", "*a", "&a ", "null", "1e999", "\n"]
    var numbers = RepeatableNumbers(state: 42)
    for round in 0..<600 {
      var bytes = seeds[round % 2]
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let at = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &numbers) ?? "").utf8, at: at)
        default:
          let to = Int.random(in: at..<min(bytes.count, at + 40), using: &numbers)
          let other = Int.random(in: 0..<bytes.count, using: &numbers)
          bytes.insert(contentsOf: Array(bytes[at...to]), at: other)
        }
      }
      survive(bytes)
    }
  }

  @Test func replacingAnyValueIsHandled() throws {
    let root = try #require(try read(everyKey).first)
    let strange: [DocumentValue.Kind] = [
      .null, .bool(true), .number("-1"), .number("1e400"), .number("nan"), .string(""),
      .string("\u{1B}[31m\nred"), .list([]), .map(DocumentMap()),
      .list([DocumentValue(.null)]),
    ]
    for (first, kind) in strange.enumerated() {
      // Every value is replaced by some kinds and every kind replaces some values.
      var place = first % 3
      while let changed = replacing(root, at: place, with: kind) {
        do {
          _ = try ScenarioReader.read(changed, file: "f")
        } catch {
          let message = "\(error)"
          #expect(message.hasPrefix("f: "))
          #expect(!message.contains("\n") && !message.contains("\u{1B}"))
        }
        place += 3
      }
    }
  }

  /// The tree with its n-th value replaced; `nil` where it has fewer.
  private func replacing(
    _ root: DocumentValue,
    at place: Int,
    with kind: DocumentValue.Kind
  ) -> DocumentValue? {
    var left = place
    func walk(_ value: DocumentValue) -> DocumentValue {
      if left == 0 {
        left -= 1
        return DocumentValue(kind, line: value.line)
      }
      left -= 1
      switch value.kind {
      case .list(let elements): return DocumentValue(.list(elements.map(walk)), line: value.line)
      case .map(let map):
        var copy = DocumentMap()
        for entry in map.entries { _ = copy.append(entry.key, walk(entry.value)) }
        return DocumentValue(.map(copy), line: value.line)
      default: return value
      }
    }
    let result = walk(root)
    return left < 0 ? result : nil
  }
}
