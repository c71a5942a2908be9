import PlacementModel

extension MachineAssembly {
  /// What its specs say; `pod` and `home` add what its CPU and the host's devices demand.
  mutating func describe(
    _ source: MachineSource,
    pod: PodObject?,
    home: Node?
  ) throws(InputError) -> VirtualMachine {
    var domain = try source.domain()
    var asked = try SchedulingDemands(source.spec, labels: source.labels, warnings: &warnings)
    if let machine = source.machine, source.instance == nil {
      try types.expand(&domain, demands: &asked, of: machine.object, warnings: &warnings)
    }
    let architecture = try source.spec.optional("architecture")?.string() ?? ""
    let isARM = architecture == "arm64"
    var own = Set(asked.nodeSelector.keys)
    if nodesTellArchitecture, !architecture.isEmpty {
      asked.nodeSelector[Self.architecture] = architecture
    }
    let requests = LauncherRequests.estimate(
      domain,
      isARM: isARM,
      overhead: source.instance?.overhead,
      settings: settings
    )
    var vm = VirtualMachine(
      name: source.name,
      namespace: source.namespace,
      requests: requests,
      guest: [.cpu: Quantity(domain.vCPUs ?? 1), .memory: domain.memory ?? .zero],
      instanceType: try source.instanceType(),
      labels: source.labels,
      nodeSelector: asked.nodeSelector,
      affinity: asked.affinity,
      tolerations: asked.tolerations,
      topologySpreadConstraints: asked.spread,
      workload: source.workload,
      pinned: source.optsOut,
      cpuSelector: CPUDemands.always(domain, defaultModel: settings.cpuModel, pod: pod),
      liveCPUSelector: home.map {
        CPUDemands.live(domain, defaultModel: settings.cpuModel, pod: pod, node: $0.labels)
      } ?? [:],
      evictionStrategy: try source.spec.optional("evictionStrategy")?.string()
    )
    if let machine = source.machine, let instance = source.instance {
      own.formUnion(
        try machine.template.optional("nodeSelector")?.stringMap().keys.map { $0 } ?? []
      )
      vm.restartPending = try TemplateComparison(types: types, settings: settings)
        .pending(machine, instance, labels: source.labels, isARM: isARM)
      if nodesTellArchitecture, !architecture.isEmpty {
        vm.restartPending?.nodeSelector?[Self.architecture] = architecture
      }
    }
    vm.demandedLabels = demands.labels(
      domain,
      own: own,
      added: migrations.addedKeys(of: source.key),
      pod: pod
    )
    if !domain.limits.amounts.isEmpty { vm.limits = domain.limits.cpuAndMemory }
    if source.hasMisleadingAnnotation { misannotated.append(source.key) }
    try store(&vm, source, home: home)
    return vm
  }

  /// What its volumes allow, and lose.
  private mutating func store(
    _ vm: inout VirtualMachine,
    _ source: MachineSource,
    home: Node?
  ) throws(InputError) {
    let storage = try volumes.summary(of: source, on: home?.name, warnings: &warnings)
    vm.accessModes = storage.modes
    vm.volumeNodeAffinity = storage.homes
    guard source.instance != nil || home != nil else { return }
    vm.losesOnRestart = storage.losses
    if let first = storage.unknown.first {
      let hint = storage.unknown.lazy.compactMap(\.selectedNode).first ?? first.selectedNode
      unlocated.append((source.key, hint))
    }
  }

  /// Charges the larger size where the next migration brings another, and holds what must not be
  /// migrated as long as that would copy its disks.
  mutating func plug(
    _ vm: inout VirtualMachine,
    _ source: MachineSource
  ) throws(InputError) {
    guard let instance = source.instance else { return }
    if instance.movesVolumes {
      vm.pinned = true
      warnings.append(
        "\(source.key): its volumes are being changed, and any migration copies them: it stays "
          + "until that has ended"
      )
    }
    guard !instance.pendingHotplugs.isEmpty else { return }
    var domain = try GuestDomain(instance.spec.required("domain", "an instance has it"))
    try domain.readProbes(instance.spec)
    let next = LauncherRequests.estimate(
      domain,
      isARM: try instance.spec.optional("architecture")?.string() == "arm64",
      overhead: instance.overhead,
      settings: settings
    )
    let larger = vm.requests.max(next)
    guard larger != vm.requests else { return }
    vm.requests = larger
    warnings.append(
      "\(source.key): a change of its size waits for a migration "
        + "(\(instance.pendingHotplugs.joined(separator: ", "))): the larger size is charged"
    )
  }
}

extension ResourceList {
  /// The amounts of cpu and memory alone.
  var cpuAndMemory: ResourceList {
    ResourceList(amounts.filter { $0.key == .cpu || $0.key == .memory })
  }

  /// The amounts under the keys by which quotas count limits: `limits.cpu`.
  var asLimits: ResourceList {
    var result = ResourceList()
    for (name, amount) in cpuAndMemory.counted.amounts {
      result.amounts[ResourceName(rawValue: "limits.\(name)")] = amount
    }
    return result
  }
}
