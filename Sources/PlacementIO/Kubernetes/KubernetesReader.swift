import PlacementModel

/// Reads the objects of a cluster as kubectl prints them.
public enum KubernetesReader {
  /// Reads documents: Lists and single objects, in any order, over any number of files.
  ///
  /// Kinds that say nothing about the placement of VMs are passed over.
  ///
  /// - Throws: ``InputError`` where an object is malformed, where two differ under one name, or
  ///   where there are no nodes.
  public static func read(
    documents: [(file: String, root: DocumentValue)]
  ) throws(InputError) -> KubernetesInventory {
    let objects = try KubernetesObjects(documents)
    guard !objects[.node].isEmpty else {
      throw InputError(
        file: documents.first?.file ?? "input",
        message: "no Node objects in the input; add nodes to what kubectl gets, "
          + "as in 'kubectl get nodes,vm,vmi,pods,pvc,pv -A -o json'"
      )
    }
    let settings = try KubeVirtSettings(objects)
    let metrics = try Metrics(objects)
    var nodeAssembly = try NodeAssembly(objects, metrics: metrics)
    var machineAssembly = try MachineAssembly(
      objects,
      nodes: nodeAssembly.all,
      settings: settings,
      metrics: metrics
    )
    try machineAssembly.readAll()
    let others = machineAssembly.pods.others
    let nodes = nodeAssembly.nodes(for: machineAssembly.machines, pods: others)
    let quotas = try QuotaReader(
      objects,
      machines: machineAssembly.machines,
      charged: machineAssembly.charged,
      pods: others
    )
    let cluster = Cluster(
      nodes: nodes,
      virtualMachines: machineAssembly.machines,
      namespaces: objects[.namespace].map {
        Namespace(name: $0.metadata.name, labels: $0.metadata.labels)
      },
      uid: objects[.namespace, "kube-system"]?.metadata.uid,
      // What 'rebalance snapshot' notes in its list.
      readAt: documents.lazy.compactMap { $0.root["metadata"]?["readAt"]?.text }.first
    )
    var migration = settings.migration
    let paces = try MigrationPolicies.apply(objects, to: &migration, cluster: cluster)
    return KubernetesInventory(
      inventory: Inventory(
        cluster: cluster,
        rules: quotas.rules,
        policy: Policy(migration: migration)
      ),
      warnings: nodeAssembly.warnings + gaps(objects, machineAssembly) + machineAssembly.warnings
        + quotas.warnings + paces,
      clusterUID: objects[.namespace, "kube-system"]?.metadata.uid,
      hostnames: Dictionary(
        nodes.map { ($0.name, $0.hostname) },
        uniquingKeysWith: { first, _ in first }
      )
    )
  }

  /// What the input does not tell, and what follows from it.
  private static func gaps(_ objects: KubernetesObjects, _ reader: MachineAssembly) -> [String] {
    var gaps: [String] = []
    if objects[.pod].isEmpty {
      gaps.append(
        "no pods among the objects; requests of VMs are estimated and those of other pods missing"
      )
    }
    if !reader.unmeasured.isEmpty {
      gaps.append(
        "no metrics of \(InputText.some(reader.unmeasured)); their requests stand for their use"
      )
    }
    return gaps
  }
}
