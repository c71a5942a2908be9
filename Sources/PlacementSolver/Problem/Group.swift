import PlacementModel

/// A rule on several VMs in dense form: who belongs to it and which nodes make a domain.
struct Group {
  enum Kind: Equatable {
    /// At most `max` members in a domain.
    case antiAffinity(max: Int)
    /// All members in one domain.
    case affinity
    /// The fullest and the emptiest eligible domain differ by at most `maxSkew`.
    case spread(maxSkew: Int)
    /// No owner shares a domain with another VM that is matched.
    case podAntiAffinity
    /// Every owner shares a domain with another VM that is matched.
    case podAffinity
    /// ``spread(maxSkew:)`` as the scheduler counts it.
    case topologySpread(maxSkew: Int)
  }

  var kind: Kind
  var name: String
  var required: Bool
  /// What one excess costs in the objective; 0 where it is required, see ``Levels``.
  var price: Double
  /// The domain of each node, -1 for none.
  var domainOf: [Int32]
  var domains: [String]
  /// Whether a domain counts for a spread.
  var eligible: [Bool]
  /// Fewer eligible domains than ``Problem`` needs: the emptiest is taken to hold none.
  var emptiestIsZero = false
  /// VMs that the rule speaks for.
  var owners: [Int]
  /// VMs that it counts.
  ///
  /// The same as the owners for our own rules.
  var matched: [Int]
  /// Stopped VMs that would belong to it if they ran.
  var dormant: [Int: Tally.Role] = [:]
  /// Whether such a VM has to keep it where it starts.
  var bindsStarts = false

  /// Members that another actor migrates, and are therefore tallied twice.
  var inFlight: [InFlight] = []

  /// Whether it speaks for anybody who runs; else it asks nothing and costs nothing.
  ///
  /// Only a spread counts VMs that it does not speak for, and has to be silenced.
  var isLive: Bool {
    if case .topologySpread = kind { !owners.isEmpty } else { true }
  }

  struct InFlight {
    var part: Tally.Role
    /// The two slots they are tallied in.
    var slots: [Int]
  }

  /// Whether an excess is a sum over domains, so that a move changes two terms of it.
  var isLocal: Bool {
    switch kind {
    case .antiAffinity: true
    case .podAntiAffinity: inFlight.isEmpty
    case .affinity, .podAffinity, .spread, .topologySpread: false
    }
  }

  /// The reason code that a refusal by this rule carries.
  var code: ReasonCode {
    switch kind {
    case .antiAffinity, .podAntiAffinity: .antiAffinity
    case .affinity, .podAffinity: .affinity
    case .spread, .topologySpread: .spread
    }
  }
}

/// How many VMs of a group are in one domain.
struct Tally: Equatable {
  /// Owners that the group does not count.
  var owners: Int32 = 0
  /// VMs counted that are no owners.
  var matched: Int32 = 0
  /// VMs that are both.
  var both: Int32 = 0

  var counted: Int { Int(matched + both) }

  /// Owners that share the domain with another VM that is counted.
  var inCompany: Int {
    let counted = matched + both
    return Int((counted >= 1 ? owners : 0) + (counted >= 2 ? both : 0))
  }

  /// Owners that share the domain with no other VM that is counted.
  var alone: Int { Int(owners + both) - inCompany }

  @inline(__always)
  mutating func add(_ role: Role, _ sign: Int32) {
    switch role {
    case .owner: owners += sign
    case .matched: matched += sign
    case .both: both += sign
    }
  }

  enum Role { case owner, matched, both }
}
