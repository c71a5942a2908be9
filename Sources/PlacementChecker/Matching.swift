import PlacementModel

/// How the checker reads Kubernetes' selectors. The solver has its own reading of the same rules.

extension LabelRequirement {
  /// Whether a label's value (`nil`: there is no such label) meets the requirement.
  func holds(for value: String?) -> Bool {
    switch `operator` {
    case .in:
      guard let value else { return false }
      return values.contains(value)
    case .notIn:
      guard let value else { return true }
      return !values.contains(value)
    case .exists: return value != nil
    case .doesNotExist: return value == nil
    case .gt: return compares(value) { $0 > $1 }
    case .lt: return compares(value) { $0 < $1 }
    }
  }

  private func compares(_ value: String?, _ order: (Int64, Int64) -> Bool) -> Bool {
    guard let value, values.count == 1, let limit = values.first.flatMap({ Int64($0) }),
      let number = Int64(value)
    else { return false }
    return order(number, limit)
  }
}

extension LabelSelector {
  /// Whether an object with these labels is selected.
  func selects(_ labels: [String: String]) -> Bool {
    for (key, value) in matchLabels where labels[key] != value { return false }
    return matchExpressions.allSatisfy { requirement in
      // Numbers are compared on nodes only; a label selector that tries to is invalid.
      if requirement.operator == .gt || requirement.operator == .lt { return false }
      return requirement.holds(for: labels[requirement.key])
    }
  }
}

extension NodeSelectorTerm {
  /// Whether it says nothing at all.
  var isEmpty: Bool { matchExpressions.isEmpty && matchFields.isEmpty }

  /// Whether a node meets every requirement; a term without any selects no node.
  func selects(_ node: Node) -> Bool {
    if isEmpty { return false }
    return matchExpressions.allSatisfy { $0.holds(for: node.label($0.key)) }
      && matchFields.allSatisfy { $0.holds(for: $0.key == "metadata.name" ? node.name : nil) }
  }
}

extension NodeSelector {
  /// Whether a node meets one of the terms.
  func selects(_ node: Node) -> Bool {
    nodeSelectorTerms.contains { $0.selects(node) }
  }
}

extension Toleration {
  /// Whether it consents to a taint.
  func consents(to taint: Taint) -> Bool {
    if let effect, effect != taint.effect { return false }
    if let key, !key.isEmpty, key != taint.key { return false }
    return `operator` == .exists || (value ?? "") == taint.value
  }
}

extension Node {
  /// Whether it carries all of these labels.
  func carries(_ labels: [String: String]) -> Bool {
    labels.allSatisfy { label($0.key) == $0.value }
  }
}

extension VirtualMachine {
  /// Whether one of its tolerations consents to a taint.
  func tolerates(_ taint: Taint) -> Bool {
    tolerations.contains { $0.consents(to: taint) }
  }

  /// Whether its required node affinity allows a node.
  func requiredAffinityAllows(_ node: Node) -> Bool {
    affinity.nodeAffinity.required?.selects(node) ?? true
  }
}
