import PlacementModel

/// Where a simulated cluster has room.
extension SimulatedCluster {
  func takes(_ node: String) -> Bool {
    !unready.contains(node) && !cordoned.contains(node)
      && inventory.cluster.nodes.contains { $0.name == node && $0.ready && !$0.unschedulable }
  }

  /// Requests on each node, those of VMs in flight on both of theirs.
  func loads() -> [String: ResourceList] {
    var loads: [String: ResourceList] = [:]
    for node in inventory.cluster.nodes { loads[node.name] = node.reserved }
    for machine in machines.values where machine.power == .running || machine.power == .stopping {
      if let node = machine.node { loads[node]? += machine.model.requests }
    }
    for work in transfers where work.transfer.phase == .running {
      if let target = work.transfer.target, let machine = machines[work.transfer.vm] {
        loads[target]? += machine.model.requests
      }
    }
    return loads
  }

  func limit(_ node: Node, _ resource: ResourceName) -> Double {
    let overcommit = inventory.policy.overcommit
    let ratio = resource == .cpu ? overcommit.cpu : resource == .memory ? overcommit.memory : 1
    return node.allocatable[resource].value * ratio
  }

  func fits(_ vm: VirtualMachine, on name: String) -> Bool {
    guard let node = inventory.cluster.nodes.first(where: { $0.name == name }),
      let load = loads()[name]
    else { return false }
    return vm.requests.names.allSatisfy {
      (load[$0] + vm.requests[$0]).value <= limit(node, $0) + 1e-9
    }
  }

  func freeNode(for vm: VirtualMachine) -> String? {
    inventory.cluster.nodes.first { takes($0.name) && fits(vm, on: $0.name) }?.name
  }

  func overfullNodes() -> Set<String> {
    let loads = loads()
    return Set(
      inventory.cluster.nodes.filter { node in
        guard let load = loads[node.name] else { return false }
        return node.allocatable.names.contains { load[$0].value > limit(node, $0) + 1e-9 }
      }.map(\.name)
    )
  }
}
