import PlacementModel

/// A rule on several VMs in dense form: who belongs to it and which nodes make a domain.
struct Group {
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
  /// Fewer eligible domains than the rule needs: the emptiest is taken to hold none.
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

  struct InFlight {
    var part: Tally.Role
    /// The two slots they are tallied in.
    var slots: [Int]

    /// Whether a tally with it counts another VM.
    func hasCompany(in tally: Tally) -> Bool { tally.counted > (part == .both ? 1 : 0) }
  }

  /// Whether it speaks for a VM that runs; else it asks nothing and costs nothing.
  var isLive: Bool { !kind.meaning.isSilentWithoutOwners || !owners.isEmpty }

  /// Whether a VM that goes elsewhere may change the group for others, to be judged at the end.
  var isJudgedAtEnd: Bool { required && kind.meaning.isJudgedAtEnd }

  /// The reason code that a refusal by this rule carries.
  var code: ReasonCode { kind.meaning.code }
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

  /// VMs that the group speaks for.
  var owning: Int { Int(owners + both) }

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
