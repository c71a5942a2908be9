import PlacementModel

/// A VirtualMachine: what should be.
struct MachineObject {
  let object: KubernetesObject
  let spec: Field
  /// `spec.template.spec`.
  let template: Field
  let labels: [String: String]
  let annotations: [String: String]
  /// Whether KubeVirt starts it by itself.
  let shouldRun: Bool
  /// `status.printableStatus`, empty where there is none yet.
  let status: String

  init(_ object: KubernetesObject) throws(InputError) {
    self.object = object
    spec = try object.field.required("spec", "give the whole VM")
    let template = try spec.required("template", "a VM has one")
    self.template = try template.required("spec", "a VM's template has it")
    labels = try template.at("metadata", "labels")?.stringMap() ?? [:]
    annotations = try template.at("metadata", "annotations")?.stringMap() ?? [:]
    if let strategy = try spec.optional("runStrategy")?.string() {
      shouldRun = ["Always", "RerunOnFailure", "Once"].contains(strategy)
    } else {
      shouldRun = try spec.optional("running")?.bool() ?? false
    }
    status = try object.field.at("status", "printableStatus")?.string() ?? ""
  }
}

/// A VirtualMachineInstance: what is.
struct InstanceObject {
  let object: KubernetesObject
  let spec: Field
  let node: String?
  /// `Running`, `Scheduling`…; empty right after creation.
  let phase: String
  let isPaused: Bool
  let liveMigratable: VirtualMachine.LiveMigratable
  /// Whether a drain or the descheduler wants it away.
  let isEvacuating: Bool
  let overhead: Quantity?

  /// Whether the guest has ended.
  var isFinished: Bool { phase == "Succeeded" || phase == "Failed" }

  init(_ object: KubernetesObject) throws(InputError) {
    self.object = object
    spec = try object.field.required("spec", "give the whole instance")
    let status = try object.field.optional("status")
    let node = try status?.optional("nodeName")?.string() ?? ""
    self.node = node.isEmpty ? nil : node
    phase = try status?.optional("phase")?.string() ?? ""
    isPaused = try object.field.condition("Paused")?.required("status").string() == "True"
    if let condition = try object.field.condition("LiveMigratable") {
      liveMigratable = VirtualMachine.LiveMigratable(
        status: try condition.required("status").string(),
        reason: try condition.optional("reason")?.string()
      )
    } else {
      // KubeVirt reports it soon after the start, and refuses to evacuate until then.
      liveMigratable = Self.notReported
    }
    isEvacuating = try status?.optional("evacuationNodeName")?.string().isEmpty == false
    overhead = try status?.at("memory", "memoryOverhead")?.quantity(example: "324Mi")
  }

  /// What holds while KubeVirt has not said whether the VM can be live-migrated.
  static let notReported = VirtualMachine.LiveMigratable(
    status: "Unknown",
    reason: "ConditionNotReported"
  )

  /// The guest as it runs: hot-plugged cpu and memory show in the status only.
  func domain() throws(InputError) -> GuestDomain {
    var domain = try GuestDomain(spec.required("domain", "an instance has it"))
    if let topology = try object.field.at("status", "currentCPUTopology"),
      let count = try GuestDomain.vCPUs(topology)
    {
      domain.vCPUs = count
    }
    if let memory = try object.field.at("status", "memory", "guestCurrent")?
      .quantity(example: "16Gi"), memory > .zero
    {
      domain.memory = memory
    }
    return domain
  }
}
