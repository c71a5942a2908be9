import PlacementModel

/// Reads what a scenario expects of its plan.
struct ExpectationReader {
  let names: KnownNames

  func expectation(_ field: Field) throws(InputError) -> Expectation {
    try field.check(keys: [
      "status", "migrations", "placements", "unmoved", "moved", "types", "load", "blocked",
      "before", "sameBatch", "batchSizeAtMost", "relaxations", "loadSource", "downtimeAtMost",
      "objectiveAtMost", "capturedAtLeast", "gapAtMost", "batchesAtMost",
      "secondsEstimatedAtMost", "greedyRatioAtMost", "warnings", "noWarnings", "broken",
    ])
    var expect = Expectation()
    expect.status = try word(field.optional("status"), Self.statuses)
    if let count = try field.optional("migrations") { expect.migrations = try self.count(count) }
    for (machine, value) in try byMachine(field, "placements") {
      expect.placements[machine] = try oneOrMore(value) { item throws(InputError) in
        try names.node(item)
      }
    }
    expect.unmoved = try machines(field.list("unmoved"))
    for element in try field.list("moved") {
      let machine = try names.machine(element)
      if expect.unmoved.contains(machine) {
        throw element.error("\(element.quoted) is under unmoved too; it can only do one")
      }
      expect.moved.append(machine)
    }
    for (machine, value) in try byMachine(field, "types") {
      expect.types[machine] = try word(value, Self.types)
    }
    try readLoad(field, into: &expect)
    for (machine, value) in try byMachine(field, "blocked") {
      expect.blocked[machine] = try oneOrMore(value, code)
    }
    for pair in try field.list("before") {
      expect.before.append(try group(pair, "two VMs, the earlier one first", 2...2))
    }
    for batch in try field.list("sameBatch") {
      expect.sameBatch.append(try group(batch, "at least two VMs", 2...Int.max))
    }
    expect.batchSizeAtMost = try field.optional("batchSizeAtMost")?.int(in: 1...Int(Int32.max))
    expect.relaxations = try field.optional("relaxations")?.strings() ?? []
    expect.loadSource = try field.optional("loadSource")?.choice()
    expect.downtimeAtMost = try field.optional("downtimeAtMost")?.double(in: 0...1e12)
    try readQuality(field, into: &expect)
    expect.warnings = try field.optional("warnings")?.strings() ?? []
    expect.noWarnings = try field.optional("noWarnings")?.strings() ?? []
    try readBroken(field, into: &expect)
    return expect
  }

  private func readQuality(_ field: Field, into expect: inout Expectation) throws(InputError) {
    func number(_ key: String, _ range: ClosedRange<Double>) throws(InputError) -> Double? {
      try field.optional(key)?.double(in: range)
    }
    expect.objectiveAtMost = try number("objectiveAtMost", 0...1e12)
    expect.capturedAtLeast = try number("capturedAtLeast", 0...1)
    expect.gapAtMost = try number("gapAtMost", 0...1e12)
    expect.batchesAtMost = try field.optional("batchesAtMost")?.int(in: 0...Int(Int32.max))
    expect.secondsEstimatedAtMost = try number("secondsEstimatedAtMost", 0...1e12)
    expect.greedyRatioAtMost = try number("greedyRatioAtMost", 0...1e6)
  }

  private func readBroken(_ field: Field, into expect: inout Expectation) throws(InputError) {
    guard let map = try field.optional("broken") else { return }
    for (rule, excess) in try map.entries() {
      if let problem = names.problem(rule: rule) { throw excess.error(problem) }
      expect.broken[rule] = try excess.int(in: 0...Int(Int32.max))
    }
  }

  private static let statuses: [Plan.Status] = [.planned, .balanced, .partial, .infeasible]
  private static let types: [Plan.MigrationType] = [.live, .cold, .place]

  private func word<Word: RawRepresentable<String>>(
    _ field: Field?,
    _ words: [Word]
  ) throws(InputError) -> Word? {
    guard let field else { return nil }
    guard let word = words.first(where: { $0.rawValue == field.value.text }) else {
      throw field.error(
        "\(field.quoted) is not known here; give \(InputText.choices(words.map(\.rawValue)))"
      )
    }
    return word
  }

  private func count(_ field: Field) throws(InputError) -> Expectation.Count {
    try field.check(keys: ["atMost", "atLeast"])
    let count = Expectation.Count(
      atMost: try field.optional("atMost")?.int(in: 0...Int(Int32.max)),
      atLeast: try field.optional("atLeast")?.int(in: 0...Int(Int32.max))
    )
    if let most = count.atMost, let least = count.atLeast, least > most {
      throw field.error("atLeast \(least) is above atMost \(most); no plan can be both")
    }
    return count
  }

  private func readLoad(_ field: Field, into expect: inout Expectation) throws(InputError) {
    guard let load = try field.optional("load") else { return }
    try load.check(keys: ["cpu", "memory", "count"])
    for (resource, bounds) in try load.entries() {
      try bounds.check(keys: ["stddevAtMost", "peakAtMost"])
      expect.load[resource] = Expectation.Load(
        stddevAtMost: try bounds.optional("stddevAtMost")?.double(in: 0...1e9),
        peakAtMost: try bounds.optional("peakAtMost")?.double(in: 0...1e9)
      )
    }
  }

  /// The entries of a map whose keys name VMs.
  private func byMachine(
    _ field: Field,
    _ key: String
  ) throws(InputError) -> [(machine: String, value: Field)] {
    guard let map = try field.optional(key) else { return [] }
    var result: [(machine: String, value: Field)] = []
    var seen = Set<String>()
    for (key, value) in try map.entries() {
      guard let machine = Field.fullName(key) else {
        throw map.error("\(InputText.quoted(key)) is no VM's name; give namespace/name")
      }
      if let problem = names.problem(machine: machine) { throw value.error(problem) }
      guard seen.insert(machine).inserted else {
        throw value.error("\(InputText.quoted(machine)) is given twice; give it once")
      }
      result.append((machine, value))
    }
    return result
  }

  private func oneOrMore<Item>(
    _ field: Field,
    _ read: (Field) throws(InputError) -> Item
  ) throws(InputError) -> [Item] {
    guard case .list = field.value.kind else { return [try read(field)] }
    var result: [Item] = []
    for element in try field.elements() { result.append(try read(element)) }
    if result.isEmpty { throw field.error("an empty list; give at least one entry") }
    return result
  }

  private func code(_ field: Field) throws(InputError) -> String {
    let text = try field.nonEmptyString()
    let codes = [
      "capacity", "taint", "nodeSelector", "nodeAffinity", "antiAffinity", "affinity", "spread",
      "fence", "ban", "quota", "notReady", "cordoned", "draining", "pinned", "migrating",
      "sourceNotReady",
      "cpuModel", "nodeLabel", "localVolume", "losesData", "restartPending", "maxMigrations",
      "maxDowntime", "unreachable",
    ]
    guard codes.contains(text) || text.hasPrefix("capacity.") else {
      let known = codes.joined(separator: ", ")
      throw field.error("\(field.quoted) is no reason code; known: \(known)")
    }
    return text
  }

  private func machines(_ fields: [Field]) throws(InputError) -> [String] {
    var result: [String] = []
    for field in fields { result.append(try names.machine(field)) }
    return result
  }

  private func group(
    _ field: Field,
    _ what: String,
    _ size: ClosedRange<Int>
  ) throws(InputError) -> [String] {
    let group = try machines(field.elements())
    guard size.contains(group.count), Set(group).count == group.count else {
      throw field.error("give a list of \(what)")
    }
    return group
  }
}
