extension Rule {
  /// At most `max` members in a domain.
  public struct AntiAffinity: RuleDeclaration {
    /// The word in documents.
    public static let type = "antiAffinity"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector, .topologyKey, .max]

    /// The VMs that it counts.
    public var members: Members
    /// The node label whose values are the domains.
    public var topologyKey: String
    /// The most members of a domain; default: 1.
    public var max: Int

    /// Creates the declaration.
    public init(members: Members, topologyKey: String, max: Int) {
      self.members = members
      self.topologyKey = topologyKey
      self.max = max
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      members = values.members
      topologyKey = values.topologyKey ?? Node.hostnameLabel
      max = values.max ?? 1
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.members = members
      values.topologyKey = topologyKey
      values.max = max
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .antiAffinity(self) }
  }
}

extension Rule.Demand {
  /// At most `max` members in a domain.
  public static func antiAffinity(_ members: Members, topologyKey: String, max: Int) -> Self {
    .antiAffinity(Rule.AntiAffinity(members: members, topologyKey: topologyKey, max: max))
  }
}
