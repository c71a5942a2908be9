import PlacementModel

extension KubernetesShapes {
  /// A label selector.
  public func labelSelector(_ field: Field) throws(InputError) -> LabelSelector {
    try check(field, keys: ["matchLabels", "matchExpressions"])
    return LabelSelector(
      matchLabels: try field.optional("matchLabels")?.stringMap() ?? [:],
      matchExpressions: try requirements(field, "matchExpressions", onNodes: false)
    )
  }

  /// A choice of nodes.
  public func nodeSelector(_ field: Field) throws(InputError) -> NodeSelector {
    try check(field, keys: ["nodeSelectorTerms"])
    let list = try field.required("nodeSelectorTerms", "give at least one term")
    var terms: [NodeSelectorTerm] = []
    for element in try list.elements() { terms.append(try nodeSelectorTerm(element)) }
    if terms.isEmpty { throw list.error("an empty list; give at least one term") }
    return NodeSelector(nodeSelectorTerms: terms)
  }

  /// One term of a choice of nodes.
  public func nodeSelectorTerm(_ field: Field) throws(InputError) -> NodeSelectorTerm {
    try check(field, keys: ["matchExpressions", "matchFields"])
    let fields = try field.list("matchFields")
    var matchFields: [LabelRequirement] = []
    for element in fields {
      let requirement = try requirement(element, onNodes: true)
      guard requirement.key == "metadata.name" else {
        throw element.error(
          at: "key",
          "\(InputText.quoted(requirement.key)) is no field nodes are chosen by; "
            + "give metadata.name"
        )
      }
      guard requirement.operator == .in || requirement.operator == .notIn,
        requirement.values.count == 1
      else { throw element.error("a field takes the operator In or NotIn and exactly one value") }
      matchFields.append(requirement)
    }
    return NodeSelectorTerm(
      matchExpressions: try requirements(field, "matchExpressions", onNodes: true),
      matchFields: matchFields
    )
  }

  private func requirements(
    _ field: Field,
    _ key: String,
    onNodes: Bool
  ) throws(InputError) -> [LabelRequirement] {
    var result: [LabelRequirement] = []
    for element in try field.list(key) {
      result.append(try requirement(element, onNodes: onNodes))
    }
    return result
  }

  private func requirement(_ field: Field, onNodes: Bool) throws(InputError) -> LabelRequirement {
    try check(field, keys: ["key", "operator", "values"])
    let key = try field.required("key", "give the label's key").nonEmptyString()
    let spelled = try field.required("operator", "give In, NotIn, Exists or DoesNotExist")
    let comparison: LabelRequirement.Operator = try spelled.choice()
    let values = try field.optional("values")?.strings() ?? []
    let name = comparison.rawValue
    switch comparison {
    case .in, .notIn:
      if values.isEmpty {
        throw field.error(at: "values", "missing; the operator \(name) needs at least one value")
      }
    case .exists, .doesNotExist:
      if !values.isEmpty {
        throw field.error(at: "values", "the operator \(name) takes no values; remove them")
      }
    case .gt, .lt:
      guard onNodes else {
        throw spelled.error("'\(name)' compares labels of nodes only; use In, NotIn or Exists")
      }
      guard values.count == 1, values.allSatisfy({ Int64($0) != nil }) else {
        throw field.error(at: "values", "the operator \(name) needs exactly one integer in quotes")
      }
    }
    return LabelRequirement(key: key, operator: comparison, values: values)
  }
}
