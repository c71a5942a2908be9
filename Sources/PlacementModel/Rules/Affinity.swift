/// Where a pod wants to be, in Kubernetes' own shape.
///
/// `requiredDuringSchedulingIgnoredDuringExecution` and its preferred sibling keep their names in
/// documents; here they are `required` and `preferred`.
public struct Affinity: Sendable, Hashable, Codable {
  /// Nodes it must or would rather be on.
  public var nodeAffinity: NodeAffinity
  /// Pods it must or would rather be near.
  public var podAffinity: PodAffinity
  /// Pods it must or would rather be away from.
  public var podAntiAffinity: PodAffinity

  /// Creates an affinity.
  public init(
    nodeAffinity: NodeAffinity = NodeAffinity(),
    podAffinity: PodAffinity = PodAffinity(),
    podAntiAffinity: PodAffinity = PodAffinity()
  ) {
    self.nodeAffinity = nodeAffinity
    self.podAffinity = podAffinity
    self.podAntiAffinity = podAntiAffinity
  }
}

/// Nodes a pod must or would rather be on.
public struct NodeAffinity: Sendable, Hashable, Codable {
  /// Nodes it must be on.
  public var required: NodeSelector?
  /// Nodes it would rather be on.
  public var preferred: [PreferredNode]

  /// A preference among nodes.
  public struct PreferredNode: Sendable, Hashable, Codable {
    /// How much it matters, 1…100.
    public var weight: Int
    /// The nodes preferred.
    public var preference: NodeSelectorTerm

    /// Creates a preference.
    public init(weight: Int, preference: NodeSelectorTerm) {
      self.weight = weight
      self.preference = preference
    }
  }

  enum CodingKeys: String, CodingKey {
    case required = "requiredDuringSchedulingIgnoredDuringExecution"
    case preferred = "preferredDuringSchedulingIgnoredDuringExecution"
  }

  /// Creates a node affinity.
  public init(required: NodeSelector? = nil, preferred: [PreferredNode] = []) {
    self.required = required
    self.preferred = preferred
  }
}

/// Pods that a pod must (or would rather) be near, or away from.
public struct PodAffinity: Sendable, Hashable, Codable {
  /// Terms that must hold, all of them.
  public var required: [PodAffinityTerm]
  /// Terms that should hold.
  public var preferred: [PreferredTerm]

  /// A preference among pods.
  public struct PreferredTerm: Sendable, Hashable, Codable {
    /// How much it matters, 1…100.
    public var weight: Int
    /// The term.
    public var podAffinityTerm: PodAffinityTerm

    /// Creates a preference.
    public init(weight: Int, podAffinityTerm: PodAffinityTerm) {
      self.weight = weight
      self.podAffinityTerm = podAffinityTerm
    }
  }

  enum CodingKeys: String, CodingKey {
    case required = "requiredDuringSchedulingIgnoredDuringExecution"
    case preferred = "preferredDuringSchedulingIgnoredDuringExecution"
  }

  /// Creates a pod affinity.
  public init(required: [PodAffinityTerm] = [], preferred: [PreferredTerm] = []) {
    self.required = required
    self.preferred = preferred
  }
}

/// A set of pods and the topology in which nearness is measured.
public struct PodAffinityTerm: Sendable, Hashable, Codable {
  /// The pods; `nil` matches none.
  public var labelSelector: LabelSelector?
  /// Namespaces to look in, besides those selected; with neither, the pod's own.
  public var namespaces: [String]
  /// Namespaces to look in, by label; an empty selector means all of them.
  public var namespaceSelector: LabelSelector?
  /// The node label whose value makes a domain.
  public var topologyKey: String

  /// Creates a term.
  public init(
    labelSelector: LabelSelector? = nil,
    namespaces: [String] = [],
    namespaceSelector: LabelSelector? = nil,
    topologyKey: String
  ) {
    self.labelSelector = labelSelector
    self.namespaces = namespaces
    self.namespaceSelector = namespaceSelector
    self.topologyKey = topologyKey
  }
}
