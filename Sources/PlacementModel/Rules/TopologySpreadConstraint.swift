/// How evenly matching pods of the same namespace spread over domains, in Kubernetes' own shape.
public struct TopologySpreadConstraint: Sendable, Hashable, Codable {
  /// The largest difference between a domain's matching pods and the emptiest domain's.
  public var maxSkew: Int
  /// The node label whose value makes a domain.
  public var topologyKey: String
  /// Whether a breach forbids or only costs.
  public var whenUnsatisfiable: WhenUnsatisfiable
  /// The pods that are counted; `nil` counts none.
  public var labelSelector: LabelSelector?
  /// With fewer eligible domains than this the emptiest is taken to hold none; with
  /// ``WhenUnsatisfiable/doNotSchedule`` only.
  ///
  /// Default 1.
  public var minDomains: Int?
  /// Whether nodes that the pod's nodeSelector and nodeAffinity exclude are left out.
  ///
  /// Default ``InclusionPolicy/honor``.
  public var nodeAffinityPolicy: InclusionPolicy
  /// Whether nodes with taints that the pod does not tolerate are left out.
  ///
  /// Default ``InclusionPolicy/ignore``.
  public var nodeTaintsPolicy: InclusionPolicy

  /// Whether a breach forbids or only costs.
  public enum WhenUnsatisfiable: String, Sendable, Hashable, Codable, CaseIterable {
    /// A breach forbids the node.
    case doNotSchedule = "DoNotSchedule"
    /// A breach only costs.
    case scheduleAnyway = "ScheduleAnyway"
  }

  /// Whether nodes that do not suit the pod count as domains.
  public enum InclusionPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// Only suitable nodes count.
    case honor = "Honor"
    /// Every node counts.
    case ignore = "Ignore"
  }

  /// Creates a constraint.
  public init(
    maxSkew: Int,
    topologyKey: String,
    whenUnsatisfiable: WhenUnsatisfiable = .doNotSchedule,
    labelSelector: LabelSelector? = nil,
    minDomains: Int? = nil,
    nodeAffinityPolicy: InclusionPolicy = .honor,
    nodeTaintsPolicy: InclusionPolicy = .ignore
  ) {
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.whenUnsatisfiable = whenUnsatisfiable
    self.labelSelector = labelSelector
    self.minDomains = minDomains
    self.nodeAffinityPolicy = nodeAffinityPolicy
    self.nodeTaintsPolicy = nodeTaintsPolicy
  }
}
