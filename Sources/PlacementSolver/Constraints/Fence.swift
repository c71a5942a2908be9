import PlacementModel

/// Members only on some nodes.
extension Rule.Fence: RuleMeaning, PlaceRule {
  var placeRule: (any PlaceRule)? { self }
  var obstacle: Obstacles { .fence }
  var code: ReasonCode { .fence }
  func excludes(_ node: String) -> Bool { !nodes.contains(node) }
}
