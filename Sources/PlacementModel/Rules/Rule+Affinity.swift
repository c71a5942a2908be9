extension Rule {
  /// All members in one domain.
  public struct Affinity: RuleDeclaration {
    /// The word in documents.
    public static let type = "affinity"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector, .topologyKey]

    /// The VMs that belong together.
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
    public var demand: Demand { .affinity(self) }
  }

  /// All members on one node: another word for ``Affinity`` by host name.
  public struct Gather: RuleDeclaration {
    /// The word in documents.
    public static let type = "gather"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector]

    /// The VMs that belong together.
    public var members: Members

    /// Takes what a document says.
    public init(_ values: RuleValues) { members = values.members }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.members = members
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand {
      .affinity(Affinity(members: members, topologyKey: Node.hostnameLabel))
    }
  }
}

extension Rule.Demand {
  /// All members in one domain.
  public static func affinity(_ members: Members, topologyKey: String) -> Self {
    .affinity(Rule.Affinity(members: members, topologyKey: topologyKey))
  }
}
