import PlacementModel

extension KubernetesShapes {
  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
  private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

  /// A pod's affinity; `labels` are the pod's own, for `matchLabelKeys`.
  public func affinity(
    _ field: Field,
    labels: [String: String]
  ) throws(InputError) -> Affinity {
    try check(field, keys: ["nodeAffinity", "podAffinity", "podAntiAffinity"])
    var affinity = Affinity()
    if let node = try field.optional("nodeAffinity") {
      affinity.nodeAffinity = try nodeAffinity(node)
    }
    if let pod = try field.optional("podAffinity") {
      affinity.podAffinity = try podAffinity(pod, labels)
    }
    if let pod = try field.optional("podAntiAffinity") {
      affinity.podAntiAffinity = try podAffinity(pod, labels)
    }
    return affinity
  }

  func nodeAffinity(_ field: Field) throws(InputError) -> NodeAffinity {
    try check(field, keys: [Self.required, Self.preferred])
    var affinity = NodeAffinity()
    if let required = try field.optional(Self.required) {
      affinity.required = try nodeSelector(required)
    }
    for element in try field.list(Self.preferred) {
      try check(element, keys: ["weight", "preference"])
      affinity.preferred.append(
        NodeAffinity.PreferredNode(
          weight: try weight(element),
          preference: try nodeSelectorTerm(element.required("preference", "give a term"))
        )
      )
    }
    return affinity
  }

  private func podAffinity(
    _ field: Field,
    _ labels: [String: String]
  ) throws(InputError) -> PodAffinity {
    try check(field, keys: [Self.required, Self.preferred])
    var affinity = PodAffinity()
    for element in try field.list(Self.required) {
      affinity.required.append(try podAffinityTerm(element, labels))
    }
    for element in try field.list(Self.preferred) {
      try check(element, keys: ["weight", "podAffinityTerm"])
      affinity.preferred.append(
        PodAffinity.PreferredTerm(
          weight: try weight(element),
          podAffinityTerm: try podAffinityTerm(
            element.required("podAffinityTerm", "give a term"),
            labels
          )
        )
      )
    }
    return affinity
  }

  private func weight(_ field: Field) throws(InputError) -> Int {
    try field.required("weight", "give a whole number from 1 to 100").int(in: 1...100)
  }

  private func podAffinityTerm(
    _ field: Field,
    _ labels: [String: String]
  ) throws(InputError) -> PodAffinityTerm {
    try check(
      field,
      keys: [
        "labelSelector", "namespaces", "namespaceSelector", "topologyKey", "matchLabelKeys",
        "mismatchLabelKeys",
      ]
    )
    var selector: LabelSelector?
    if let given = try field.optional("labelSelector") { selector = try labelSelector(given) }
    try narrow(&selector, by: field, "matchLabelKeys", .in, labels)
    try narrow(&selector, by: field, "mismatchLabelKeys", .notIn, labels)
    var namespaceSelector: LabelSelector?
    if let given = try field.optional("namespaceSelector") {
      namespaceSelector = try labelSelector(given)
    }
    return PodAffinityTerm(
      labelSelector: selector,
      namespaces: try field.optional("namespaces")?.strings() ?? [],
      namespaceSelector: namespaceSelector,
      topologyKey: try topologyKey(field)
    )
  }

  /// The node label that makes domains, which Kubernetes wants given.
  func topologyKey(_ field: Field) throws(InputError) -> String {
    try field.required("topologyKey", "give a node label such as kubernetes.io/hostname")
      .nonEmptyString()
  }

  /// Adds what `matchLabelKeys` means for this pod: the API server does the same, at creation.
  func narrow(
    _ selector: inout LabelSelector?,
    by field: Field,
    _ key: String,
    _ comparison: LabelRequirement.Operator,
    _ labels: [String: String]
  ) throws(InputError) {
    guard let keys = try field.optional(key) else { return }
    guard selector != nil else { throw keys.error("given without a labelSelector; add one") }
    for label in try keys.strings() {
      guard let value = labels[label] else { continue }
      selector?.matchExpressions.append(
        LabelRequirement(key: label, operator: comparison, values: [value])
      )
    }
  }
}
