import PlacementModel

/// Chooses the nodes that matter to VMs and adds what pods request and what was measured there.
struct NodeAssembly {
  let all: [NodeObject]
  let metrics: Metrics
  var warnings: [String] = []

  init(_ objects: KubernetesObjects, metrics: Metrics) throws(InputError) {
    var nodes: [NodeObject] = []
    for object in objects[.node] { nodes.append(try NodeObject(object)) }
    all = nodes
    self.metrics = metrics
  }

  /// The nodes of the inventory: those that take VMs in, and those that hold one nevertheless.
  mutating func nodes(for machines: [VirtualMachine], pods: [PodObject]) -> [Node] {
    let takers = Set(all.filter(\.takesMachines).map(\.node.name))
    var holding: [String: Int] = [:]
    for machine in machines {
      for name in [machine.node, machine.migratingTo] {
        if let name { holding[name, default: 0] += 1 }
      }
    }
    var reserved: [String: ResourceList] = [:]
    for pod in pods {
      guard let name = pod.node else { continue }
      reserved[name, default: [:]] += pod.requests.counted + [.pods: Quantity(1)]
    }
    var nodes: [Node] = []
    for object in all {
      var node = object.node
      let isTaker = takers.isEmpty || takers.contains(node.name)
      let count = holding[node.name] ?? 0
      guard isTaker || count > 0 else { continue }
      if !isTaker {
        node.unschedulable = true
        warnings.append(
          "node \(node.name) is not labelled kubevirt.io/schedulable=true but holds VMs "
            + "(\(count)); nothing is planned onto it"
        )
      }
      node.reserved = reserved[node.name] ?? [:]
      node.usage = metrics.nodes[node.name]
      remark(object)
      nodes.append(node)
    }
    let unmeasured = nodes.filter { $0.usage == nil }.map(\.name)
    if !unmeasured.isEmpty, unmeasured.count < nodes.count {
      warnings.append("no metrics of \(InputText.some(unmeasured)); their use is not known")
    }
    return nodes
  }

  private mutating func remark(_ object: NodeObject) {
    let name = object.node.name
    if !object.hasReadyCondition {
      warnings.append("node \(name) does not say whether it is Ready; it counts as not ready")
    }
    if object.object.metadata.isTerminating {
      warnings.append("node \(name) is being deleted; it counts as cordoned")
    }
  }
}

extension InputText {
  /// Some of many names: `a, b, c and 4 more`.
  static func some(_ names: [String], atMost limit: Int = 3) -> String {
    let shown = names.prefix(limit).map { printable($0) }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
