import PlacementModel

/// What a VM's spec asks of the scheduler.
///
/// It is read from the instance's spec or the VM's template and not from the pod, whose selector
/// still holds the target of its last migration.
struct SchedulingDemands {
  var nodeSelector: [String: String] = [:]
  var affinity = Affinity()
  var tolerations: [Toleration] = []
  var spread: [TopologySpreadConstraint] = []

  init(_ spec: Field, labels: [String: String], warnings: inout [String]) throws(InputError) {
    nodeSelector = try spec.optional("nodeSelector")?.stringMap() ?? [:]
    affinity = try spec.optional("affinity")?.affinity(labels: labels) ?? Affinity()
    for field in try spec.list("tolerations") {
      if let toleration = try Self.toleration(field) {
        tolerations.append(toleration)
      } else {
        warnings.append(
          "\(InputText.printable(field.file)): \(field.path): passed over, as only the operators "
            + "Equal and Exists are understood"
        )
      }
    }
    for toleration in Self.given where !tolerations.contains(toleration) {
      tolerations.append(toleration)
    }
    for field in try spec.list("topologySpreadConstraints") {
      spread.append(try Self.constraint(field, labels: labels))
    }
  }

  /// What admission gives every pod that requests something.
  private static let given: [Toleration] = [
    Toleration(key: "node.kubernetes.io/not-ready", operator: .exists, effect: .noExecute),
    Toleration(key: "node.kubernetes.io/unreachable", operator: .exists, effect: .noExecute),
    Toleration(key: "node.kubernetes.io/memory-pressure", operator: .exists, effect: .noSchedule),
  ]

  private static func toleration(_ field: Field) throws(InputError) -> Toleration? {
    let word = try field.optional("operator")?.string() ?? ""
    guard
      let comparison = word.isEmpty ? Toleration.Operator.equal : .init(rawValue: word)
    else { return nil }
    let effect = try field.optional("effect")
    let key = try field.optional("key")?.string() ?? ""
    return Toleration(
      key: key.isEmpty ? nil : key,
      operator: comparison,
      value: try field.optional("value")?.string(),
      effect: effect?.value.text == "" ? nil : try effect?.choice()
    )
  }

  private static func constraint(
    _ field: Field,
    labels: [String: String]
  ) throws(InputError) -> TopologySpreadConstraint {
    TopologySpreadConstraint(
      maxSkew: try field.required("maxSkew").int(in: 1...Int(Int32.max)),
      topologyKey: try field.required("topologyKey").nonEmptyString(),
      whenUnsatisfiable: try field.required("whenUnsatisfiable").choice(),
      labelSelector: try field.podSelector(labels: labels),
      minDomains: try field.optional("minDomains")?.int(in: 1...Int(Int32.max)),
      nodeAffinityPolicy: try field.optional("nodeAffinityPolicy")?.choice() ?? .honor,
      nodeTaintsPolicy: try field.optional("nodeTaintsPolicy")?.choice() ?? .ignore
    )
  }
}
