/// A virtual machine and what the scheduler knows of its pod.
public struct VirtualMachine: Sendable, Hashable, Codable {
  /// The object's name.
  public var name: String
  /// The namespace.
  public var namespace: String
  /// The node it is on; `nil` means placed nowhere yet.
  public var node: String?
  /// Whether it runs.
  public var powerState: PowerState
  /// What its pod requests.
  public var requests: ResourceList
  /// Measured use; the requests where nothing was measured.
  public var usage: ResourceList
  /// What it uses when it is busiest, such as the 95th percentile; `nil` where that is not known.
  public var usagePeak: ResourceList?
  /// vCPUs and guest memory.
  public var guest: ResourceList
  /// The instance type, where it has one.
  public var instanceType: String?
  /// The labels of its pod.
  public var labels: [String: String]
  /// Labels a node must carry.
  public var nodeSelector: [String: String]
  /// Affinity in Kubernetes' own shape.
  public var affinity: Affinity
  /// The tolerations.
  public var tolerations: [Toleration]
  /// Topology spread constraints in Kubernetes' own shape.
  public var topologySpreadConstraints: [TopologySpreadConstraint]
  /// The access mode of each volume.
  public var accessModes: [AccessMode]
  /// The LiveMigratable condition, which wins over the access modes.
  public var liveMigratable: LiveMigratable?
  /// What kind of work it does.
  public var workload: Workload
  /// The node another actor moves it to now.
  public var migratingTo: String?
  /// Whether another actor is about to move it, to a node not known yet (`evacuationNodeName`).
  public var evacuating: Bool
  /// Whether it must never move.
  public var pinned: Bool
  /// How many seconds it may be down for a cold migration; `nil` sets no limit.
  public var maxDowntime: Double?
  /// Labels a node must carry because of the CPU model or features the VM asks for, for a live
  /// and a cold move alike.
  public var cpuSelector: [String: String]
  /// Labels a node must carry besides to take over the running guest's CPU (vendor, host-model);
  /// they bind live migrations only.
  public var liveCPUSelector: [String: String]
  /// Where each of its volumes can be mounted (a PersistentVolume's `nodeAffinity.required`).
  public var volumeNodeAffinity: [NodeSelector]
  /// Volumes whose content does not survive a cold move: `containerDisk`, `emptyDisk`, `ephemeral`.
  ///
  /// They block a cold move of a running VM unless the goal allows its restart.
  @OmittedWhenEmpty public var losesOnRestart: [String]
  /// What a restart would change; `nil` where the VM's template starts what runs now.
  public var restartPending: PendingRestart?
  /// Labels that KubeVirt demands of a node besides those of the CPU model.
  @OmittedWhenEmpty public var demandedLabels: [DemandedLabel]
  /// What the containers of its pod are limited to, which only quotas on `limits.*` count.
  public var limits: ResourceList?
  /// When it was last migrated (ISO 8601), where that is known.
  public var lastMigration: String?
  /// What KubeVirt does with it when its node is drained: `LiveMigrate`, `None` and others.
  public var evictionStrategy: String?

