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
    "evictionStrategy", "losesOnRestart", "restartPending", "demandedLabels", "limits",
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
    machine.limits = try field.optional("limits")?.cpuAndMemory()
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
    for label in try field.list("demandedLabels") {
      machine.demandedLabels.append(try demandedLabel(label))
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
    try readRestart(field, into: &machine)
  }

  /// What a cold move would lose or change.
  private func readRestart(_ field: Field, into machine: inout VirtualMachine) throws(InputError) {
    for volume in try field.list("losesOnRestart") {
      machine.losesOnRestart.append(try volume.nonEmptyString())
    }
    guard let pending = try field.optional("restartPending") else { return }
    try pending.check(keys: ["changes", "requests", "nodeSelector", "nodeAffinity"])
    let changes = try pending.required("changes", "say what a restart changes, such as [cpu 2 → 4]")
    var restart = PendingRestart(changes: try changes.strings())
    if restart.changes.isEmpty {
      throw changes.error("an empty list; say what a restart changes, such as [cpu 2 → 4]")
    }
    restart.requests = try pending.optional("requests")?.resources()
    restart.nodeSelector = try pending.optional("nodeSelector")?.stringMap()
    if let affinity = try pending.optional("nodeAffinity") {
      restart.nodeAffinity = try shapes.nodeAffinity(affinity)
    }
    machine.restartPending = restart
  }

  private func demandedLabel(_ field: Field) throws(InputError) -> DemandedLabel {
    try field.check(keys: ["key", "value", "forbidden", "setBy"])
    return DemandedLabel(
      key: try field.required("key", "give the label's key").nonEmptyString(),
      value: try field.optional("value")?.string() ?? "true",
      forbidden: try field.optional("forbidden")?.bool() ?? false,
      setBy: try field.required("setBy", "say what of the VM demands it").nonEmptyString()
    )
  }

  private func liveMigratable(
    _ field: Field
  ) throws(InputError) -> VirtualMachine.LiveMigratable {
    try field.check(keys: ["status", "reason", "message"])
    let status = try field.required("status", "give \"True\", \"False\" or \"Unknown\"")
    guard let text = status.value.text, ["True", "False", "Unknown"].contains(text) else {
      throw status.error(
        "\(status.quoted) is no status; give \"True\", \"False\" or \"Unknown\", in quotes"
      )
    }
    return VirtualMachine.LiveMigratable(
      status: text,
      reason: try field.optional("reason")?.string(),
      message: try field.optional("message")?.string()
    )
  }
}
