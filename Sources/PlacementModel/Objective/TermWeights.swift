/// How much each term of the objective counts for a goal: the preset of `optimize`, and over it
/// what `goal.terms` says.
public struct TermWeights: Sendable, Hashable {
  /// The weights by name; a term that is missing weighs 0.
  public private(set) var values: [TermName: Double]
  private let overrides: [String: Double]

  /// The weights of a goal.
  public init(_ goal: Goal) {
    values = Self.preset(goal)
    values[.moves] = goal.migrationCost
    for name in TermName.all {
      if let weight = goal.terms[name.rawValue] { values[name] = weight }
    }
    overrides = goal.terms
  }

  /// The weight of a term; 0 where the goal does not have it.
  public subscript(name: TermName) -> Double { values[name] ?? 0 }

  /// The weight of a preferred rule: what the goal says, else the rule.
  public func weight(of rule: Rule) -> Double {
    overrides[TermName.preferred(rule.name).rawValue] ?? rule.weight
  }

  /// What a preset minimises, besides moves and preferred rules.
  private static func preset(_ goal: Goal) -> [TermName: Double] {
    let weights = goal.weights.normalized
    let both: [TermName: Double] = [.balanceCPU: weights.cpu, .balanceMemory: weights.memory]
    switch goal.optimize {
    case .cpu: return [.balanceCPU: 1]
    case .memory: return [.balanceMemory: 1]
    case .balance: return both
    case .performance:
      let peaks = [
        TermName.peaks: ObjectiveConstants.peakWeight, .bursts: ObjectiveConstants.burstWeight,
      ]
      return both.merging(peaks) { $1 }
    case .count: return [.balanceCount: 1]
    case .relieve: return [.peaks: ObjectiveConstants.peakWeight]
    case .none: return [:]
    }
  }
}

extension Goal {
  /// The names that ``terms`` may hold for these rules, in the order of tables.
  public static func termNames(rules: [Rule]) -> [String] {
    TermName.all.map(\.rawValue)
      + rules.filter { !$0.required }.map { TermName.preferred($0.name).rawValue }
  }

  /// What is wrong with the name of a term; `nil` where it is one.
  public static func problem(withTerm name: String, rules: [Rule]) -> String? {
    let known = termNames(rules: rules)
    if known.contains(name) { return nil }
    return "there is no term '\(name)'; terms are \(known.joined(separator: ", "))"
  }
}
