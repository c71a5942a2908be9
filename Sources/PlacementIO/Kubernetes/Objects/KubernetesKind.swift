/// The kinds of objects that the reader understands; every other kind is passed over.
enum KubernetesKind: String, Hashable, CaseIterable {
  case node = "Node"
  case namespace = "Namespace"
  case pod = "Pod"
  case claim = "PersistentVolumeClaim"
  case volume = "PersistentVolume"
  case quota = "ResourceQuota"
  case clusterQuota = "ClusterResourceQuota"
  case applicationQuota = "ApplicationAwareResourceQuota"
  case applicationClusterQuota = "ApplicationAwareClusterResourceQuota"
  case machine = "VirtualMachine"
  case instance = "VirtualMachineInstance"
  case migration = "VirtualMachineInstanceMigration"
  case kubeVirt = "KubeVirt"
  case hyperConverged = "HyperConverged"
  case migrationPolicy = "MigrationPolicy"
  case instanceType = "VirtualMachineInstancetype"
  case clusterInstanceType = "VirtualMachineClusterInstancetype"
  case preference = "VirtualMachinePreference"
  case clusterPreference = "VirtualMachineClusterPreference"
  case nodeMetrics = "NodeMetrics"
  case podMetrics = "PodMetrics"

  /// The kind of that name in the group of an `apiVersion`; other products have a VirtualMachine
  /// too.
  init?(name: String, apiVersion: String) {
    guard let kind = KubernetesKind(rawValue: name), kind.group == Self.group(of: apiVersion)
    else { return nil }
    self = kind
  }

  /// The API group; versions within it do not differ in what is read here.
  var group: String {
    switch self {
    case .node, .namespace, .pod, .claim, .volume, .quota: ""
    case .machine, .instance, .migration, .kubeVirt: "kubevirt.io"
    case .clusterQuota: "quota.openshift.io"
    case .applicationQuota, .applicationClusterQuota: "aaq.kubevirt.io"
    case .hyperConverged: "hco.kubevirt.io"
    case .migrationPolicy: "migrations.kubevirt.io"
    case .instanceType, .clusterInstanceType, .preference, .clusterPreference:
      "instancetype.kubevirt.io"
    case .nodeMetrics, .podMetrics: "metrics.k8s.io"
    }
  }

  /// Whether its objects live in a namespace.
  var isNamespaced: Bool {
    switch self {
    case .node, .namespace, .volume, .migrationPolicy, .clusterInstanceType, .clusterPreference,
      .nodeMetrics, .clusterQuota, .applicationClusterQuota:
      false
    default: true
    }
  }

  private static func group(of apiVersion: String) -> String {
    guard let slash = apiVersion.firstIndex(of: "/") else { return "" }
    return String(apiVersion[..<slash])
  }
}
