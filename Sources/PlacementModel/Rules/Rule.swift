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

  /// What a rule demands.
  public enum Demand: Sendable, Hashable {
    /// At most `max` members in a domain.
    case antiAffinity(Members, topologyKey: String, max: Int)
    /// All members in one domain.
    case affinity(Members, topologyKey: String)
    /// Between the fullest and the emptiest domain at most `maxSkew` members of difference. Domains
    /// count that have a node which is Ready, schedulable and not draining.
    case spread(Members, topologyKey: String, maxSkew: Int)
    /// Members only on these nodes.
    case fence(Members, nodes: [String])
    /// Members on none of these nodes.
    case ban(Members, nodes: [String])
    /// No domain holds members of two of these groups; a VM in several belongs to the first.
    case split([Members], topologyKey: String)
    /// No domain with a member holds a VM that is none.
    case lonely(Members, topologyKey: String)
    /// So much stays free on each of these nodes, on every node where none is named; `share` is a
    /// fraction of what is allocatable. `failures` keeps the share that the others need to take over
    /// from as many nodes, less those that take nobody in already. All that is given is kept.
    case reserve(nodes: [String], free: ResourceList, share: Double, failures: Int = 0)
    /// No two members in flight together.
    case dependency(Members)
    /// The requests of a namespace's running VMs, with those in flight counted twice, stay within
    /// `hard`; `used` is what everything else in the namespace requests.
    case quota(namespace: String, hard: ResourceList, used: ResourceList)
  }

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
}

extension Rule {
  /// The word that names the kind of rule in documents: `antiAffinity`.
  public var type: String {
    switch demand {
    case .antiAffinity: "antiAffinity"
    case .affinity: "affinity"
    case .spread: "spread"
    case .fence: "fence"
    case .ban: "ban"
    case .split: "split"
    case .lonely: "lonely"
    case .reserve: "reserve"
    case .dependency: "dependency"
    case .quota: "quota"
    }
  }

  /// The virtual machines it speaks of; `nil` where that is more than one set, or none.
  public var members: Members? {
    switch demand {
    case .antiAffinity(let m, _, _), .affinity(let m, _), .spread(let m, _, _), .fence(let m, _),
      .ban(let m, _), .lonely(let m, _), .dependency(let m):
      m
    case .split, .reserve, .quota: nil
    }
  }

  /// Every set of virtual machines that it names.
  public var memberSets: [Members] {
    if case .split(let groups, _) = demand { return groups }
    return members.map { [$0] } ?? []
  }
}
