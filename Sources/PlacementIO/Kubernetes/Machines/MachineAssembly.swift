import PlacementModel

/// Turns VirtualMachines and their instances into the model's virtual machines.
struct MachineAssembly {
  let objects: KubernetesObjects
  let settings: KubeVirtSettings
  let metrics: Metrics
  let nodes: [String: NodeObject]
  let volumes: Volumes
  let types: InstanceTypes
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
    migrations = try InFlightMigrations(objects, nodes: nodes)
    history = try MigrationHistory(objects)
    pods = try LauncherPods(objects)
  }

  private static let architecture = "kubernetes.io/arch"

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
      let home = try home(source, node)
      let pod = pods.carrier(of: source.key, on: node)
      var vm = try describe(source, pod: pod, home: home)
      vm.powerState = isPaused ? .paused : .running
      vm.liveMigratable = instance?.liveMigratable ?? InstanceObject.notReported
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

  private func home(_ source: MachineSource, _ node: String?) throws(InputError) -> Node? {
    guard let node else { return nil }
    if let home = nodes[node] { return home.node }
    throw source.placeField.error(
      "node \(InputText.quoted(node)) is not among the objects; add all nodes to what kubectl gets"
    )
  }

  /// What its specs say; `pod` and `home` add what its CPU demands.
  private mutating func describe(
    _ source: MachineSource,
    pod: PodObject?,
    home: Node?
  ) throws(InputError) -> VirtualMachine {
    var domain = try source.domain()
    var demands = try SchedulingDemands(source.spec, labels: source.labels, warnings: &warnings)
    if let machine = source.machine, source.instance == nil {
      try types.expand(&domain, demands: &demands, of: machine.object, warnings: &warnings)
    }
    let architecture = try source.spec.optional("architecture")?.string() ?? ""
    if nodesTellArchitecture, !architecture.isEmpty {
      demands.nodeSelector[Self.architecture] = architecture
    }
    let storage = try volumes.summary(
      spec: source.spec,
      key: source.key,
      namespace: source.namespace,
      machine: source.machine?.object.field,
      instance: source.instance?.object.field,
      warnings: &warnings
    )
    let requests = LauncherRequests.estimate(
      domain,
      isARM: architecture == "arm64",
      overhead: source.instance?.overhead,
      settings: settings
    )
    let guest: ResourceList = [.cpu: Quantity(domain.vCPUs ?? 1), .memory: domain.memory ?? .zero]
    return VirtualMachine(
      name: source.name,
      namespace: source.namespace,
      requests: requests,
      guest: guest,
      instanceType: try source.instanceType(),
      labels: source.labels,
      nodeSelector: demands.nodeSelector,
      affinity: demands.affinity,
      tolerations: demands.tolerations,
      topologySpreadConstraints: demands.spread,
      accessModes: storage.modes,
      workload: source.workload,
      pinned: source.optsOut,
      cpuSelector: CPUDemands.always(domain, defaultModel: settings.cpuModel, pod: pod),
      liveCPUSelector: home.map {
        CPUDemands.live(domain, defaultModel: settings.cpuModel, pod: pod, node: $0.labels)
      } ?? [:],
      volumeNodeAffinity: storage.homes,
      evictionStrategy: try source.spec.optional("evictionStrategy")?.string()
    )
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
    if let requests = pods.claim(source.key, on: home?.name) {
      vm.requests = requests
      charge(vm.namespace, requests)
    } else if home != nil {
      // Its pod was not given, yet it exists, so that quotas count it.
      charge(vm.namespace, vm.requests)
      if !pods.pods.isEmpty {
        warnings.append(
          "\(source.key): its virt-launcher pod is not among the objects; requests are estimated"
        )
      }
    }
    vm.usage = vm.requests
    guard let node = home?.name else { return }
    if let usage = pod.flatMap({ metrics.pods[$0.metadata.key] }) {
      vm.usage = usage
    } else if metrics.nodes[node] != nil {
      unmeasured.append(source.key)
    }
    try follow(&vm, source.instance, from: node)
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
    _ instance: InstanceObject?,
    from node: String
  ) throws(InputError) {
    guard let instance else { return }
    switch try migrations.destination(of: instance, on: node, pods: pods) {
    case .node(let target) where nodes[target] != nil:
      vm.migratingTo = target
      if let requests = pods.claim(instance.object.key, on: target) {
        charge(vm.namespace, requests)
      }
    case .node(let target):
      vm.evacuating = true
      warnings.append(
        "\(vm.fullName): is being migrated to \(InputText.quoted(target)), which is not among the "
          + "nodes"
      )
    case .unknown: vm.evacuating = true
    case nil: vm.evacuating = instance.isEvacuating
    }
  }

  private mutating func charge(_ namespace: String, _ requests: ResourceList) {
    charged[namespace, default: [:]] += requests.counted + [.pods: Quantity(1)]
  }
}
