import PlacementModel

/// Members on none of some nodes.
extension Rule.Ban: RuleMeaning, PlaceRule {
  var placeRule: (any PlaceRule)? { self }
  var obstacle: Obstacles { .ban }
  var code: ReasonCode { .ban }
  func excludes(_ node: String) -> Bool { nodes.contains(node) }
}
