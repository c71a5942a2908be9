/// A kind of object that a snapshot holds: how it is asked for, and what is kept of it.
struct SnapshotKind: Sendable {
  var kind: String
  var apiVersion: String
  /// What kubectl calls it.
  var name: String
  var arguments: [String]
  /// Whether there is no planning without it.
  var isIndispensable = false
  var keep: Keep

  private init(
    _ kind: String,
    _ apiVersion: String,
    _ name: String,
    isIndispensable: Bool = false,
    keep: Keep
  ) {
    self.kind = kind
    self.apiVersion = apiVersion
    self.name = name
    arguments = ["get", name, "-A", "-o", "json", "--chunk-size=500"]
    self.isIndispensable = isIndispensable
    self.keep = keep
  }

  private init(metrics kind: String, _ path: String, keep: Keep) {
    self.init(kind, "metrics.k8s.io/v1beta1", "metrics", keep: keep)
    name = "metrics of \(path.prefix(while: { $0 != "?" }))"
    arguments = ["get", "--raw", "/apis/metrics.k8s.io/v1beta1/\(path)"]
  }

  /// What a kind's absence means: nothing, or the warning that is returned.
  ///
  /// - Throws: the error, where the kind is indispensable or the cluster does not answer.
  func excuse(for error: ExecutorError) throws -> String? {
    switch error.code {
    case .notFound where !isIndispensable:
      return kind.hasSuffix("Metrics") ? "no \(name): the metrics server is not there" : nil
    case .notFound:
      throw ExecutorError(.notFound, "there are no \(name) here; is KubeVirt installed?")
    case .forbidden where !isIndispensable:
      return "\(name) may not be read and are left out"
    case .unavailable where kind.hasSuffix("Metrics"):
      return "no \(name): \(error)"
    default: throw error
    }
  }

  static let all: [SnapshotKind] = [
    SnapshotKind("Node", "v1", "nodes", isIndispensable: true, keep: .node),
    SnapshotKind("Namespace", "v1", "namespaces", keep: .metadata),
    SnapshotKind(
      "VirtualMachine",
      "kubevirt.io/v1",
      "virtualmachines.kubevirt.io",
      isIndispensable: true,
      keep: .machine
    ),
    SnapshotKind(
      "VirtualMachineInstance",
      "kubevirt.io/v1",
      "virtualmachineinstances.kubevirt.io",
      isIndispensable: true,
      keep: .instance
    ),
    SnapshotKind("Pod", "v1", "pods", isIndispensable: true, keep: .pod),
    SnapshotKind(
      "VirtualMachineInstanceMigration",
      "kubevirt.io/v1",
      "virtualmachineinstancemigrations.kubevirt.io",
      keep: .plain
    ),
    SnapshotKind("PersistentVolumeClaim", "v1", "persistentvolumeclaims", keep: .claim),
    SnapshotKind("PersistentVolume", "v1", "persistentvolumes", keep: .volume),
    SnapshotKind("ResourceQuota", "v1", "resourcequotas", keep: .plain),
    SnapshotKind("KubeVirt", "kubevirt.io/v1", "kubevirts.kubevirt.io", keep: .kubeVirt),
    SnapshotKind(
      "HyperConverged",
      "hco.kubevirt.io/v1beta1",
      "hyperconvergeds.hco.kubevirt.io",
      keep: .hyperConverged
    ),
    SnapshotKind(
      "MigrationPolicy",
      "migrations.kubevirt.io/v1alpha1",
      "migrationpolicies.migrations.kubevirt.io",
      keep: .plain
    ),
    SnapshotKind(
      "VirtualMachineInstancetype",
      "instancetype.kubevirt.io/v1beta1",
      "virtualmachineinstancetypes.instancetype.kubevirt.io",
      keep: .plain
    ),
    SnapshotKind(
      "VirtualMachineClusterInstancetype",
      "instancetype.kubevirt.io/v1beta1",
      "virtualmachineclusterinstancetypes.instancetype.kubevirt.io",
      keep: .plain
    ),
    SnapshotKind(
      "VirtualMachinePreference",
      "instancetype.kubevirt.io/v1beta1",
      "virtualmachinepreferences.instancetype.kubevirt.io",
      keep: .plain
    ),
    SnapshotKind(
      "VirtualMachineClusterPreference",
      "instancetype.kubevirt.io/v1beta1",
      "virtualmachineclusterpreferences.instancetype.kubevirt.io",
      keep: .plain
    ),
    SnapshotKind(metrics: "NodeMetrics", "nodes", keep: .plainMetrics),
    SnapshotKind(
      metrics: "PodMetrics",
      "pods?labelSelector=kubevirt.io%3Dvirt-launcher",
      keep: .plainMetrics
    ),
  ]
}
