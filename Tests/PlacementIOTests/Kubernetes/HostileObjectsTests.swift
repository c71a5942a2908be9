import Foundation
import PlacementIO
import PlacementModel
import Testing

/// Whatever an input holds, reading it gives an inventory or an ``InputError``, never a trap.
@Suite("Hostile objects")
struct HostileObjectsTests {
  private static let values: [DocumentValue.Kind] = [
    .null, .bool(true), .number("-1"), .number("1e400"), .number("9223372036854775807"),
    .number("99999999999999999999999999"), .string(""), .string("9E"), .string("-5Gi"),
    .string("\u{0}\u{202E}x"), .string("n1"), .string("Running"), .list([]),
    .list([DocumentValue(.null)]), .map(DocumentMap()),
  ]

  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, sides)))
    }
  }

  private func size(_ value: DocumentValue) -> Int {
    switch value.kind {
    case .list(let elements): 1 + elements.reduce(0) { $0 + size($1) }
    case .map(let map): 1 + map.entries.reduce(0) { $0 + size($1.value) }
    default: 1
    }
  }

  /// Replaces the value that comes at a position when all are counted.
  private struct Replacement {
    var position: Int
    let kind: DocumentValue.Kind

    mutating func apply(to value: DocumentValue) -> DocumentValue {
      position -= 1
      if position == -1 { return DocumentValue(kind) }
      switch value.kind {
      case .list(let elements):
        var copy: [DocumentValue] = []
        for element in elements { copy.append(apply(to: element)) }
        return DocumentValue(.list(copy))
      case .map(let map):
        var copy = DocumentMap()
        for entry in map.entries { _ = copy.append(entry.key, apply(to: entry.value)) }
        return DocumentValue(.map(copy))
      default: return value
      }
    }
  }

  @Test func aValueOfAnyKindMayStandAnywhere() throws {
    let files = ["kubevirt.json", "virtualmachineinstances.yaml", "virtualmachines.yaml"]
    var objects: [DocumentValue] = []
    for file in files + ["nodes.json", "metrics.json", "pods.yaml", "storage.yaml"] {
      let roots = try DocumentReader.read(path: "\(DumpTests.folder)/\(file)")
      // A few of each file do; the GPU VMs stand near the end.
      let items = roots.first?["items"]?.elements ?? []
      objects += items.prefix(14) + items.suffix(6)
    }
    var dice = Dice(state: 7)
    var refused = 0
    for _ in 0..<300 {
      let chosen = dice.roll(objects.count)
      var replacement = Replacement(
        position: dice.roll(size(objects[chosen])),
        kind: Self.values[dice.roll(Self.values.count)]
      )
      var changed = objects
      changed[chosen] = replacement.apply(to: objects[chosen])
      var documents: [(file: String, root: DocumentValue)] = []
      for root in changed { documents.append((file: "objects", root: root)) }
      do {
        _ = try KubernetesReader.read(documents: documents)
      } catch {
        refused += 1
        #expect(!error.message.isEmpty && !error.description.contains("\u{0}"))
      }
    }
    #expect(refused > 50 && refused < 250)
  }
}
