import PlacementModel

/// How Kubernetes matches labels, nodes and taints.
enum Matching {
  /// Whether a label set satisfies a selector; `nil` matches nothing.
  static func matches(_ selector: LabelSelector?, _ labels: [String: String]) -> Bool {
    guard let selector else { return false }
    return selector.matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && selector.matchExpressions.allSatisfy { holds($0, labels[$0.key]) }
  }

  /// Whether one requirement holds for a label's value (`nil` where the label is absent).
  static func holds(_ requirement: LabelRequirement, _ value: String?) -> Bool {
    switch requirement.operator {
    case .in: return value.map(requirement.values.contains) ?? false
    case .notIn: return !(value.map(requirement.values.contains) ?? false)
    case .exists: return value != nil
    case .doesNotExist: return value == nil
    case .gt, .lt:
      guard let value = value.flatMap({ Int64($0) }),
        let limit = requirement.values.first.flatMap({ Int64($0) })
      else { return false }
      return requirement.operator == .gt ? value > limit : value < limit
    }
  }

  /// Whether a node satisfies a term; a term without requirements matches no node.
  static func matches(_ term: NodeSelectorTerm, _ node: Node) -> Bool {
    if term.matchExpressions.isEmpty && term.matchFields.isEmpty { return false }
    return term.matchExpressions.allSatisfy { holds($0, node.label($0.key)) }
      && term.matchFields.allSatisfy { $0.key == "metadata.name" && holds($0, node.name) }
  }

  /// Whether a node satisfies any term of a selector.
  static func matches(_ selector: NodeSelector, _ node: Node) -> Bool {
    selector.nodeSelectorTerms.contains { matches($0, node) }
  }

  /// Whether a node carries all of these labels.
  static func carries(_ labels: [String: String], _ node: Node) -> Bool {
    labels.allSatisfy { node.label($0.key) == $0.value }
  }

  /// Whether a node has, or lacks, a label as KubeVirt demands it.
  static func satisfies(_ demand: DemandedLabel, _ node: Node) -> Bool {
    demand.forbidden
      ? node.label(demand.key) != demand.value : node.label(demand.key) == demand.value
  }

  /// Whether a toleration covers a taint.
  static func tolerates(_ toleration: Toleration, _ taint: Taint) -> Bool {
    if let effect = toleration.effect, effect != taint.effect { return false }
    switch toleration.operator {
    case .exists: return (toleration.key ?? "").isEmpty || toleration.key == taint.key
    case .equal: return toleration.key == taint.key && (toleration.value ?? "") == taint.value
    }
  }

  /// The taints of a node that a VM does not tolerate.
  static func untolerated(_ node: Node, by tolerations: [Toleration]) -> [Taint] {
    node.taints.filter { taint in !tolerations.contains { tolerates($0, taint) } }
  }
}
