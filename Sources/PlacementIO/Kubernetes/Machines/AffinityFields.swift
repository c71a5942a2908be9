import PlacementModel

extension Field {
  /// An `affinity` in Kubernetes' shape; `labels` are those of the pod that carries it.
  func affinity(labels: [String: String]) throws(InputError) -> Affinity {
    Affinity(
      nodeAffinity: try optional("nodeAffinity")?.nodeAffinity() ?? NodeAffinity(),
      podAffinity: try optional("podAffinity")?.podAffinity(labels: labels) ?? PodAffinity(),
      podAntiAffinity: try optional("podAntiAffinity")?.podAffinity(labels: labels)
        ?? PodAffinity()
    )
  }

  private static let requiredKey = "requiredDuringSchedulingIgnoredDuringExecution"
  private static let preferredKey = "preferredDuringSchedulingIgnoredDuringExecution"

  private func nodeAffinity() throws(InputError) -> NodeAffinity {
    var preferred: [NodeAffinity.PreferredNode] = []
    for term in try list(Self.preferredKey) {
      preferred.append(
        NodeAffinity.PreferredNode(
          weight: try term.required("weight").int(in: 1...100),
          preference: try term.required("preference").nodeSelectorTerm()
        )
      )
    }
    return NodeAffinity(
      required: try optional(Self.requiredKey)?.nodeSelectorTerms(),
      preferred: preferred
    )
  }

  private func podAffinity(labels: [String: String]) throws(InputError) -> PodAffinity {
    var affinity = PodAffinity()
    for term in try list(Self.requiredKey) {
      affinity.required.append(try term.podAffinityTerm(labels: labels))
    }
    for term in try list(Self.preferredKey) {
      affinity.preferred.append(
        PodAffinity.PreferredTerm(
          weight: try term.required("weight").int(in: 1...100),
          podAffinityTerm: try term.required("podAffinityTerm").podAffinityTerm(labels: labels)
        )
      )
    }
    return affinity
  }

  private func podAffinityTerm(labels: [String: String]) throws(InputError) -> PodAffinityTerm {
    PodAffinityTerm(
      labelSelector: try podSelector(labels: labels),
      namespaces: try optional("namespaces")?.strings() ?? [],
      namespaceSelector: try optional("namespaceSelector")?.labelSelector(),
      topologyKey: try required("topologyKey").nonEmptyString()
    )
  }

  /// The `labelSelector`, with what `matchLabelKeys` and `mismatchLabelKeys` take from the pod's
  /// own labels.
  func podSelector(labels: [String: String]) throws(InputError) -> LabelSelector? {
    guard var selector = try optional("labelSelector")?.labelSelector() else { return nil }
    let keys: [(list: String, operator: LabelRequirement.Operator)] = [
      ("matchLabelKeys", .in), ("mismatchLabelKeys", .notIn),
    ]
    for (list, comparison) in keys {
      for key in try optional(list)?.strings() ?? [] {
        guard let value = labels[key] else { continue }
        selector.matchExpressions.append(
          LabelRequirement(key: key, operator: comparison, values: [value])
        )
      }
    }
    return selector
  }
}
