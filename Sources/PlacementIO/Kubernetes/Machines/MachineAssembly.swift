import PlacementModel

/// Turns VirtualMachines and their instances into the model's virtual machines.
struct MachineAssembly {
  let objects: KubernetesObjects
  let settings: KubeVirtSettings
  let metrics: Metrics
  let nodes: [String: NodeObject]
  let volumes: Volumes
  let types: InstanceTypes
  let demands: NodeDemands
  let migrations: InFlightMigrations
  let history: MigrationHistory
  /// Whether nodes tell their processor architecture.
  let nodesTellArchitecture: Bool

  var pods: LauncherPods
  var machines: [VirtualMachine] = []
  var warnings: [String] = []
  /// What the quotas count already for the VMs, by namespace.
  var charged: [String: ResourceList] = [:]
  /// VMs on a measured node that were not measured themselves.
  var unmeasured: [String] = []
  /// VMs whose virt-launcher pod is not among the objects.
  var podless: [String] = []
  /// VMs on a node that is not among the objects.
  var elsewhere: [String] = []
  /// VMs that run and may have local volumes, with the node that their claim was made for.
  var unlocated: [(vm: String, selectedNode: String?)] = []
  /// VMs with the annotation that does not do what its value says.
  var misannotated: [String] = []

  init(
    _ objects: KubernetesObjects,
    nodes: [NodeObject],
    settings: KubeVirtSettings,
    metrics: Metrics
  ) throws(InputError) {
    self.objects = objects
    self.settings = settings
    self.metrics = metrics
    self.nodes = Dictionary(nodes.map { ($0.node.name, $0) }, uniquingKeysWith: { a, _ in a })
    nodesTellArchitecture = nodes.contains { $0.node.labels[Self.architecture] != nil }
    volumes = try Volumes(objects)
    types = InstanceTypes(objects)
    demands = NodeDemands(nodes: nodes, settings: settings)
    migrations = try InFlightMigrations(objects, nodes: nodes)
    history = try MigrationHistory(objects)
    pods = try LauncherPods(objects)
  }

  static let architecture = "kubernetes.io/arch"

  /// Reads every VM, then every instance without one.
  mutating func readAll() throws(InputError) {
    for object in objects[.machine] {
      let machine = try MachineObject(object)
      let instance = try objects[.instance, object.key].map { (object) throws(InputError) in
        try InstanceObject(object)
      }
      try read(machine, instance)
    }
    for object in objects[.instance] where objects[.machine, object.key] == nil {
      try read(nil, try InstanceObject(object))
    }
  }

  private mutating func read(
    _ machine: MachineObject?,
    _ instance: InstanceObject?
  ) throws(InputError) {
    guard let object = machine?.object ?? instance?.object else { return }
    let carrier = pods.carrier(of: object.key, on: instance?.node)
    let (presence, doubt) = Presence.of(machine: machine, instance: instance, pod: carrier?.node)
    if let doubt { warnings.append("\(object.key): \(doubt)") }
    switch presence {
    case .leaving: return
    case .active(let node, let isPaused):
      guard let source = MachineSource(machine, instance) else { return }
      if let node, nodes[node] == nil {
        elsewhere.append("\(object.key) on \(InputText.printable(node))")
        return
      }
      let home = node.flatMap { nodes[$0]?.node }
      let pod = pods.carrier(of: source.key, on: node)
      var vm = try describe(source, pod: pod, home: home)
      vm.powerState = isPaused ? .paused : .running
      vm.liveMigratable =
        instance?.liveMigratable ?? machine?.liveMigratable ?? InstanceObject.notReported
      try place(&vm, source, pod: pod, on: home)
      machines.append(vm)
    case .stopped:
      if let machine, objects[.instance].isEmpty,
        ["Running", "Migrating", "Paused"].contains(machine.status)
      {
        throw machine.object.field.error(
          "the VM is \(machine.status), but no VirtualMachineInstance is among the objects; "
            + "add vmi to what kubectl gets"
        )
      }
      guard let source = MachineSource(machine, nil) else { return }
      var vm = try describe(source, pod: nil, home: nil)
      vm.powerState = .stopped
      machines.append(vm)
    }
  }

  /// What depends on where it is: its pod, its use, its migration.
  private mutating func place(
    _ vm: inout VirtualMachine,
    _ source: MachineSource,
    pod: PodObject?,
    on home: Node?
  ) throws(InputError) {
    vm.node = home?.name
    vm.lastMigration = history.last(of: source.key)
    if let pod = pods.claim(source.key, on: home?.name) {
      vm.requests = pod.requests
      vm.limits = pod.limits.amounts.isEmpty ? nil : pod.limits.cpuAndMemory
      charge(vm.namespace, pod.requests, vm.limits)
    } else if home != nil {
      // Its pod was not given, yet it exists, so that quotas count it.
      charge(vm.namespace, vm.requests, vm.limits)
      podless.append(source.key)
    }
    vm.usage = vm.requests
    try plug(&vm, source)
    guard let node = home?.name else { return }
    if let usage = pod.flatMap({ metrics.pods[$0.metadata.key] }) {
      vm.usage = usage
    } else if metrics.nodes[node] != nil {
      unmeasured.append(source.key)
    }
    try follow(&vm, source, from: node)
    guard source.machine == nil else { return }
    // KubeVirt cannot start it again, so that only a live migration keeps it.
    vm.pinned = vm.pinned || !vm.canMigrateLive
    warnings.append(
      "\(source.key): an instance without a VirtualMachine; it must not be shut down, so "
        + (vm.pinned ? "it stays" : "only a live migration may move it")
    )
  }

  /// Notes what another actor is doing to it.
  private mutating func follow(
    _ vm: inout VirtualMachine,
    _ source: MachineSource,
    from node: String
  ) throws(InputError) {
    switch try migrations.destination(of: source, on: node, pods: pods) {
    case .node(let target) where nodes[target] != nil:
      vm.migratingTo = target
      if let pod = pods.claim(source.key, on: target) {
        charge(vm.namespace, pod.requests, pod.limits.cpuAndMemory)
      }
    case .node(let target):
      vm.evacuating = true
      warnings.append(
        "\(vm.fullName): is being migrated to \(InputText.quoted(target)), which is not among the "
          + "nodes"
      )
    case .unknown: vm.evacuating = true
    case nil: vm.evacuating = source.instance?.isEvacuating ?? false
    }
  }

  private mutating func charge(
    _ namespace: String,
    _ requests: ResourceList,
    _ limits: ResourceList?
  ) {
    charged[namespace, default: [:]] +=
      requests.counted + (limits?.asLimits ?? [:]) + [.pods: Quantity(1)]
  }
}
