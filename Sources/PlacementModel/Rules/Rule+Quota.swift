extension Rule {
  /// The requests of a namespace's running VMs, with those in flight counted twice, stay within
  /// limits.
  public struct Quota: RuleDeclaration {
    /// The word in documents.
    public static let type = "quota"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.namespace, .hard, .used]
    /// The keys that must be there.
    public static let requiredKeys: [RuleKey] = [.namespace, .hard]
    /// It always binds.
    public static let mayBePreferred = false

    /// The namespace it limits.
    public var namespace: String
    /// The limits.
    public var hard: ResourceList
    /// What everything else in the namespace requests.
    public var used: ResourceList

    /// Creates the declaration.
    public init(namespace: String, hard: ResourceList, used: ResourceList) {
      self.namespace = namespace
      self.hard = hard
      self.used = used
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      namespace = values.namespace ?? ""
      hard = values.hard ?? [:]
      used = values.used ?? [:]
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.namespace = namespace
      values.hard = hard
      values.used = used
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .quota(self) }
  }

  /// What it limits; `nil` for rules of other kinds.
  package var quota: Quota? {
    if case .quota(let quota) = demand { quota } else { nil }
  }
}

extension Rule.Demand {
  /// The requests of a namespace's running VMs, with those in flight counted twice, stay within
  /// `hard`; `used` is what everything else in the namespace requests.
  public static func quota(namespace: String, hard: ResourceList, used: ResourceList) -> Self {
    .quota(Rule.Quota(namespace: namespace, hard: hard, used: used))
  }
}
