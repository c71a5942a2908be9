import PlacementModel

extension Expectation {
  /// One thing in which a plan is not as expected.
  public struct Difference: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Where in `expect`: `migrations`, `placements.prod/web-01`.
    public var key: String
    /// What was expected, in words.
    public var expected: String
    /// What the plan has instead, in words.
    public var got: String

    /// Creates a difference.
    public init(_ key: String, expected: String, got: String) {
      self.key = key
      self.expected = expected
      self.got = got
    }

    /// The difference in one line.
    public var description: String { "\(key): expected \(expected), got \(got)" }
  }

  /// What of this a plan for a cluster does not meet; empty where it meets everything.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - cluster: The cluster that it was made for.
  ///   - greedy: The plan of the greedy method for the same input; needed where
  ///     ``greedyRatioAtMost`` is given, which is not met without it.
  public func differences(
    from plan: Plan,
    for cluster: Cluster,
    greedy: Plan? = nil
  ) -> [Difference] {
    var found: [Difference] = []
    if let status, status != plan.status {
      found.append(
        Difference("status", expected: status.rawValue, got: plan.status.rawValue)
      )
    }
    if let loadSource, loadSource != plan.loadSource {
      found.append(
        Difference("loadSource", expected: loadSource.rawValue, got: plan.loadSource.rawValue)
      )
    }
    if let count = migrations {
      let got = plan.summary.migrations
      if let most = count.atMost, got > most {
        found.append(Difference("migrations", expected: "at most \(most)", got: "\(got)"))
      }
      if let least = count.atLeast, got < least {
        found.append(Difference("migrations", expected: "at least \(least)", got: "\(got)"))
      }
    }
    if let most = downtimeAtMost, plan.summary.downtimeSeconds > most {
      found.append(
        Difference(
          "downtimeAtMost",
          expected: "at most \(most) s",
          got: "\(plan.summary.downtimeSeconds) s"
        )
      )
    }
    if let most = batchSizeAtMost {
      for batch in plan.batches where batch.migrations.count > most {
        found.append(
          Difference(
            "batchSizeAtMost",
            expected: "at most \(most) migrations at a time",
            got: "\(batch.migrations.count) in batch \(batch.number)"
          )
        )
      }
    }
    let moves = Dictionary(grouping: plan.migrations, by: \.vm)
    return found + movement(moves, cluster) + order(moves) + loads(plan) + refusals(plan)
      + quality(plan, greedy: greedy) + words(plan) + rules(plan)
  }

  private func movement(
    _ moves: [String: [Plan.Migration]],
    _ cluster: Cluster
  ) -> [Difference] {
    var found: [Difference] = []
    let homes = Dictionary(
      cluster.virtualMachines.map { ($0.fullName, $0.node) },
      uniquingKeysWith: { a, _ in a }
    )
    for (vm, nodes) in placements.sorted(by: { $0.key < $1.key }) {
      let end = moves[vm]?.last?.to ?? homes[vm].flatMap { $0 }
      if !nodes.contains(where: { $0 == end }) {
        found.append(
          Difference(
            "placements.\(vm)",
            expected: nodes.joined(separator: " or "),
            got: end ?? "no node"
          )
        )
      }
    }
    for vm in unmoved {
      if let end = moves[vm]?.last?.to {
        found.append(
          Difference("unmoved.\(vm)", expected: "no move", got: "a move to \(end)")
        )
      }
    }
    for vm in moved where moves[vm] == nil {
      found.append(Difference("moved.\(vm)", expected: "a move", got: "no move"))
    }
    for (vm, type) in types.sorted(by: { $0.key < $1.key }) {
      let got = moves[vm]?.last?.type
      if got != type {
        found.append(
          Difference("types.\(vm)", expected: type.rawValue, got: got?.rawValue ?? "no move")
        )
      }
    }
    return found
  }

  private func order(_ moves: [String: [Plan.Migration]]) -> [Difference] {
    var found: [Difference] = []
    for pair in before where pair.count == 2 {
      let expected = "\(pair[0]) ends before \(pair[1]) starts"
      guard let first = moves[pair[0]]?.last, let second = moves[pair[1]]?.first else {
        let idle = pair.filter { moves[$0] == nil }.joined(separator: " and ")
        found.append(Difference("before", expected: expected, got: "no move of \(idle)"))
        continue
      }
      if first.batch >= second.batch {
        found.append(
          Difference(
            "before",
            expected: expected,
            got: "an end in batch \(first.batch) and a start in batch \(second.batch)"
          )
        )
      }
    }
    for group in sameBatch {
      let batches = group.map { moves[$0]?.last?.batch }
      if Set(batches).count != 1 || batches.contains(nil) {
        let got = batches.map { $0.map(String.init) ?? "none" }
        found.append(
          Difference(
            "sameBatch",
            expected: "\(list(group)) in one batch",
            got: "batches \(list(got))"
          )
        )
      }
    }
    return found
  }

  private func loads(_ plan: Plan) -> [Difference] {
    var found: [Difference] = []
    for (name, bound) in load.sorted(by: { $0.key < $1.key }) {
      let deviation: Double
      let loads: [Double]
      let balanced = plan.nodes.filter(\.balanced)
      switch name {
      case "cpu": (deviation, loads) = (plan.balance.cpu.after, balanced.map(\.cpu.after))
      case "memory":
        (deviation, loads) = (plan.balance.memory.after, balanced.map(\.memory.after))
      default:
        (deviation, loads) = (plan.balance.count.after, balanced.map { Double($0.vms.after) })
      }
      if let most = bound.stddevAtMost, deviation > most + 1e-9 {
        found.append(
          Difference(
            "load.\(name).stddevAtMost",
            expected: "at most \(most)",
            got: "\(deviation)"
          )
        )
      }
      if let most = bound.peakAtMost, let peak = loads.max(), peak > most + 1e-9 {
        found.append(
          Difference("load.\(name).peakAtMost", expected: "at most \(most)", got: "\(peak)")
        )
      }
    }
    return found
  }

  private func refusals(_ plan: Plan) -> [Difference] {
    var found: [Difference] = []
    for (vm, codes) in blocked.sorted(by: { $0.key < $1.key }) {
      guard let entry = plan.blocked.first(where: { $0.vm == vm }) else {
        found.append(
          Difference("blocked.\(vm)", expected: "blocked by \(list(codes))", got: "not blocked")
        )
        continue
      }
      let given = Set(entry.reasons.flatMap { [$0.code.rawValue, $0.code.family] })
      let missing = codes.filter { !given.contains($0) }
      if !missing.isEmpty {
        found.append(
          Difference(
            "blocked.\(vm)",
            expected: "\(list(missing)) among the reasons",
            got: list(given.sorted())
          )
        )
      }
    }
    for words in relaxations where !plan.relaxations.contains(where: { $0.message.contains(words) })
    {
      let offered = plan.relaxations.map { "'\($0.message)'" }
      found.append(
        Difference(
          "relaxations",
          expected: "one that speaks of '\(words)'",
          got: offered.isEmpty ? "none" : list(offered)
        )
      )
    }
    return found
  }

  private func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
