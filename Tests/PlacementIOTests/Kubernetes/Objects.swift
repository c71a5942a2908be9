import Foundation
import PlacementIO
import PlacementModel

/// Small objects in kubectl's shape, for tests to put together.
enum Objects {
  /// Reads YAML documents as one file.
  static func read(_ documents: String...) throws -> KubernetesInventory {
    try read(files: [("cluster.yaml", documents.joined(separator: "\n---\n"))])
  }

  /// Reads files of JSON or YAML.
  static func read(files: [(name: String, text: String)]) throws -> KubernetesInventory {
    var documents: [(file: String, root: DocumentValue)] = []
    for file in files {
      for root in try DocumentReader.read(Data(file.text.utf8), file: file.name) {
        documents.append((file.name, root))
      }
    }
    return try KubernetesReader.read(documents: documents)
  }

  /// The error that reading gives.
  static func error(_ documents: String...) -> InputError? {
    do {
      _ = try read(files: [("cluster.yaml", documents.joined(separator: "\n---\n"))])
      return nil
    } catch {
      return error as? InputError
    }
  }

  static func node(
    _ name: String,
    labels: String = #"kubevirt.io/schedulable: "true""#,
    spec: String = "{}"
  ) -> String {
    """
    apiVersion: v1
    kind: Node
    metadata:
      name: \(name)
      labels: {kubernetes.io/hostname: \(name)\(labels.isEmpty ? "" : ", " + labels)}
    spec: \(spec)
    status:
      capacity: {cpu: "32", memory: 128Gi, pods: "250"}
      allocatable: {cpu: 31500m, memory: 120Gi, pods: "250"}
      conditions: [{type: Ready, status: "True"}]
    """
  }

  static func machine(
    _ name: String,
    spec: String = "runStrategy: Always",
    template: String = "domain: {cpu: {cores: 2}, memory: {guest: 4Gi}}",
    templateMetadata: String = "labels: {app: shop}",
    metadata: String = "",
    status: String = "printableStatus: Running"
  ) -> String {
    """
    apiVersion: kubevirt.io/v1
    kind: VirtualMachine
    metadata: {name: \(name), namespace: prod\(metadata.isEmpty ? "" : ", " + metadata)}
    spec: {\(spec), template: {metadata: {\(templateMetadata)}, spec: {\(template)}}}
    status: {\(status)}
    """
  }

  static func instance(
    _ name: String,
    spec: String = "domain: {cpu: {cores: 2}, memory: {guest: 4Gi}}",
    metadata: String = "labels: {app: shop}",
    status: String = "phase: Running, nodeName: n1",
    conditions: String = #"{type: LiveMigratable, status: "True"}"#
  ) -> String {
    """
    apiVersion: kubevirt.io/v1
    kind: VirtualMachineInstance
    metadata: {name: \(name), namespace: prod, uid: uid-\(name), \(metadata)}
    spec: {\(spec)}
    status: {\(status), conditions: [\(conditions)]}
    """
  }

  static func launcher(
    _ name: String,
    node: String? = "n1",
    pod: String = "a",
    requests: String = "cpu: 200m, memory: 4500Mi",
    spec: String = "",
    metadata: String = "",
    phase: String = "Running"
  ) -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata:
      name: virt-launcher-\(name)-\(pod)
      namespace: prod
      labels: {kubevirt.io: virt-launcher}
      annotations: {kubevirt.io/domain: \(name)}
      \(metadata)
    spec:
      nodeName: \(node ?? "null")
      \(spec)
      containers: [{name: compute, resources: {requests: {\(requests)}}}]
    status: {phase: \(phase)}
    """
  }

  static func pod(_ name: String, spec: String, phase: String = "Running") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: \(name), namespace: prod}
    spec: {\(spec)}
    status: {phase: \(phase)}
    """
  }

  static func object(_ kind: String, _ version: String, _ name: String, _ rest: String) -> String {
    """
    apiVersion: \(version)
    kind: \(kind)
    metadata: {name: \(name), namespace: prod}
    \(rest)
    """
  }

  static func migration(_ name: String, of vm: String, spec: String = "", status: String = "")
    -> String
  {
    """
    apiVersion: kubevirt.io/v1
    kind: VirtualMachineInstanceMigration
    metadata: {name: \(name), namespace: prod, uid: uid-\(name)}
    spec: {vmiName: \(vm)\(spec.isEmpty ? "" : ", " + spec)}
    status: {\(status)}
    """
  }
}

extension KubernetesInventory {
  var vms: [VirtualMachine] { inventory.cluster.virtualMachines }
  var nodes: [Node] { inventory.cluster.nodes }

  func vm(_ name: String) -> VirtualMachine? {
    vms.first { $0.name == name || $0.fullName == name }
  }

  func node(_ name: String) -> Node? { nodes.first { $0.name == name } }
}
