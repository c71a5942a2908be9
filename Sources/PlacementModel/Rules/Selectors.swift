/// A Kubernetes label selector: all of its parts must hold; an empty one matches everything.
public struct LabelSelector: Sendable, Hashable, Codable {
  /// Labels that must have exactly these values.
  public var matchLabels: [String: String]
  /// Further requirements.
  public var matchExpressions: [LabelRequirement]

  /// Creates a selector.
  public init(matchLabels: [String: String] = [:], matchExpressions: [LabelRequirement] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }
}

/// One requirement on a label.
public struct LabelRequirement: Sendable, Hashable, Codable {
  /// The label's key.
  public var key: String
  /// How the value is compared.
  public var `operator`: Operator
  /// The values that it is compared with.
  public var values: [String]

  /// How a label's value is compared.
  ///
  /// `Gt` and `Lt` exist on nodes only.
  public enum Operator: String, Sendable, Hashable, Codable, CaseIterable {
    /// The value is one of those given.
    case `in` = "In"
    /// The value is none of those given, or the label is absent.
    case notIn = "NotIn"
    /// The label is there.
    case exists = "Exists"
    /// The label is absent.
    case doesNotExist = "DoesNotExist"
    /// The value is an integer above the one given.
    case gt = "Gt"
    /// The value is an integer below the one given.
    case lt = "Lt"
  }

  /// Creates a requirement.
  public init(key: String, operator: Operator, values: [String] = []) {
    self.key = key
    self.operator = `operator`
    self.values = values
  }
}

/// A choice of nodes: any one of its terms must hold.
public struct NodeSelector: Sendable, Hashable, Codable {
  /// The terms, of which one must hold.
  ///
  /// An empty list matches no node.
  public var nodeSelectorTerms: [NodeSelectorTerm]

  /// Creates a choice of nodes.
  public init(nodeSelectorTerms: [NodeSelectorTerm]) {
    self.nodeSelectorTerms = nodeSelectorTerms
  }
}

/// Requirements on one node, all of which must hold.
///
/// A term without any matches no node.
public struct NodeSelectorTerm: Sendable, Hashable, Codable {
  /// Requirements on labels.
  public var matchExpressions: [LabelRequirement]
  /// Requirements on fields; Kubernetes knows only `metadata.name`.
  public var matchFields: [LabelRequirement]

  /// Creates a term.
  public init(matchExpressions: [LabelRequirement] = [], matchFields: [LabelRequirement] = []) {
    self.matchExpressions = matchExpressions
    self.matchFields = matchFields
  }
}
