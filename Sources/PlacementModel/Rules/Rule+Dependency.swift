extension Rule {
  /// No two members in flight together.
  public struct Dependency: RuleDeclaration {
    /// The word in documents.
    public static let type = "dependency"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.virtualMachines, .selector]
    /// It always binds.
    public static let mayBePreferred = false

    /// The VMs that depend on each other.
    public var members: Members

    /// Creates the declaration.
    public init(members: Members) { self.members = members }

    /// Takes what a document says.
    public init(_ values: RuleValues) { members = values.members }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.members = members
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .dependency(self) }
  }
}

extension Rule.Demand {
  /// No two members in flight together.
  public static func dependency(_ members: Members) -> Self {
    .dependency(Rule.Dependency(members: members))
  }
}
