import PlacementModel

/// The instance types and preferences that stopped VMs take their size from; a running VM's
/// instance holds them already.
struct InstanceTypes {
  private let objects: KubernetesObjects

  init(_ objects: KubernetesObjects) { self.objects = objects }

  /// The name a VM gives for its instance type or preference (`key`).
  static func name(_ key: String, of spec: Field, status: Field?) throws(InputError) -> String? {
    if let name = try spec.at(key, "name")?.string() { return name }
    // With inferFromVolume the name stands in the status only.
    return try status?.at("\(key)Ref", "name")?.string()
  }

  /// Fills in what the VM leaves to its instance type and preference.
  func expand(
    _ domain: inout GuestDomain,
    demands: inout SchedulingDemands,
    of machine: KubernetesObject,
    warnings: inout [String]
  ) throws(InputError) {
    let spec = try machine.field.required("spec")
    let status = try machine.field.optional("status")
    if let name = try Self.name("instancetype", of: spec, status: status) {
      if let type = try find("instancetype", name, spec, machine) {
        try apply(type, to: &domain, demands: &demands)
      } else {
        warnings.append(
          "\(machine.key): its instance type \(InputText.quoted(name)) is not among the objects, "
            + "so that its size is not known"
        )
      }
    }
    if let name = try Self.name("preference", of: spec, status: status),
      let cpu = try find("preference", name, spec, machine)?.optional("cpu")
    {
      domain.requiredFeatures += try GuestDomain.requiredFeatures(cpu, key: "preferredCPUFeatures")
    }
  }

  private func find(
    _ key: String,
    _ name: String,
    _ spec: Field,
    _ machine: KubernetesObject
  ) throws(InputError) -> Field? {
    // The kind is matched whatever its case; without one the cluster's kind is meant.
    let kind = try spec.at(key, "kind")?.string().lowercased()
    let own: KubernetesKind = key == "preference" ? .preference : .instanceType
    let shared: KubernetesKind = key == "preference" ? .clusterPreference : .clusterInstanceType
    let object =
      kind == own.rawValue.lowercased()
      ? objects[own, "\(machine.metadata.namespace)/\(name)"] : objects[shared, name]
    return try object?.field.required("spec")
  }

  private func apply(
    _ type: Field,
    to domain: inout GuestDomain,
    demands: inout SchedulingDemands
  ) throws(InputError) {
    let cpu = try type.required("cpu", "an instance type has it")
    domain.vCPUs = try cpu.required("guest").int(in: 1...65_535)
    domain.cpuModel = try cpu.optional("model")?.string() ?? domain.cpuModel
    if try cpu.optional("dedicatedCPUPlacement")?.bool() == true { domain.hasDedicatedCPUs = true }
    if try cpu.optional("isolateEmulatorThread")?.bool() == true { domain.isolatesEmulator = true }
    let memory = try type.required("memory", "an instance type has it")
    domain.memory = try memory.required("guest").quantity(example: "16Gi")
    domain.hugepages = try memory.at("hugepages", "pageSize")?.string() ?? domain.hugepages
    domain.overcommitPercent = try memory.optional("overcommitPercent")?.int(in: 0...100) ?? 0
    for key in ["gpus", "hostDevices"] {
      domain.devices += try GuestDomain.devices(type, key: key)
    }
    demands.nodeSelector.merge(
      try type.optional("nodeSelector")?.stringMap() ?? [:],
      uniquingKeysWith: { own, _ in own }
    )
  }
}
