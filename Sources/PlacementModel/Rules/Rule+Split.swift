extension Rule {
  /// No domain holds members of two of these groups; a VM in several belongs to the first.
  public struct Split: RuleDeclaration {
    /// The word in documents.
    public static let type = "split"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.groups, .topologyKey]
    /// The keys that must be there.
    public static let requiredKeys: [RuleKey] = [.groups]

    /// The groups that are kept apart.
    public var groups: [Members]
    /// The node label whose values are the domains.
    public var topologyKey: String

    /// Creates the declaration.
    public init(groups: [Members], topologyKey: String) {
      self.groups = groups
      self.topologyKey = topologyKey
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      groups = values.groups ?? []
      topologyKey = values.topologyKey ?? Node.hostnameLabel
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.groups = groups
      values.topologyKey = topologyKey
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .split(self) }
  }
}

extension Rule.Demand {
  /// No domain holds members of two of these groups; a VM in several belongs to the first.
  public static func split(_ groups: [Members], topologyKey: String) -> Self {
    .split(Rule.Split(groups: groups, topologyKey: topologyKey))
  }
}
