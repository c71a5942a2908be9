import PlacementModel

/// The goal in the words an operator would use, with what deviates from the defaults.
enum GoalSection {
  static func blocks(_ plan: Plan) -> [Block] {
    [.paragraph("\(strong: "Optimization Goal:") \(statement(plan.goal))")]
  }

  static func statement(_ goal: Goal) -> RichText {
    var parts: [RichText] = []
    if let objective = objective(goal) { parts.append(objective) }
    if !goal.drain.isEmpty {
      let verb: RichText = parts.isEmpty ? "Drain" : "drain"
      parts.append("\(verb) \(RichText.list(goal.drain, atMost: 6))")
    }
    if parts.isEmpty { parts.append("Repair what is broken, no balancing") }
    if let limit = goal.maxMigrations {
      parts.append(
        limit > 0 ? "at most \(own: Format.count(limit, "migration"))" : "no migrations allowed"
      )
    }
    if let limit = goal.maxDowntime {
      parts.append(
        limit > 0 ? "at most \(own: Format.duration(limit)) of downtime" : "no downtime allowed"
      )
    }
    if goal.tolerance != Goal.Tolerance() { parts.append(tolerance(goal.tolerance)) }
    for name in goal.terms.keys.sorted() {
      let weight = Format.shortDecimal(goal.terms[name] ?? 0, places: 3)
      parts.append("\(name) weighs \(own: weight)")
    }
    if goal.migrationCost <= 0 {
      parts.append("moves are free")
    } else if goal.migrationCost != 1 {
      parts.append("moves priced ×\(own: Format.shortDecimal(goal.migrationCost, places: 3))")
    }
    switch goal.coldFallback {
    case .forced: break
    case .never: parts.append("never cold where live is possible")
    case .always: parts.append("cold wherever live does not work")
    }
    return parts.joined(separator: "; ")
  }

  private static func tolerance(_ tolerance: Goal.Tolerance) -> RichText {
    if tolerance == .none { return "as even as possible" }
    return """
      good enough at a standard deviation of CPU \(own: Format.points(tolerance.cpu)), \
      memory \(own: Format.points(tolerance.memory))
      """
  }

  private static func objective(_ goal: Goal) -> RichText? {
    let weights = goal.weights.normalized
    let shares: RichText =
      "CPU \(own: Format.weight(weights.cpu)), memory \(own: Format.weight(weights.memory))"
    return switch goal.optimize {
    case .cpu: "Balance CPU load across cluster"
    case .memory: "Balance memory load across cluster"
    case .balance: "Balance CPU and memory load across cluster (\(shares))"
    case .performance: "Balance CPU and memory load and avoid hotspots (\(shares))"
    case .count: "Distribute VMs evenly across nodes"
    case .relieve: "Bring nodes below their thresholds"
    case .none: nil
    }
  }
}
