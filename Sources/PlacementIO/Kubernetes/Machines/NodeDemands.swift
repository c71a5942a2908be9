import PlacementModel

/// Labels that KubeVirt demands of a VM's node besides those of its CPU: what its renderer of node
/// selectors adds for devices of the host and for the whole cluster.
struct NodeDemands {
  /// What the KubeVirt resource adds to the selector of every VM.
  private let clusterSelectors: [String: String]
  /// The label of nodes with the CPU manager, which KubeVirt 1.8 spells anew.
  private let cpuManager: String
  private let tellsMachineTypes: Bool

  private static let oldCPUManager = "cpumanager"
  private static let newCPUManager = "kubevirt.io/cpumanager"
  private static let machineType = "machine-type.node.kubevirt.io/"
  private static let cpuFeature = "cpu-feature.node.kubevirt.io/"
  /// Keys of a pod's selector that say where it is or what other readers look at.
  private static let elsewhere: Set<String> = [
    Node.hostnameLabel, "kubernetes.io/arch", "kubevirt.io/schedulable",
  ]

  init(nodes: [NodeObject], settings: KubeVirtSettings) {
    clusterSelectors = settings.nodeSelectors
    let keys = Set(nodes.flatMap(\.node.labels.keys))
    tellsMachineTypes = keys.contains { $0.hasPrefix(Self.machineType) }
    let isNew = settings.version.map { $0 >= (1, 8) } ?? keys.contains(Self.newCPUManager)
    let preferred = isNew ? Self.newCPUManager : Self.oldCPUManager
    let other = isNew ? Self.oldCPUManager : Self.newCPUManager
    cpuManager = !keys.contains(preferred) && keys.contains(other) ? other : preferred
  }

  /// The demands of a VM: as the selector of its pod tells them, else as its spec makes them.
  ///
  /// - Parameters:
  ///   - own: keys of the VM's own selectors.
  ///   - added: keys that migrations added to the selector of a pod.
  func labels(
    _ domain: GuestDomain,
    own: Set<String>,
    added: Set<String>,
    pod: PodObject?
  ) -> [DemandedLabel] {
    var labels = spec(domain, own: own)
    let selector = pod?.nodeSelector ?? [:]
    if selector.keys.contains(where: { Self.cpuManagers.contains($0) }) {
      labels.removeAll { Self.cpuManagers.contains($0.key) }
    }
    if pod != nil { labels.removeAll { CPUDemands.knows($0.key) && selector[$0.key] != nil } }
    let known = Set(labels.map(\.key))
    for (key, value) in selector.sorted(by: { $0.key < $1.key }) {
      if known.contains(key) || own.contains(key) || added.contains(key) { continue }
      if Self.elsewhere.contains(key) || CPUDemands.knows(key) { continue }
      let cause =
        Self.cpuManagers.contains(key) ? "dedicatedCpuPlacement" : "the selector of its running pod"
      labels.append(DemandedLabel(key: key, value: value, setBy: cause))
    }
    return labels
  }

  private static let cpuManagers: Set<String> = [oldCPUManager, newCPUManager]

  private func spec(_ domain: GuestDomain, own: Set<String>) -> [DemandedLabel] {
    var labels: [DemandedLabel] = []
    if domain.hasDedicatedCPUs {
      labels.append(DemandedLabel(key: cpuManager, setBy: "dedicatedCpuPlacement"))
    }
    for (key, cause) in domain.hostFeatures {
      labels.append(DemandedLabel(key: key, setBy: cause))
    }
    for name in domain.forbiddenFeatures {
      labels.append(
        DemandedLabel(
          key: Self.cpuFeature + name,
          forbidden: true,
          setBy: "the policy of its CPU feature \(name)"
        )
      )
    }
    if let type = domain.machineType, tellsMachineTypes {
      labels.append(DemandedLabel(key: Self.machineType + type, setBy: "its machine type"))
    }
    for (key, value) in clusterSelectors.sorted(by: { $0.key < $1.key }) where !own.contains(key) {
      labels.append(
        DemandedLabel(key: key, value: value, setBy: "nodeSelectors of the KubeVirt resource")
      )
    }
    return labels
  }
}
