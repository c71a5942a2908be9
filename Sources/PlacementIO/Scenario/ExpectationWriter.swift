import PlacementModel

/// Writes expectations as scenario documents have them.
public enum ExpectationWriter {
  /// The value of `expect`; what expects nothing is left out.
  public static func document(_ expect: Expectation) -> DocumentMap {
    var root = DocumentMap()
    root["status"] = expect.status.map { .text($0.rawValue) }
    root["loadSource"] = expect.loadSource.map { .text($0.rawValue) }
    root["migrations"] = expect.migrations.map { count in
      map([("atLeast", count.atLeast.map(number)), ("atMost", count.atMost.map(number))])
    }
    root["placements"] = byName(expect.placements) { nodes in
      nodes.count == 1 ? .text(nodes[0]) : list(nodes)
    }
    root["moved"] = unlessEmpty(expect.moved)
    root["unmoved"] = unlessEmpty(expect.unmoved)
    root["types"] = byName(expect.types) { .text($0.rawValue) }
    root["load"] = byName(expect.load) { load in
      map([
        ("stddevAtMost", load.stddevAtMost.map(number)),
        ("peakAtMost", load.peakAtMost.map(number)),
      ])
    }
    root["blocked"] = byName(expect.blocked) { list($0) }
    root["before"] = groups(expect.before)
    root["sameBatch"] = groups(expect.sameBatch)
    root["batchSizeAtMost"] = expect.batchSizeAtMost.map(number)
    root["relaxations"] = unlessEmpty(expect.relaxations)
    root["downtimeAtMost"] = expect.downtimeAtMost.map(number)
    root["objectiveAtMost"] = expect.objectiveAtMost.map(number)
    root["capturedAtLeast"] = expect.capturedAtLeast.map(number)
    root["gapAtMost"] = expect.gapAtMost.map(number)
    root["batchesAtMost"] = expect.batchesAtMost.map(number)
    root["secondsEstimatedAtMost"] = expect.secondsEstimatedAtMost.map(number)
    root["greedyRatioAtMost"] = expect.greedyRatioAtMost.map(number)
    root["warnings"] = unlessEmpty(expect.warnings)
    root["noWarnings"] = unlessEmpty(expect.noWarnings)
    root["broken"] = byName(expect.broken, number)
    return root
  }

  private static func number(_ value: some Numeric) -> DocumentValue {
    DocumentValue(.number("\(value)"))
  }

  private static func list(_ words: [String]) -> DocumentValue {
    .list(words.map { .text($0) })
  }

  private static func unlessEmpty(_ words: [String]) -> DocumentValue? {
    words.isEmpty ? nil : list(words)
  }

  private static func groups(_ groups: [[String]]) -> DocumentValue? {
    groups.isEmpty ? nil : .list(groups.map(list))
  }

  private static func map(_ pairs: [(String, DocumentValue?)]) -> DocumentValue {
    var map = DocumentMap()
    for (key, value) in pairs { map[key] = value }
    return DocumentValue(.map(map))
  }

  private static func byName<Value>(
    _ values: [String: Value],
    _ write: (Value) -> DocumentValue
  ) -> DocumentValue? {
    if values.isEmpty { return nil }
    return map(values.sorted { $0.key < $1.key }.map { ($0.key, write($0.value)) })
  }
}
