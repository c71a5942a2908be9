extension Rule {
  /// What a rule demands: the table of kinds.
  ///
  /// Each kind is declared in a file of its own.
  public enum Demand: Sendable, Hashable {
    /// At most `max` members in a domain.
    case antiAffinity(AntiAffinity)
    /// All members in one domain.
    case affinity(Affinity)
    /// Members evenly over the domains.
    case spread(Spread)
    /// Members only on some nodes.
    case fence(Fence)
    /// Members on none of some nodes.
    case ban(Ban)
    /// No domain holds members of two groups.
    case split(Split)
    /// No domain with a member holds a VM that is none.
    case lonely(Lonely)
    /// Something stays free on nodes.
    case reserve(Reserve)
    /// No two members in flight together.
    case dependency(Dependency)
    /// The requests of a namespace stay within limits.
    case quota(Quota)

    /// What it declares.
    public var declaration: any RuleDeclaration {
      switch self {
      case .antiAffinity(let rule): rule
      case .affinity(let rule): rule
      case .spread(let rule): rule
      case .fence(let rule): rule
      case .ban(let rule): rule
      case .split(let rule): rule
      case .lonely(let rule): rule
      case .reserve(let rule): rule
      case .dependency(let rule): rule
      case .quota(let rule): rule
      }
    }
  }

  /// The kinds by the words that documents may give as the type of a rule, in the order of messages.
  public static let kinds: [any RuleDeclaration.Type] = [
    AntiAffinity.self, Affinity.self, Gather.self, Spread.self, Fence.self, Ban.self, Split.self,
    Lonely.self, Reserve.self, Dependency.self, Quota.self,
  ]

  /// The kind that a word names; `nil` where there is none.
  public static func kind(named type: String) -> (any RuleDeclaration.Type)? {
    kinds.first { $0.type == type }
  }
}
