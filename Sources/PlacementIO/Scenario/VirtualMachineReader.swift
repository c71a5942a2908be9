import PlacementModel

/// Reads the virtual machines of a scenario.
struct VirtualMachineReader {
  private let shapes = KubernetesShapes()
  private let keys = [
    "name", "namespace", "node", "powerState", "requests", "usage", "usagePeak", "guest",
    "instanceType", "labels", "nodeSelector", "affinity", "tolerations",
    "topologySpreadConstraints",
    "accessModes", "liveMigratable", "workload", "migratingTo", "evacuating", "pinned",
    "maxDowntime",
    "cpuSelector", "liveCPUSelector", "volumeNodeAffinity", "lastMigration",
    "evictionStrategy",
  ]

  func machine(_ field: Field) throws(InputError) -> VirtualMachine {
    try field.check(keys: keys)
    var machine = VirtualMachine(
      name: try field.required("name", "give the VM's name").objectName(),
      requests: try field.required("requests", "give cpu and memory")
        .resources(required: [.cpu, .memory])
    )
    if let namespace = try field.optional("namespace") {
      machine.namespace = try namespace.objectName()
    }
    machine.node = try field.optional("node")?.nonEmptyString()
    if let state = try field.optional("powerState") { machine.powerState = try state.choice() }
    try readLoad(field, into: &machine)
    machine.instanceType = try field.optional("instanceType")?.string()
    if let labels = try field.optional("labels") { machine.labels = try labels.stringMap() }
    try readScheduling(field, into: &machine)
    try readMigration(field, into: &machine)
    return machine
  }

  /// What a VM does not give of its use and its guest is what it requests.
  private func readLoad(_ field: Field, into machine: inout VirtualMachine) throws(InputError) {
    let requests = machine.requests.amounts.filter { $0.key == .cpu || $0.key == .memory }
    machine.usage = ResourceList(requests)
    machine.guest = ResourceList(requests)
    if let usage = try field.optional("usage") {
      machine.usage.amounts.merge(try usage.cpuAndMemory().amounts) { $1 }
    }
    machine.usagePeak = try field.optional("usagePeak")?.cpuAndMemory()
    if let guest = try field.optional("guest") {
      machine.guest.amounts.merge(try guest.cpuAndMemory().amounts) { $1 }
    }
  }

  private func readScheduling(
    _ field: Field,
    into machine: inout VirtualMachine
  ) throws(InputError) {
    if let selector = try field.optional("nodeSelector") {
      machine.nodeSelector = try selector.stringMap()
    }
    if let affinity = try field.optional("affinity") {
      machine.affinity = try shapes.affinity(affinity, labels: machine.labels)
    }
    for toleration in try field.list("tolerations") {
      machine.tolerations.append(try shapes.toleration(toleration))
    }
    if let constraints = try field.optional("topologySpreadConstraints") {
      machine.topologySpreadConstraints = try shapes.topologySpreadConstraints(
        constraints,
        labels: machine.labels
      )
    }
    if let selector = try field.optional("cpuSelector") {
      machine.cpuSelector = try selector.stringMap()
    }
    if let selector = try field.optional("liveCPUSelector") {
      machine.liveCPUSelector = try selector.stringMap()
    }
    for volume in try field.list("volumeNodeAffinity") {
      machine.volumeNodeAffinity.append(try shapes.nodeSelector(volume))
    }
  }

  private func readMigration(
    _ field: Field,
    into machine: inout VirtualMachine
  ) throws(InputError) {
    for mode in try field.list("accessModes") { machine.accessModes.append(try mode.choice()) }
    if let condition = try field.optional("liveMigratable") {
      machine.liveMigratable = try liveMigratable(condition)
    }
    if let workload = try field.optional("workload") { machine.workload = try workload.choice() }
    machine.lastMigration = try field.optional("lastMigration")?.timestamp()
    machine.evictionStrategy = try field.optional("evictionStrategy")?.nonEmptyString()
    machine.migratingTo = try field.optional("migratingTo")?.nonEmptyString()
    if let evacuating = try field.optional("evacuating") {
      machine.evacuating = try evacuating.bool()
    }
    if let pinned = try field.optional("pinned") { machine.pinned = try pinned.bool() }
    machine.maxDowntime = try field.optional("maxDowntime")?.double(in: 0...1e9)
  }

  private func liveMigratable(
    _ field: Field
  ) throws(InputError) -> VirtualMachine.LiveMigratable {
    try field.check(keys: ["status", "reason"])
    let status = try field.required("status", "give \"True\", \"False\" or \"Unknown\"")
    guard let text = status.value.text, ["True", "False", "Unknown"].contains(text) else {
      throw status.error(
        "\(status.quoted) is no status; give \"True\", \"False\" or \"Unknown\", in quotes"
      )
    }
    return VirtualMachine.LiveMigratable(
      status: text,
      reason: try field.optional("reason")?.string()
    )
  }
}
