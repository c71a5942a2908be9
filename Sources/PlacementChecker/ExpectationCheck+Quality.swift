import PlacementModel

extension Expectation {
  /// How good the plan must be, in its own figures.
  func quality(_ plan: Plan, greedy: Plan?) -> [Difference] {
    let solver = plan.solver
    var found = [
      atMost("objectiveAtMost", objectiveAtMost, solver.objective),
      atMost("gapAtMost", gapAtMost, solver.gap),
      atMost("batchesAtMost", batchesAtMost.map(Double.init), Double(plan.batches.count)),
      atMost("secondsEstimatedAtMost", secondsEstimatedAtMost, plan.summary.estimatedSeconds),
    ].compactMap { $0 }
    if let least = capturedAtLeast, !(solver.captured >= least - Self.tolerance) {
      found.append(
        Difference("capturedAtLeast", expected: "at least \(least)", got: "\(solver.captured)")
      )
    }
    if let most = greedyRatioAtMost {
      let key = "greedyRatioAtMost"
      guard let greedy else {
        return found + [Difference(key, expected: "at most \(most)", got: "no greedy plan")]
      }
      let reached = Self.ratio(solver.objective, greedy.solver.objective)
      if let difference = atMost(key, most, reached) { found.append(difference) }
    }
    return found
  }

  /// What the warnings must say, and what they must not.
  func words(_ plan: Plan) -> [Difference] {
    let given =
      plan.warnings.isEmpty ? "none" : plan.warnings.map { "'\($0)'" }.joined(separator: ", ")
    let missing = warnings.filter { words in !plan.warnings.contains { $0.contains(words) } }
    let unwanted = noWarnings.compactMap { words in
      plan.warnings.first { $0.contains(words) }.map { (words, $0) }
    }
    return missing.map {
      Difference("warnings", expected: "one that speaks of '\($0)'", got: given)
    }
      + unwanted.map {
        Difference("noWarnings", expected: "none that speaks of '\($0)'", got: "'\($1)'")
      }
  }

  /// By how much rules may be broken after the plan.
  func rules(_ plan: Plan) -> [Difference] {
    broken.sorted { $0.key < $1.key }.compactMap { name, excess in
      let got = (plan.broken ?? []).reduce(0) { $0 + ($1.isNamed(name) ? $1.after : 0) }
      return got == excess
        ? nil : Difference("broken.\(name)", expected: "an excess of \(excess)", got: "\(got)")
    }
  }

  private func atMost(_ key: String, _ most: Double?, _ got: Double) -> Difference? {
    guard let most, !(got <= most + Self.tolerance) else { return nil }
    return Difference(key, expected: "at most \(most)", got: "\(got)")
  }

  /// One objective over another; 1 where neither leaves anything to be gained.
  private static func ratio(_ objective: Double, _ other: Double) -> Double {
    if abs(objective - other) <= tolerance { return 1 }
    return other > 0 ? objective / other : .infinity
  }

  /// What rounding may make of a figure.
  private static var tolerance: Double { 1e-9 }
}
