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
  /// The instance's condition, which KubeVirt copies to the VM.
  let liveMigratable: VirtualMachine.LiveMigratable?

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
    status = try Self.status(object.field)
    liveMigratable = try object.field.liveMigratable()
  }
}

extension MachineObject {
  /// The printable status; before KubeVirt 0.42 there is only whether it is created and ready.
  private static func status(_ machine: Field) throws(InputError) -> String {
    guard let status = try machine.optional("status") else { return "" }
    if let printable = try status.optional("printableStatus")?.string() { return printable }
    if try status.optional("ready")?.bool() == true { return "Running" }
    return try status.optional("created")?.bool() == true ? "Starting" : ""
  }
}

extension Field {
  /// The LiveMigratable condition of an instance, or of a VM, which mirrors it.
  func liveMigratable() throws(InputError) -> VirtualMachine.LiveMigratable? {
    guard let condition = try condition("LiveMigratable") else { return nil }
    return VirtualMachine.LiveMigratable(
      status: try condition.required("status").string(),
      reason: try condition.optional("reason")?.string(),
      message: try condition.optional("message")?.string()
    )
  }

  /// Whether a condition is there and true.
  func holds(_ type: String) throws(InputError) -> Bool {
    try condition(type)?.required("status").string() == "True"
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
  /// `nil` while KubeVirt has not said it.
  let liveMigratable: VirtualMachine.LiveMigratable?
  /// Conditions that say that the next migration gives it another size.
  let pendingHotplugs: [String]
  /// Whether the next migration copies its disks to other volumes.
  let movesVolumes: Bool
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
    isPaused = try object.field.holds("Paused")
    // KubeVirt reports it soon after the start, and refuses to evacuate until then.
    liveMigratable = try object.field.liveMigratable()
    var pending: [String] = []
    for type in ["HotVCPUChange", "HotMemoryChange", "MigrationRequired"] {
      if try object.field.holds(type) { pending.append(type) }
    }
    pendingHotplugs = pending
    let migrated = try status?.list("migratedVolumes").isEmpty == false
    let isChanging = try object.field.holds("VolumesChange")
    movesVolumes = migrated || isChanging
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
