import PlacementModel

/// A rule on several VMs, whichever way it was declared.
struct Group: Sendable {
  /// What is counted, and against what.
  enum Kind: Sendable, Hashable {
    case antiAffinity(max: Int)
    case affinity
    case spread(maxSkew: Int)
    case podAntiAffinity
    case podAffinity
    case topologySpread(maxSkew: Int, minDomains: Int)
  }

  var kind: Kind
  /// The last part of the score term's name.
  var name: String
  /// How messages call it.
  var title: String
  var required: Bool
  var weight: Double
  /// The topology key, by index.
  var key: Int
  /// The members, or the VMs that the term matches; ascending.
  var counted: [Int]
  /// The VMs that carry the term; empty for a rule of the inventory.
  var carriers: [Int] = []
  /// The carriers that their own term matches.
  var selfMatching: Set<Int> = []
  /// The nodes on which VMs are counted; `nil` is all of them.
  var eligible: [Bool]?
  /// The domains between which skew is measured; `nil` is all of them.
  var judged: Set<Int>?
  /// Whether an active VM is subject to it; nothing else is scored.
  var isLive = true

  /// The code of its violations.
  var code: Violation.Code {
    switch kind {
    case .antiAffinity, .podAntiAffinity: .antiAffinity
    case .affinity, .podAffinity: .affinity
    case .spread, .topologySpread: .spread
    }
  }
}

/// A fence or ban rule, for one of its members.
struct PlaceRule: Sendable {
  var name: String
  var isFence: Bool
  var nodes: Set<Int>
  var required: Bool
  var weight: Double

  /// Whether it lets its members be on a node.
  func allows(_ node: Int) -> Bool { nodes.contains(node) == isFence }
}

/// A quota on a namespace.
struct Quota: Sendable {
  /// One resource of it, in the scheduler's units.
  struct Entry: Sendable {
    var label: String
    var resource: Int
    var hard: Int128
    var used: Int128
  }
  var name: String
  var namespace: String
  var entries: [Entry]
}

/// VMs of which no two may be in flight together.
struct Dependency: Sendable {
  var name: String
  /// The active members, ascending.
  var members: [Int]
}
