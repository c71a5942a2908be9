extension Plan {
  /// A rule that is broken before or after the plan.
  public struct BrokenRule: Sendable, Hashable, Codable {
    /// The rule's name; of what VMs demand themselves a short description: `nodeSelector`,
    /// `podAntiAffinity app=web`.
    public var rule: String
    /// Whether it is required; else it is preferred.
    public var required: Bool
    /// The excess with every VM where it is now, counted as in the objective; 0 where it is kept.
    public var before: Int
    /// The excess after the plan.
    public var after: Int
    /// VMs that the rule is about and that break it after the plan, or before it where it is then
    /// kept; empty where the rule as a whole is broken.
    public var vms: [String]
    /// Why no placement at all keeps the rule; `nil` where none was found.
    public var never: Reason?

    /// Creates an entry.
    public init(
      rule: String,
      required: Bool,
      before: Int,
      after: Int,
      vms: [String] = [],
      never: Reason? = nil
    ) {
      self.rule = rule
      self.required = required
      self.before = before
      self.after = after
      self.vms = vms
      self.never = never
    }

    /// The first words of entries for what VMs demand themselves, and no rule of the inventory.
    public static let demands = [
      "taint", "nodeSelector", "nodeAffinity", "podAffinity", "podAntiAffinity", "topologySpread",
    ]

    /// Whether this is the rule of that name, or a demand of VMs of that kind.
    public func isNamed(_ name: String) -> Bool {
      rule == name || Self.demands.contains(name) && rule.hasPrefix(name + " ")
    }
  }

  /// Whether a required rule is broken after the plan; then the cluster is never called balanced.
  public var breaksRequiredRule: Bool {
    broken?.contains { $0.required && $0.after > 0 } ?? false
  }
}
