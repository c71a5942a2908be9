import PlacementModel

/// Reads the nodes of a scenario.
enum NodeReader {
  static func node(_ field: Field) throws(InputError) -> Node {
    try field.check(keys: [
      "name", "allocatable", "capacity", "reserved", "usage", "labels", "taints", "ready",
      "unschedulable", "network",
    ])
    let allocatable = try field.required("allocatable", "give cpu and memory")
      .resources(required: [.cpu, .memory])
    var node = Node(
      name: try field.required("name", "give the node's name").objectName(),
      allocatable: allocatable
    )
    if let capacity = try field.optional("capacity") {
      node.capacity.amounts.merge(try capacity.resources().amounts) { $1 }
    }
    if let reserved = try field.optional("reserved") { node.reserved = try reserved.resources() }
    if let usage = try field.optional("usage") { node.usage = try usage.cpuAndMemory() }
    if let labels = try field.optional("labels") { node.labels = try labels.stringMap() }
    for taint in try field.list("taints") {
      node.taints.append(try KubernetesShapes().taint(taint))
    }
    if let ready = try field.optional("ready") { node.ready = try ready.bool() }
    if let cordoned = try field.optional("unschedulable") {
      node.unschedulable = try cordoned.bool()
    }
    if let network = try field.optional("network") {
      try network.check(keys: ["utilization"])
      let used = try network.required("utilization", "give a fraction from 0 to 1")
      node.network = Node.Network(utilization: try used.double(in: 0...1))
    }
    return node
  }

  /// Completes a measurement that leaves out cpu or memory: reserved and the VMs' own use.
  static func fillUsage(of cluster: inout Cluster) {
    let incomplete = cluster.nodes.indices.filter { at in
      guard let usage = cluster.nodes[at].usage else { return false }
      return usage.amounts[.cpu] == nil || usage.amounts[.memory] == nil
    }
    for at in incomplete {
      let node = cluster.nodes[at]
      guard var usage = node.usage else { continue }
      let machines = cluster.virtualMachines.filter { $0.node == node.name && $0.isActive }
      for resource in [ResourceName.cpu, .memory] where usage.amounts[resource] == nil {
        usage[resource] = machines.reduce(into: node.reserved[resource]) {
          $0 += $1.usage[resource]
        }
      }
      cluster.nodes[at].usage = usage.isEmpty ? nil : usage
    }
  }
}
