import PlacementModel

/// A pod: what it requests, and the VM it carries if it is a virt-launcher.
struct PodObject {
  let metadata: ObjectMetadata
  /// The node it is bound to; `nil` while it waits for one.
  let node: String?
  /// Whether it has ended and holds nothing any more.
  let isFinished: Bool
  let requests: ResourceList
  /// The nodeSelector, which in a virt-launcher holds what KubeVirt added.
  let nodeSelector: [String: String]
  /// The key of the VirtualMachineInstance it carries.
  let instance: String?

  init(_ object: KubernetesObject) throws(InputError) {
    metadata = object.metadata
    let spec = try object.field.required("spec", "give the whole pod")
    node = try spec.optional("nodeName")?.string()
    let phase = try object.field.at("status", "phase")?.string()
    isFinished = phase == "Succeeded" || phase == "Failed"
    requests = try PodRequests.effective(spec)
    nodeSelector = try spec.optional("nodeSelector")?.stringMap() ?? [:]
    instance = Self.instance(of: object.metadata)
  }

  private static func instance(of metadata: ObjectMetadata) -> String? {
    guard metadata.labels["kubevirt.io"] == "virt-launcher" else { return nil }
    // The label is cut where a name is long; the owner and the annotation hold it whole.
    let owner = metadata.owners.first { $0.kind == KubernetesKind.instance.rawValue }
    let name =
      owner?.name ?? metadata.annotations["kubevirt.io/domain"]
      ?? metadata.labels["vm.kubevirt.io/name"]
    return name.map { "\(metadata.namespace)/\($0)" }
  }
}

/// What a pod requests as a whole, as the scheduler computes it.
enum PodRequests {
  /// The larger of what runs together and what start-up needs, plus the overhead.
  static func effective(_ spec: Field) throws(InputError) -> ResourceList {
    var running = ResourceList()
    for container in try spec.list("containers") {
      running += try container.amounts(of: "requests")
    }
    var starting = ResourceList()
    var sidecars = ResourceList()
    for container in try spec.list("initContainers") {
      let requests = try container.amounts(of: "requests")
      if try container.optional("restartPolicy")?.string() == "Always" {
        // A sidecar keeps running beside whatever starts after it.
        sidecars += requests
        starting = starting.max(sidecars)
      } else {
        starting = starting.max(requests + sidecars)
      }
    }
    var total = (running + sidecars).max(starting)
    // Requests of the pod as a whole, where given, stand for those of its containers.
    for (name, amount) in try spec.amounts(of: "requests").amounts { total[name] = amount }
    return total + (try spec.optional("overhead")?.amounts() ?? [:])
  }
}
