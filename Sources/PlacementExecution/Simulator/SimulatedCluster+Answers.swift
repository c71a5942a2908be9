import PlacementModel

/// What a simulated cluster tells.
extension SimulatedCluster {
  func listTransfers() -> [Transfer] { transfers.map(\.transfer) }

  func details(of request: DetailsRequest) -> Details {
    var details = Details()
    for name in request.machines {
      guard let machine = machines[name] else { continue }
      details.machines[name] = Details.Machine(
        power: machine.power,
        node: machine.power == .running ? machine.node : nil,
        isWanted: machine.isWanted,
        pinnedTo: machine.power == .running ? machine.bound : nil,
        settings: machine.settings,
        message: machine.power == .running ? nil : downWords(name)
      )
    }
    for node in inventory.cluster.nodes where request.nodes.contains(node.name) {
      details.nodes[node.name] = Details.NodeCondition(
        isReady: node.ready && !unready.contains(node.name),
        isSchedulable: !node.unschedulable && !cordoned.contains(node.name)
      )
    }
    for work in transfers where request.stuck.contains(work.transfer.name) {
      details.explanations[work.transfer.name] = work.transfer.message
    }
    return details
  }

  func snapshot() -> Inventory {
    var now = inventory
    now.cluster.virtualMachines = inventory.cluster.virtualMachines.compactMap { vm in
      guard let machine = machines[vm.fullName] else { return nil }
      var vm = vm
      vm.node = machine.power == .starting ? nil : machine.node
      vm.powerState =
        machine.power == .stopped || machine.power == .stopping
        ? .stopped
        : vm.powerState == .paused ? .paused : .running
      let work = transfers.first { $0.transfer.vm == vm.fullName && $0.transfer.isUnderWay }
      vm.migratingTo = work?.transfer.target
      return vm
    }
    now.cluster.nodes = inventory.cluster.nodes.map { node in
      var node = node
      node.ready = node.ready && !unready.contains(node.name)
      node.unschedulable = node.unschedulable || cordoned.contains(node.name)
      node.usage = usage(of: node)
      return node
    }
    return now
  }

  /// What was measured at the beginning, with the VMs that came and went since.
  func usage(of node: Node) -> ResourceList? {
    guard var usage = node.usage else { return nil }
    for vm in inventory.cluster.virtualMachines where vm.isActive {
      let machine = machines[vm.fullName]
      let (was, isHere) = (vm.node == node.name, machine?.node == node.name)
      if isHere, !was { usage += vm.usage }
      if was, !isHere {
        for (name, amount) in vm.usage.amounts { usage.amounts[name] = usage[name] - amount }
      }
    }
    return usage
  }
}
