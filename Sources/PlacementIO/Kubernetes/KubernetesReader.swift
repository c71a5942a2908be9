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
          + "as in '\(command)'"
      )
    }
    try refuseTwoInstallations(objects)
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
    let strangers = try strangers(objects, machineAssembly)
    let others = machineAssembly.pods.others
    let nodes = nodeAssembly.nodes(for: machineAssembly.machines, pods: others)
    let quotas = try QuotaReader(
      objects,
      machines: machineAssembly.machines,
      charged: machineAssembly.charged,
      pods: others
    )
    // What 'rebalance snapshot' notes in its list.
    let readAt = documents.lazy.compactMap { $0.root["metadata"]?["readAt"]?.text }.first
    let gaps = Gaps(objects, machineAssembly, isComplete: readAt != nil)
    let cluster = Cluster(
      nodes: nodes,
      virtualMachines: machineAssembly.machines,
      namespaces: objects[.namespace].map {
        Namespace(name: $0.metadata.name, labels: $0.metadata.labels)
      },
      uid: objects[.namespace, "kube-system"]?.metadata.uid,
      readAt: readAt ?? TimeOfDump(objects).latest
    )
    var migration = settings.migration
    let paces = try MigrationPolicies.apply(objects, to: &migration, cluster: cluster)
    return KubernetesInventory(
      inventory: Inventory(
        cluster: cluster,
        rules: quotas.rules,
        policy: Policy(migration: migration)
      ),
      warnings: nodeAssembly.warnings + gaps.warnings + strangers.warnings
        + remarks(machineAssembly) + machineAssembly.warnings + quotas.warnings + paces,
      clusterUID: objects[.namespace, "kube-system"]?.metadata.uid,
      hostnames: Dictionary(
        nodes.map { ($0.name, $0.hostname) },
        uniquingKeysWith: { first, _ in first }
      ),
      otherNodes: nodeAssembly.all.map(\.node.name).filter { name in
        !nodes.contains { $0.name == name }
      },
      unknownMachines: strangers.machines
    )
  }

  /// What brings everything that a plan is made from.
  static let command =
    "kubectl get nodes,namespaces,vm,vmi,vmim,pods,pvc,pv,resourcequotas,kubevirts -A -o json"

  /// One cluster has one KubeVirt.
  private static func refuseTwoInstallations(_ objects: KubernetesObjects) throws(InputError) {
    guard let other = objects[.kubeVirt].dropFirst().first else { return }
    throw other.field.error(
      "a second KubeVirt resource, \(InputText.quoted(other.key)) beside "
        + "\(InputText.quoted(objects[.kubeVirt][0].key)): two clusters in one input; "
        + "plan each by itself"
    )
  }

  /// VMs of which there is nothing but the pod.
  private static func strangers(
    _ objects: KubernetesObjects,
    _ assembly: MachineAssembly
  ) throws(InputError) -> (machines: [KubernetesInventory.UnknownMachine], warnings: [String]) {
    let known = Set(objects[.machine].map(\.key)).union(objects[.instance].map(\.key))
    let found = assembly.pods.strangers(knowing: known)
    guard let first = found.first else { return ([], []) }
    let names = InputText.some(found.map(\.instance))
    if known.isEmpty {
      throw InputError(
        file: objects[.pod].first { $0.metadata.key == first.pod.metadata.key }?.field.file
          ?? "input",
        message: "virt-launcher pods (\(found.count): \(names)) and not one VirtualMachine or "
          + "VirtualMachineInstance: the VMs are missing; add 'kubectl get "
          + "virtualmachines.v1.kubevirt.io,virtualmachineinstances.v1.kubevirt.io -A -o json'"
      )
    }
    let machines = found.map {
      KubernetesInventory.UnknownMachine(name: $0.instance, node: $0.pod.node)
    }
    let places = Array(Set(found.compactMap(\.pod.node))).sorted()
    return (
      machines,
      [
        "missing from the input: \(found.count) "
          + (found.count == 1 ? "VM that runs" : "VMs that run")
          + " on \(InputText.some(places)) (\(names)): nothing is planned for "
          + (found.count == 1 ? "it" : "them")
          + ", and these nodes do not become empty; add 'kubectl get "
          + "virtualmachines.v1.kubevirt.io,virtualmachineinstances.v1.kubevirt.io -A -o json'"
      ]
    )
  }

  private static func remarks(_ assembly: MachineAssembly) -> [String] {
    var remarks: [String] = []
    if !assembly.elsewhere.isEmpty {
      remarks.append(
        "left out, as their node is not among the objects: \(InputText.some(assembly.elsewhere)); "
          + "add 'kubectl get nodes -o json'"
      )
    }
    if !assembly.misannotated.isEmpty {
      remarks.append(
        "the annotation descheduler.alpha.kubernetes.io/evict: \"false\" keeps nothing in place, "
          + "as its key alone counts (\(InputText.some(assembly.misannotated))); use "
          + "descheduler.alpha.kubernetes.io/prefer-no-eviction"
      )
    }
    return remarks
  }
}
