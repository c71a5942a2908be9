import PlacementModel

extension Field {
  /// A label selector: `matchLabels` and `matchExpressions`.
  func labelSelector() throws(InputError) -> LabelSelector {
    LabelSelector(
      matchLabels: try optional("matchLabels")?.stringMap() ?? [:],
      matchExpressions: try requirements("matchExpressions")
    )
  }

  /// A choice of nodes, as in node affinity and on volumes.
  func nodeSelectorTerms() throws(InputError) -> NodeSelector {
    var terms: [NodeSelectorTerm] = []
    for term in try required("nodeSelectorTerms").elements() {
      terms.append(try term.nodeSelectorTerm())
    }
    return NodeSelector(nodeSelectorTerms: terms)
  }

  /// One alternative of a choice of nodes.
  func nodeSelectorTerm() throws(InputError) -> NodeSelectorTerm {
    NodeSelectorTerm(
      matchExpressions: try requirements("matchExpressions"),
      matchFields: try requirements("matchFields")
    )
  }

  private func requirements(_ key: String) throws(InputError) -> [LabelRequirement] {
    var requirements: [LabelRequirement] = []
    for field in try list(key) {
      requirements.append(
        LabelRequirement(
          key: try field.required("key").nonEmptyString(),
          operator: try field.required("operator").choice(),
          values: try field.optional("values")?.strings() ?? []
        )
      )
    }
    return requirements
  }
}