  /// Whether a VM runs.
  public enum PowerState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It runs, or should and waits for a node.
    case running = "Running"
    /// It is shut down: charges nothing and counts nowhere.
    case stopped = "Stopped"
    /// It is frozen in memory; it charges what a running one does.
    case paused = "Paused"
  }

  /// How a volume can be mounted.
  public enum AccessMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// By one node.
    case readWriteOnce = "ReadWriteOnce"
    /// By many nodes: what a live migration needs.
    case readWriteMany = "ReadWriteMany"
    /// By many nodes, reading.
    case readOnlyMany = "ReadOnlyMany"
    /// By one pod.
    case readWriteOncePod = "ReadWriteOncePod"
  }

  /// KubeVirt's LiveMigratable condition.
  public struct LiveMigratable: Sendable, Hashable, Codable {
    /// `True`, `False` or `Unknown`; only `True` allows a live migration.
    public var status: String
    /// Why not, as KubeVirt spells it: `DisksNotLiveMigratable`.
    public var reason: String?
    /// The same in KubeVirt's own sentence, where it gave one.
    public var message: String?

    /// Creates a condition.
    public init(status: String, reason: String? = nil, message: String? = nil) {
      self.message = message
      self.status = status
      self.reason = reason
    }
  }

  /// What kind of work a VM does.
  public enum Workload: String, Sendable, Hashable, Codable, CaseIterable {
    /// High dirty rate: a live migration takes long.
    case database
    /// Low dirty rate.
    case web
    /// Very high dirty rate.
    case cache
    /// Best moved while idle.
    case batch
    /// Nothing particular.
    case general
  }

  /// Creates a virtual machine; usage and guest default to the requests.
  public init(
    name: String,
    namespace: String = "default",
    node: String? = nil,
    powerState: PowerState = .running,
    requests: ResourceList,
    usage: ResourceList? = nil,
    usagePeak: ResourceList? = nil,
    guest: ResourceList? = nil,
    instanceType: String? = nil,
    labels: [String: String] = [:],
    nodeSelector: [String: String] = [:],
    affinity: Affinity = Affinity(),
    tolerations: [Toleration] = [],
    topologySpreadConstraints: [TopologySpreadConstraint] = [],
    accessModes: [AccessMode] = [],
    liveMigratable: LiveMigratable? = nil,
    workload: Workload = .general,
    migratingTo: String? = nil,
    evacuating: Bool = false,
    pinned: Bool = false,
    maxDowntime: Double? = nil,
    cpuSelector: [String: String] = [:],
    liveCPUSelector: [String: String] = [:],
    volumeNodeAffinity: [NodeSelector] = [],
    losesOnRestart: [String] = [],
    restartPending: PendingRestart? = nil,
    demandedLabels: [DemandedLabel] = [],
    limits: ResourceList? = nil,
    lastMigration: String? = nil,
    evictionStrategy: String? = nil
  ) {
    self.name = name
    self.namespace = namespace
    self.node = node
    self.powerState = powerState
    self.requests = requests
    self.usage = usage ?? requests
    self.usagePeak = usagePeak
    self.guest = guest ?? requests
    self.instanceType = instanceType
    self.labels = labels
    self.nodeSelector = nodeSelector
    self.affinity = affinity
    self.tolerations = tolerations
    self.topologySpreadConstraints = topologySpreadConstraints
    self.accessModes = accessModes
    self.liveMigratable = liveMigratable
    self.workload = workload
    self.migratingTo = migratingTo
    self.evacuating = evacuating
    self.pinned = pinned
    self.maxDowntime = maxDowntime
    self.cpuSelector = cpuSelector
    self.liveCPUSelector = liveCPUSelector
    self.volumeNodeAffinity = volumeNodeAffinity
    self.losesOnRestart = losesOnRestart
    self.restartPending = restartPending
    self.demandedLabels = demandedLabels
    self.limits = limits
    self.lastMigration = lastMigration
    self.evictionStrategy = evictionStrategy
  }

  /// The full name, `namespace/name`.
  public var fullName: String { "\(namespace)/\(name)" }

  /// Whether its pod exists or should: everything but a stopped VM.
  public var isActive: Bool { powerState != .stopped }

  /// Whether it runs and can be live-migrated: the LiveMigratable condition decides where there is
  /// one, else every volume must be ReadWriteMany.
  public var canMigrateLive: Bool {
    guard isActive else { return false }
    if let liveMigratable { return liveMigratable.status == "True" }
    return accessModes.allSatisfy { $0 == .readWriteMany }
  }

  /// Whether another actor moves it now, so that this planner must not.
  public var isMigrating: Bool { migratingTo != nil || evacuating }
}
