import PlacementModel

extension Inventory {
  /// The same with some nodes closed to newcomers.
  func cordoning(_ names: Set<String>) -> Inventory {
    var copy = self
    for n in cluster.nodes.indices where names.contains(cluster.nodes[n].name) {
      copy.cluster.nodes[n].unschedulable = true
    }
    return copy
  }

  /// The cluster once its VMs have gone to other nodes; measured use goes with them.
  func moving(_ ends: [String: String]) -> Inventory {
    var copy = self
    var place: [String: Int] = [:]
    for (n, node) in cluster.nodes.enumerated() { place[node.name] = n }
    for (v, vm) in cluster.virtualMachines.enumerated() {
      guard let end = ends[vm.fullName], end != vm.node else { continue }
      copy.cluster.virtualMachines[v].node = end
      guard vm.isActive else { continue }
      for resource in [ResourceName.cpu, .memory] {
        let amount = vm.usage[resource]
        if let n = place[end], let used = copy.cluster.nodes[n].usage?[resource] {
          copy.cluster.nodes[n].usage?[resource] = used + amount
        }
        if let n = vm.node.flatMap({ place[$0] }),
          let used = copy.cluster.nodes[n].usage?[resource]
        {
          copy.cluster.nodes[n].usage?[resource] = max(.zero, used - amount)
        }
      }
    }
    return copy
  }
}

extension Plan {
  /// Where the VMs that it moves end, by name.
  var ends: [String: String] {
    Dictionary(migrations.map { ($0.vm, $0.to) }) { $1 }
  }
}
