import PlacementModel

/// What a restart would change of a running VM.
struct TemplateComparison {
  let types: InstanceTypes
  let settings: KubeVirtSettings

  /// How the template differs from what runs; `nil` where it does not.
  ///
  /// Sizes are compared where the template, or an instance type that was read, gives them: what
  /// KubeVirt fills in by itself is no difference.
  func pending(
    _ machine: MachineObject,
    _ instance: InstanceObject,
    labels: [String: String],
    isARM: Bool
  ) throws(InputError) -> PendingRestart? {
    var ignored: [String] = []
    var missing: [String] = []
    var template = try GuestDomain(machine.template.required("domain", "a VM's template has it"))
    var asked = try SchedulingDemands(machine.template, labels: labels, warnings: &ignored)
    try types.expand(&template, demands: &asked, of: machine.object, warnings: &missing)
    let running = try GuestDomain(instance.spec.required("domain", "an instance has it"))
    let present = try SchedulingDemands(instance.spec, labels: labels, warnings: &ignored)

    var changes: [String] = []
    var isResized = false
    if missing.isEmpty, let changed = Self.sizes(running, template) {
      changes += changed
      isResized = !changed.isEmpty
    }
    if let change = try Self.instanceType(machine, instance) { changes.append(change) }
    if asked.nodeSelector != present.nodeSelector { changes.append("nodeSelector") }
    if asked.affinity != present.affinity { changes.append("affinity") }
    let required = try machine.object.field.condition("RestartRequired")
    if let required, try required.required("status").string() == "True" {
      let message = try required.optional("message")?.string() ?? ""
      if changes.isEmpty {
        changes.append(message.isEmpty ? "RestartRequired" : InputText.printable(message))
      }
      isResized = isResized || missing.isEmpty
    }
    guard !changes.isEmpty else { return nil }
    var pending = PendingRestart(changes: changes)
    if isResized {
      pending.requests = LauncherRequests.estimate(
        template,
        isARM: isARM,
        overhead: nil,
        settings: settings
      )
    }
    if asked.nodeSelector != present.nodeSelector { pending.nodeSelector = asked.nodeSelector }
    if asked.affinity.nodeAffinity != present.affinity.nodeAffinity {
      pending.nodeAffinity = asked.affinity.nodeAffinity
    }
    return pending
  }

  private static func sizes(_ running: GuestDomain, _ template: GuestDomain) -> [String]? {
    var changes: [String] = []
    if template.givesTopology, let now = running.vCPUs, let then = template.vCPUs, now != then {
      changes.append("cpu \(now) → \(then)")
    }
    if let now = running.memory, let then = template.memory, now != then {
      changes.append("memory \(now) → \(then)")
    }
    return changes
  }

  private static func instanceType(
    _ machine: MachineObject,
    _ instance: InstanceObject
  ) throws(InputError) -> String? {
    let status = try machine.object.field.optional("status")
    let asked = try InstanceTypes.name("instancetype", of: machine.spec, status: status)
    let annotations = instance.object.metadata.annotations
    let present =
      annotations["kubevirt.io/cluster-instancetype-name"]
      ?? annotations["kubevirt.io/instancetype-name"]
    guard let asked, let present, asked != present else { return nil }
    return "instance type \(present) → \(asked)"
  }
}
