/// A VirtualMachineInstanceMigration that is to be created.
///
/// It never has a priority, which KubeVirt keeps for itself.
struct MigrationManifest {
  var vm: ObjectName
  /// The target's `kubernetes.io/hostname`; `nil` where the VM is bound to it already.
  var hostname: String?
  var tag: Tag

  /// The labels that mark it as ours.
  enum Label {
    static let manager = "app.kubernetes.io/managed-by"
    static let run = "placementsolver.io/run"
    static let move = "placementsolver.io/migration"
    static let attempt = "placementsolver.io/attempt"
  }

  var json: JSONValue {
    // The server adds five characters and cuts the beginning where both would be too long.
    let beginning = "rebalance-\(vm.name.prefix(40))-"
    var spec: [String: JSONValue] = ["vmiName": .string(vm.name)]
    if let hostname {
      spec["addedNodeSelector"] = .object(["kubernetes.io/hostname": .string(hostname)])
    }
    return .object([
      "apiVersion": .string("kubevirt.io/v1"),
      "kind": .string("VirtualMachineInstanceMigration"),
      "metadata": .object([
        "generateName": .string(beginning),
        "namespace": .string(vm.namespace),
        "labels": .object([
          Label.manager: .string("rebalance"),
          Label.run: .string(tag.run),
          Label.move: .string(String(tag.move)),
          Label.attempt: .string(String(tag.attempt)),
        ]),
      ]),
      "spec": .object(spec),
    ])
  }
}
