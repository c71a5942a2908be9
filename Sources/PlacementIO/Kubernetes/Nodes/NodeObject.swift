import PlacementModel

/// A node as the API describes it, before pods and metrics are added.
struct NodeObject {
  let object: KubernetesObject
  let node: Node
  /// Whether KubeVirt's agent runs there and takes VMs in.
  let takesMachines: Bool
  /// Whether the Ready condition is there at all.
  let hasReadyCondition: Bool

  /// Taints that say what `ready` and `unschedulable` say already.
  private static let stateTaints: Set<String> = [
    "node.kubernetes.io/unschedulable", "node.kubernetes.io/not-ready",
    "node.kubernetes.io/unreachable",
  ]

  init(_ object: KubernetesObject) throws(InputError) {
    self.object = object
    let status = try object.field.required("status", "give the whole node")
    let allocatable = try status.required("allocatable", "the scheduler needs it").amounts()
    let ready = try object.field.condition("Ready")
    hasReadyCondition = ready != nil
    takesMachines = object.metadata.labels["kubevirt.io/schedulable"] == "true"
    let spec = try object.field.optional("spec")
    let cordoned = try spec?.optional("unschedulable")?.bool() ?? false
    node = Node(
      name: object.metadata.name,
      allocatable: allocatable,
      capacity: try status.optional("capacity")?.amounts(),
      labels: object.metadata.labels,
      taints: try Self.taints(spec),
      ready: try ready?.required("status").string() == "True",
      unschedulable: cordoned || object.metadata.isTerminating
    )
  }

  private static func taints(_ spec: Field?) throws(InputError) -> [Taint] {
    var taints: [Taint] = []
    for field in try spec?.list("taints") ?? [] {
      let taint = try KubernetesShapes.lenient.taint(field)
      if !stateTaints.contains(taint.key) { taints.append(taint) }
    }
    return taints
  }
}
