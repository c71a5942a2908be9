extension Rule {
  /// Between the fullest and the emptiest domain at most `maxSkew` members of difference.
  ///
  /// Domains count that have a node which is Ready, schedulable and not draining.
  public struct Spread: RuleDeclaration {
    /// The word in documents.
    public static let type = "spread"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector, .topologyKey, .maxSkew]

    /// The VMs that it counts.
    public var members: Members
    /// The node label whose values are the domains.
    public var topologyKey: String
    /// The largest difference; default: 1.
    public var maxSkew: Int

    /// Creates the declaration.
    public init(members: Members, topologyKey: String, maxSkew: Int) {
      self.members = members
      self.topologyKey = topologyKey
      self.maxSkew = maxSkew
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      members = values.members
      topologyKey = values.topologyKey ?? Node.hostnameLabel
      maxSkew = values.maxSkew ?? 1
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.members = members
      values.topologyKey = topologyKey
      values.maxSkew = maxSkew
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .spread(self) }
  }
}

extension Rule.Demand {
  /// Between the fullest and the emptiest domain at most `maxSkew` members of difference.
  public static func spread(_ members: Members, topologyKey: String, maxSkew: Int) -> Self {
    .spread(Rule.Spread(members: members, topologyKey: topologyKey, maxSkew: maxSkew))
  }
}
