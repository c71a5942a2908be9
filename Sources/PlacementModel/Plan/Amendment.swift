/// A change to an inventory or a goal that makes more possible.
public struct Amendment: Sendable, Hashable, Codable {
  /// What changes.
  public var kind: Kind
  /// The VM it is about, by full name.
  public var vm: String?
  /// The node it is about.
  public var node: String?
  /// The rule or quota it is about.
  public var rule: String?
  /// The taint to tolerate.
  public var taint: Taint?
  /// The resource to free or raise.
  public var resource: ResourceName?
  /// How much: of the resource in its unit, how many migrations in all, how many seconds.
  public var amount: Double?
  /// The labels to give to the node.
  public var labels: [String: String]?

  /// What a change changes.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The VM tolerates the taint.
    case tolerate
    /// The node takes VMs in again.
    case uncordon
    /// So much of the resource becomes free on the node.
    case free
    /// The plan may hold so many migrations.
    case allowMigrations
    /// VMs may be down for so many seconds in all, or the one named for so many.
    case allowDowntime
    /// The rule no longer holds.
    case dropRule
    /// The VM goes cold although it could go live elsewhere.
    case goCold
    /// The VM may be restarted although that loses data or changes it.
    case allowRestart
    /// The VM moves although it is pinned.
    case unpin
    /// The node gets the labels.
    case label
    /// The VM's required node affinity no longer holds.
    case dropNodeAffinity
    /// The VM's required pod affinity, anti-affinity and spreading no longer hold.
    case dropPodTerms
    /// The quota admits so much more of the resource.
    case raiseQuota
    /// Migrations of others have ended.
    case wait
    /// One live migration at a time.
    case sequential
  }

  /// Creates a change.
  public init(
    _ kind: Kind,
    vm: String? = nil,
    node: String? = nil,
    rule: String? = nil,
    taint: Taint? = nil,
    resource: ResourceName? = nil,
    amount: Double? = nil,
    labels: [String: String]? = nil
  ) {
    self.kind = kind
    self.vm = vm
    self.node = node
    self.rule = rule
    self.taint = taint
    self.resource = resource
    self.amount = amount
    self.labels = labels
  }

  /// How much a change asks of the operator; relaxations are offered in the order of the sum.
  ///
  /// Waiting and one more migration cost least, a cold move and a toleration little, what others
  /// decided on purpose (rules, pins, affinity) and what needs hardware most.
  public var cost: Double {
    switch kind {
    case .wait, .allowMigrations, .sequential: 1
    case .goCold, .tolerate, .allowDowntime: 2
    case .uncordon, .label, .raiseQuota: 3
    case .free, .allowRestart: 4
    case .dropRule, .dropPodTerms, .dropNodeAffinity: 5
    case .unpin: 6
    }
  }
}
