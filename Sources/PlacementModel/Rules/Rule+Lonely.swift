extension Rule {
  /// No domain with a member holds a VM that is none.
  public struct Lonely: RuleDeclaration {
    /// The word in documents.
    public static let type = "lonely"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector, .topologyKey]

    /// The VMs that share no domain with others.
    public var members: Members
    /// The node label whose values are the domains.
    public var topologyKey: String

    /// Creates the declaration.
    public init(members: Members, topologyKey: String) {
      self.members = members
      self.topologyKey = topologyKey
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      members = values.members
      topologyKey = values.topologyKey ?? Node.hostnameLabel
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.members = members
      values.topologyKey = topologyKey
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .lonely(self) }
  }
}

extension Rule.Demand {
  /// No domain with a member holds a VM that is none.
  public static func lonely(_ members: Members, topologyKey: String) -> Self {
    .lonely(Rule.Lonely(members: members, topologyKey: topologyKey))
  }
}
