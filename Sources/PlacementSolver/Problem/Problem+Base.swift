import PlacementModel

extension Problem {
  /// What a cluster carries apart from the VMs that may move.
  struct Base {
    var requests: [Int64]
    var load: [Load]
    var inFlight: (total: Int, out: [Int], into: [Int])

    /// Whether migrations of others leave a slot for a live migration away from a node.
    func hasSlot(from node: Int, _ policy: MigrationPolicy) -> Bool {
      inFlight.total < policy.parallelPerCluster
        && inFlight.out[node] < policy.parallelOutboundPerNode
    }
  }

  static func base(
    _ inventory: Inventory,
    sizes: Sizes,
    start: [Int32],
    load: [Load],
    usesUsage: Bool,
    nodeID: [String: Int]
  ) -> Base {
    let nodes = inventory.cluster.nodes
    let vms = inventory.cluster.virtualMachines
    let resourceCount = sizes.resources.count
    var requests = sizes.reserved
    var rest: [Load] = []
    var inFlight = (
      total: 0, out: [Int](repeating: 0, count: nodes.count),
      into: [Int](repeating: 0, count: nodes.count)
    )
    // With a measured node only the difference counts: what is there now and is no VM of ours.
    let measured = nodes.map { usesUsage ? $0.usage : nil }
    for (n, node) in nodes.enumerated() {
      rest.append(Self.load(measured[n] ?? node.reserved, rounded: !usesUsage, count: 0))
    }
    for (v, vm) in vms.enumerated() where vm.isActive {
      let from = Int(start[v])
      var amounts = load[v]
      amounts[2] = 0
      if from >= 0, measured[from] != nil { rest[from] -= amounts }
      guard let to = vm.migratingTo.flatMap({ nodeID[$0] }), from >= 0 else { continue }
      inFlight.total += 1
      inFlight.out[from] += 1
      inFlight.into[to] += 1
      for r in 0..<resourceCount {
        requests[to * resourceCount + r] += sizes.requests[v * resourceCount + r]
      }
      if measured[to] == nil { rest[to] += amounts }
    }
    return Base(requests: requests, load: rest, inFlight: inFlight)
  }

  /// Amounts as a load.
  ///
  /// Requests are compared as the scheduler compares them, in whole millicores a pod.
  static func load(_ amounts: ResourceList, rounded: Bool, count: Double) -> Load {
    let cpu = amounts[.cpu]
    return [
      rounded ? Double(cpu.milliRoundedUp) / 1_000 : cpu.value, amounts[.memory].value, count, 0,
    ]
  }

  /// Standard deviations over the balance set at the start.
  static func deviations(
    _ balanceSet: [Int],
    start: [Int32],
    vms: [VirtualMachine],
    load: [Load],
    baseLoad: [Load],
    perAllocatable: [Load]
  ) -> Load {
    var loads = baseLoad
    for (v, vm) in vms.enumerated() where vm.isActive && start[v] >= 0 {
      loads[Int(start[v])] += load[v]
    }
    return deviation(balanceSet.map { loads[$0] * perAllocatable[$0] })
  }

  /// The population standard deviation of each lane.
  static func deviation(_ values: [Load]) -> Load {
    guard !values.isEmpty else { return .zero }
    let count = Double(values.count)
    let mean = values.reduce(.zero, +) / count
    return (values.reduce(.zero) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }
}
