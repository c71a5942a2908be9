extension Rule {
  /// So much stays free on each of some nodes; the largest of what is given is kept.
  public struct Reserve: RuleDeclaration {
    /// The word in documents.
    public static let type = "reserve"
    /// The keys of its own in documents.
    public static let keys: [RuleKey] = [.nodes, .free, .share, .nodeFailures]
    /// It always binds.
    public static let mayBePreferred = false

    /// The nodes; none stands for every node.
    public var nodes: [String]
    /// Amounts that stay free.
    public var free: ResourceList
    /// A fraction of what is allocatable that stays free, of cpu and memory.
    public var share: Double
    /// Keeps the share that the other nodes need to take over from as many nodes as this, less those
    /// that take no VM in already; default: 0.
    public var failures: Int

    /// Creates the declaration.
    public init(nodes: [String], free: ResourceList, share: Double, failures: Int = 0) {
      self.nodes = nodes
      self.free = free
      self.share = share
      self.failures = failures
    }

    /// Takes what a document says.
    public init(_ values: RuleValues) {
      nodes = values.nodes ?? []
      free = values.free ?? [:]
      share = values.share ?? 0
      failures = values.nodeFailures ?? 0
    }

    /// What a document says.
    public var values: RuleValues {
      var values = RuleValues()
      values.nodes = nodes
      values.free = free
      values.share = share
      values.nodeFailures = failures > 0 ? failures : nil
      return values
    }

    /// The declaration as a demand.
    public var demand: Demand { .reserve(self) }

    /// What is wrong with values of which each is right by itself.
    public static func fault(in values: RuleValues) -> String? {
      if values.free != nil || values.share != nil || values.nodeFailures != nil { return nil }
      return "a reserve of nothing; give 'free' with amounts, a 'share', or 'nodeFailures'"
    }
  }

  /// What it reserves; `nil` for rules of other kinds and preferences.
  package var reserve: Reserve? {
    if case .reserve(let reserve) = demand, required { reserve } else { nil }
  }
}

extension Rule.Reserve {
  /// Whether it is about a node.
  package func concerns(_ node: String) -> Bool { nodes.isEmpty || nodes.contains(node) }
}

extension Rule.Demand {
  /// So much stays free on each of these nodes, on every node where none is named.
  public static func reserve(
    nodes: [String],
    free: ResourceList,
    share: Double,
    failures: Int = 0
  ) -> Self {
    .reserve(Rule.Reserve(nodes: nodes, free: free, share: share, failures: failures))
  }
}
