import PlacementModel

/// What a kind of declared rule means to the solver.
///
/// Most kinds make groups, some speak of one VM and one node; reserves, dependencies and quotas are
/// read by the parts of the problem that they concern, see their files.
protocol RuleMeaning {
  /// Adds the groups that a rule makes; default: none.
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder)
  /// What the rule says of one VM and one node; default: nothing.
  var placeRule: (any PlaceRule)? { get }
}

extension RuleMeaning {
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder) {}
  var placeRule: (any PlaceRule)? { nil }
}

/// A rule on one VM and one node.
protocol PlaceRule {
  /// What a member on a node that it excludes breaks.
  var obstacle: Obstacles { get }
  var code: ReasonCode { get }
  /// Whether its members must not be on a node.
  func excludes(_ node: String) -> Bool
}
