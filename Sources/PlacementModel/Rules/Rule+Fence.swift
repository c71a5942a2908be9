extension Rule {
  /// Members only on these nodes.
  public struct Fence: RuleDeclaration {
    /// The word in documents.
    public static let type = "fence"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector, .nodes]
    /// The keys that must be there.
    public static let requiredKeys: [RuleKey] = [.nodes]

    /// The VMs that it speaks of.
    public var members: Members
    /// Names of nodes.
    public var nodes: [String]

    /// Creates the declaration.
    public init(members: Members, nodes: [String]) {
      self.members = members
      self.nodes = nodes
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      members = values.members
      nodes = values.nodes ?? []
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.members = members
      values.nodes = nodes
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .fence(self) }
  }
}

extension Rule.Demand {
  /// Members only on these nodes.
  public static func fence(_ members: Members, nodes: [String]) -> Self {
    .fence(Rule.Fence(members: members, nodes: nodes))
  }
}
