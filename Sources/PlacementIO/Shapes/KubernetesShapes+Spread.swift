import PlacementModel

extension KubernetesShapes {
  /// A pod's topology spread constraints; `labels` are the pod's own, for `matchLabelKeys`.
  public func topologySpreadConstraints(
    _ field: Field,
    labels: [String: String]
  ) throws(InputError) -> [TopologySpreadConstraint] {
    var result: [TopologySpreadConstraint] = []
    for element in try field.elements() {
      let constraint = try topologySpreadConstraint(element, labels)
      let isDuplicate = result.contains {
        $0.topologyKey == constraint.topologyKey
          && $0.whenUnsatisfiable == constraint.whenUnsatisfiable
      }
      if isDuplicate {
        throw element.error(
          "a second constraint with the topologyKey \(InputText.quoted(constraint.topologyKey)) "
            + "and \(constraint.whenUnsatisfiable.rawValue); Kubernetes takes one"
        )
      }
      result.append(constraint)
    }
    return result
  }

  private func topologySpreadConstraint(
    _ field: Field,
    _ labels: [String: String]
  ) throws(InputError) -> TopologySpreadConstraint {
    try check(
      field,
      keys: [
        "maxSkew", "topologyKey", "whenUnsatisfiable", "labelSelector", "minDomains",
        "nodeAffinityPolicy", "nodeTaintsPolicy", "matchLabelKeys",
      ]
    )
    var constraint = TopologySpreadConstraint(
      maxSkew: try field.required("maxSkew", "give a whole number of at least 1")
        .int(in: 1...Int(Int32.max)),
      topologyKey: try topologyKey(field),
      whenUnsatisfiable: try field.required(
        "whenUnsatisfiable",
        "give DoNotSchedule or ScheduleAnyway"
      ).choice()
    )
    if let selector = try field.optional("labelSelector") {
      constraint.labelSelector = try labelSelector(selector)
    }
    try narrow(&constraint.labelSelector, by: field, "matchLabelKeys", .in, labels)
    if let minimum = try field.optional("minDomains") {
      constraint.minDomains = try minimum.int(in: 1...Int(Int32.max))
      if constraint.whenUnsatisfiable != .doNotSchedule {
        throw minimum.error("given with ScheduleAnyway; it works with DoNotSchedule only")
      }
    }
    if let policy = try field.optional("nodeAffinityPolicy") {
      constraint.nodeAffinityPolicy = try policy.choice()
    }
    if let policy = try field.optional("nodeTaintsPolicy") {
      constraint.nodeTaintsPolicy = try policy.choice()
    }
    return constraint
  }
}
