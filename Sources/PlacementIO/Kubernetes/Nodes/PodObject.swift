import PlacementModel

/// A pod: what it requests, and the VM it carries if it is a virt-launcher.
struct PodObject {
  let metadata: ObjectMetadata
  /// The node it is bound to; `nil` while it waits for one.
  let node: String?
  /// Whether it has ended and holds nothing any more.
  let isFinished: Bool
  let requests: ResourceList
  /// What its containers are limited to, in all.
  let limits: ResourceList
  /// Whether a migration made it, as the copy to move into.
  let isMigrationTarget: Bool
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
    requests = try PodRequests.effective(spec, of: "requests")
    limits = try PodRequests.effective(spec, of: "limits")
    let job = "kubevirt.io/migrationJobUID"
    isMigrationTarget = metadata.labels[job] != nil || metadata.annotations[job] != nil
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

/// What a pod requests, or is limited to, as a whole, as the scheduler and quotas compute it.
enum PodRequests {
  /// The larger of what runs together and what start-up needs, plus the overhead.
  ///
  /// - Parameter part: `requests` or `limits`.
  static func effective(_ spec: Field, of part: String) throws(InputError) -> ResourceList {
    var running = ResourceList()
    for container in try spec.list("containers") {
      running += try amounts(container, part)
    }
    var starting = ResourceList()
    var sidecars = ResourceList()
    for container in try spec.list("initContainers") {
      let requests = try amounts(container, part)
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
    for (name, amount) in try spec.amounts(of: part).amounts { total[name] = amount }
    let overhead = try spec.optional("overhead")?.amounts() ?? [:]
    // A limit that is not there is not raised by the overhead.
    for (name, amount) in overhead.amounts where part == "requests" || total[name] > .zero {
      total[name] += amount
    }
    return total
  }

  /// What a container requests; a limit stands for a request that is missing, as admission has it.
  private static func amounts(_ container: Field, _ part: String) throws(InputError) -> ResourceList
  {
    var amounts = try container.amounts(of: part)
    guard part == "requests" else { return amounts }
    for (name, limit) in try container.amounts(of: "limits").amounts
    where amounts.amounts[name] == nil {
      amounts.amounts[name] = limit
    }
    return amounts
  }
}
