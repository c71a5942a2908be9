extension Expectation {
  /// What of this a plan for a cluster does not meet, one line each; empty where it meets
  /// everything.
  public func differences(from plan: Plan, for cluster: Cluster) -> [String] {
    var lines: [String] = []
    if let status, status != plan.status {
      lines.append("status: expected \(status.rawValue), got \(plan.status.rawValue)")
    }
    if let loadSource, loadSource != plan.loadSource {
      lines.append("loadSource: expected \(loadSource.rawValue), got \(plan.loadSource.rawValue)")
    }
    if let count = migrations {
      let got = plan.summary.migrations
      if let most = count.atMost, got > most {
        lines.append("migrations: expected at most \(most), got \(got)")
      }
      if let least = count.atLeast, got < least {
        lines.append("migrations: expected at least \(least), got \(got)")
      }
    }
    if let most = downtimeAtMost, plan.summary.downtimeSeconds > most {
      lines.append("downtime: expected at most \(most) s, got \(plan.summary.downtimeSeconds) s")
    }
    if let most = batchSizeAtMost {
      for batch in plan.batches where batch.migrations.count > most {
        lines.append(
          "batch \(batch.number): expected at most \(most) migrations, got "
            + "\(batch.migrations.count)"
        )
      }
    }
    let moves = Dictionary(grouping: plan.migrations, by: \.vm)
    lines += movement(moves, cluster) + order(moves) + loads(plan) + refusals(plan)
    return lines
  }

  private func movement(
    _ moves: [String: [Plan.Migration]],
    _ cluster: Cluster
  ) -> [String] {
    var lines: [String] = []
    let homes = Dictionary(
      cluster.virtualMachines.map { ($0.fullName, $0.node) },
      uniquingKeysWith: { a, _ in a }
    )
    for (vm, nodes) in placements.sorted(by: { $0.key < $1.key }) {
      let end = moves[vm]?.last?.to ?? homes[vm].flatMap { $0 }
      if !nodes.contains(where: { $0 == end }) {
        lines.append("placements: expected \(vm) on \(list(nodes)), got \(end ?? "no node")")
      }
    }
    for vm in unmoved {
      if let end = moves[vm]?.last?.to { lines.append("unmoved: \(vm) moves to \(end)") }
    }
    for vm in moved where moves[vm] == nil { lines.append("moved: \(vm) does not move") }
    for (vm, type) in types.sorted(by: { $0.key < $1.key }) {
      let got = moves[vm]?.last?.type
      if got != type {
        lines.append(
          "types: expected \(vm) to move \(type.rawValue), got \(got?.rawValue ?? "no move")"
        )
      }
    }
    return lines
  }

  private func order(_ moves: [String: [Plan.Migration]]) -> [String] {
    var lines: [String] = []
    for pair in before where pair.count == 2 {
      guard let first = moves[pair[0]]?.last, let second = moves[pair[1]]?.first else {
        lines.append("before: \(list(pair)) do not both move")
        continue
      }
      if first.batch >= second.batch {
        lines.append(
          "before: \(pair[0]) ends in batch \(first.batch), \(pair[1]) starts in batch "
            + "\(second.batch)"
        )
      }
    }
    for group in sameBatch {
      let batches = group.map { moves[$0]?.last?.batch }
      if Set(batches).count != 1 || batches.contains(nil) {
        let got = batches.map { $0.map(String.init) ?? "none" }
        lines.append("sameBatch: \(list(group)) move in batches \(list(got))")
      }
    }
    return lines
  }

  private func loads(_ plan: Plan) -> [String] {
    var lines: [String] = []
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
        lines.append(
          "load.\(name): expected a standard deviation of at most \(most), got \(deviation)"
        )
      }
      if let most = bound.peakAtMost, let peak = loads.max(), peak > most + 1e-9 {
        lines.append("load.\(name): expected a peak of at most \(most), got \(peak)")
      }
    }
    return lines
  }

  private func refusals(_ plan: Plan) -> [String] {
    var lines: [String] = []
    for (vm, codes) in blocked.sorted(by: { $0.key < $1.key }) {
      guard let entry = plan.blocked.first(where: { $0.vm == vm }) else {
        lines.append("blocked: \(vm) is not blocked")
        continue
      }
      let given = Set(entry.reasons.flatMap { [$0.code.rawValue, $0.code.family] })
      for code in codes where !given.contains(code) {
        lines.append(
          "blocked: expected \(code) among the reasons of \(vm), got \(list(given.sorted()))"
        )
      }
    }
    for words in relaxations where !plan.relaxations.contains(where: { $0.message.contains(words) })
    {
      lines.append("relaxations: none speaks of '\(words)'")
    }
    return lines
  }

  private func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
