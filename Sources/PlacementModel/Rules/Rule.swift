/// A demand on placements beyond what Kubernetes' own objects say.
public struct Rule: Sendable, Hashable {
  /// The name, unique among the rules.
  public var name: String
  /// What is demanded.
  public var demand: Demand
  /// Whether a placement may break it at a price.
  public var required: Bool
  /// How much each excess over a preferred rule counts; 10 is worth five average moves.
  public var weight: Double

  /// Creates a rule.
  public init(
    name: String,
    demand: Demand,
    required: Bool = true,
    weight: Double = ObjectiveConstants.ruleWeight
  ) {
    self.name = name
    self.demand = demand
    self.required = required
    self.weight = weight
  }

  /// The word that names the kind of rule in documents: `antiAffinity`.
  public var type: String { Swift.type(of: demand.declaration).type }

  /// The virtual machines it speaks of; `nil` where that is more than one set, or none.
  public var members: Members? { demand.declaration.members }

  /// Every set of virtual machines that it names.
  public var memberSets: [Members] { demand.declaration.memberSets }
}
