import PlacementModel

/// A quantity whose standard deviation a plan tells.
enum BalancedResource: Sendable, CaseIterable {
  case cpu
  case memory
  case count

  /// The ones that a goal asks to balance.
  static func of(_ goal: Goal) -> [BalancedResource] {
    let weights = TermWeights(goal)
    return allCases.filter { weights[$0.term] > 0 }
  }

  /// The term of the objective that it is.
  private var term: TermName {
    switch self {
    case .cpu: .balanceCPU
    case .memory: .balanceMemory
    case .count: .balanceCount
    }
  }

  var name: String {
    switch self {
    case .cpu: "CPU"
    case .memory: "Memory"
    case .count: "VMs per node"
    }
  }

  /// The name where no sentence begins.
  var nameInSentence: String { self == .memory ? "memory" : name }

  func change(_ balance: Plan.Balance) -> Plan.Change {
    switch self {
    case .cpu: balance.cpu
    case .memory: balance.memory
    case .count: balance.count
    }
  }

  /// A standard deviation in the quantity's own unit.
  func format(_ deviation: Double) -> String {
    self == .count ? Format.decimal(deviation, places: 1) : Format.points(deviation)
  }
}

/// Which way a standard deviation goes, at the precision at which it is printed.
enum Trend: Sendable {
  case falls(improvement: String)
  case stays
  case rises

  init(_ resource: BalancedResource, _ change: Plan.Change) {
    let before = resource.format(change.before)
    let after = resource.format(change.after)
    if before == after {
      self = .stays
    } else if change.after < change.before {
      self = .falls(improvement: Trend.percentage(1 - change.after / change.before))
    } else {
      self = .rises
    }
  }

  /// A relative reduction that never claims all or nothing where it was some.
  private static func percentage(_ improvement: Double) -> String {
    switch improvement {
    case ..<0.01: "less than 1 %"
    case 0.99..<1: "more than 99 %"
    default: Format.percent(improvement)
    }
  }
}
