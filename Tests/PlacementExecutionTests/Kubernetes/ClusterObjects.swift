import Foundation

@testable import PlacementExecution

/// Objects of a small KubeVirt cluster.
enum ClusterObjects {
  static func parse(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  static func definition(
    _ kind: String,
    _ plural: String,
    group: String = "kubevirt.io",
    version: String = "v1",
    scope: String = "Namespaced"
  ) throws -> JSONValue {
    try parse(
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
       "metadata": {"name": "\(plural).\(group)",
         "annotations": {"api-approved.kubernetes.io": "unapproved, test double"}},
       "spec": {"group": "\(group)", "scope": "\(scope)",
         "names": {"plural": "\(plural)", "singular": "\(kind.lowercased())", "kind": "\(kind)",
           "listKind": "\(kind)List"},
         "versions": [{"name": "\(version)", "served": true, "storage": true,
           "schema": {"openAPIV3Schema": {"type": "object",
             "x-kubernetes-preserve-unknown-fields": true}}}]}}
      """
    )
  }

  static func definitions() throws -> [JSONValue] {
    [
      try definition("VirtualMachine", "virtualmachines"),
      try definition("VirtualMachineInstance", "virtualmachineinstances"),
      try definition("VirtualMachineInstanceMigration", "virtualmachineinstancemigrations"),
    ]
  }

  static func node(_ name: String) throws -> JSONValue {
    try parse(
      """
      {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "\(name)",
        "labels": {"kubernetes.io/hostname": "host-\(name)", "kubevirt.io/schedulable": "true"}},
       "status": {"allocatable": {"cpu": "16", "memory": "64Gi", "pods": "110"},
         "capacity": {"cpu": "16", "memory": "64Gi", "pods": "110"},
         "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    )
  }

  static func namespace(_ name: String) throws -> JSONValue {
    try parse(#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "\#(name)"}}"#)
  }

  private static func guest(_ isShared: Bool) -> String {
    """
    {"domain": {"cpu": {"cores": 1}, "memory": {"guest": "1Gi"}, "devices": {}},
     "volumes": [
       {"name": "root", "persistentVolumeClaim": {"claimName": "\(isShared ? "rwx" : "rwo")"}},
       {"name": "init", "cloudInitNoCloud": {"userData": "password: hunter2"}}]}
    """
  }

  static func machine(_ name: String, strategy: String, isShared: Bool) throws -> JSONValue {
    try parse(
      """
      {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
       "metadata": {"name": "\(name)", "namespace": "prod"},
       "spec": {"runStrategy": "\(strategy)",
         "template": {"metadata": {"labels": {"app": "\(name)"}}, "spec": \(guest(isShared))}},
       "status": {"printableStatus": "Running"}}
      """
    )
  }

  static func instance(_ name: String, node: String?, isShared: Bool) throws -> JSONValue {
    let place =
      node.map { #""phase": "Running", "nodeName": "\#($0)","# } ?? #""phase": "Scheduling","#
    return try parse(
      """
      {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance",
       "metadata": {"name": "\(name)", "namespace": "prod", "labels": {"app": "\(name)"}},
       "spec": \(guest(isShared)),
       "status": {\(place) "conditions": [{"type": "LiveMigratable",
         "status": "\(isShared ? "True" : "False")",
         "reason": "\(isShared ? "" : "DisksNotLiveMigratable")"}]}}
      """
    )
  }

  static func claim(_ name: String, _ mode: String) throws -> JSONValue {
    try parse(
      """
      {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
       "metadata": {"name": "\(name)", "namespace": "prod"},
       "spec": {"accessModes": ["\(mode)"], "resources": {"requests": {"storage": "1Gi"}}}}
      """
    )
  }

  /// A virt-launcher pod; without a node the scheduler finds one.
  static func pod(
    of vm: String,
    suffix: String,
    node: String? = nil,
    selector: [String: String] = [:],
    affinity: JSONValue? = nil
  ) throws -> JSONValue {
    var pod = try parse(
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "virt-launcher-\(vm)-\(suffix)", "namespace": "prod",
         "labels": {"kubevirt.io": "virt-launcher", "vm.kubevirt.io/name": "\(vm)", "app": "\(vm)"},
         "annotations": {"kubevirt.io/domain": "\(vm)"}},
       "spec": {"containers": [{"name": "compute", "image": "none",
         "env": [{"name": "PASSWORD", "value": "hunter2"}],
         "resources": {"requests": {"cpu": "1", "memory": "1200Mi"}}}]}}
      """
    )
    if let node { pod["spec"]?["nodeName"] = .string(node) }
    if !selector.isEmpty {
      pod["spec"]?["nodeSelector"] = .object(selector.mapValues(JSONValue.string))
    }
    if let affinity { pod["spec"]?["affinity"] = affinity }
    return pod
  }
}
