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
    let shapes = KubernetesShapes.lenient
    if let field = try spec.optional("affinity") {
      affinity = try shapes.affinity(field, labels: labels)
    }
    for field in try spec.list("tolerations") {
      if ["", "Equal", "Exists"].contains(try field.optional("operator")?.string() ?? "") {
        tolerations.append(try shapes.toleration(field))
      } else {
        // Kubernetes is about to learn to compare numbers; not to tolerate is the safe reading.
        warnings.append(
          "\(InputText.printable(field.file)): \(field.path): passed over, as only the operators "
            + "Equal and Exists are understood"
        )
      }
    }
    for toleration in Self.given where !tolerations.contains(toleration) {
      tolerations.append(toleration)
    }
    if let field = try spec.optional("topologySpreadConstraints") {
      spread = try shapes.topologySpreadConstraints(field, labels: labels)
    }
  }

  /// What admission gives every pod that requests something.
  private static let given: [Toleration] = [
    Toleration(key: "node.kubernetes.io/not-ready", operator: .exists, effect: .noExecute),
    Toleration(key: "node.kubernetes.io/unreachable", operator: .exists, effect: .noExecute),
    Toleration(key: "node.kubernetes.io/memory-pressure", operator: .exists, effect: .noSchedule),
  ]
}
