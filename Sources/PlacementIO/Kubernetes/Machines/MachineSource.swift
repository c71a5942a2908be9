import PlacementModel

/// A VM as its two objects describe it together: the instance tells what runs, the machine what
/// would be started.
struct MachineSource {
  let machine: MachineObject?
  let instance: InstanceObject?
  /// The spec that counts: the instance's, else the machine's template.
  let spec: Field
  /// The labels that its pod carries.
  let labels: [String: String]
  private let object: KubernetesObject

  init?(_ machine: MachineObject?, _ instance: InstanceObject?) {
    guard let object = machine?.object ?? instance?.object,
      let spec = instance?.spec ?? machine?.template
    else { return nil }
    self.machine = machine
    self.instance = instance
    self.object = object
    self.spec = spec
    var labels = instance?.object.metadata.labels ?? machine?.labels ?? [:]
    // These follow the VM around and are not copied to pods.
    labels["kubevirt.io/nodeName"] = nil
    labels["kubevirt.io/migrationTargetNodeName"] = nil
    labels["kubevirt.io"] = "virt-launcher"
    labels["vm.kubevirt.io/name"] = labels["vm.kubevirt.io/name"] ?? object.metadata.name
    self.labels = labels
  }

  var key: String { object.key }
  var name: String { object.metadata.name }
  var namespace: String { object.metadata.namespace }

  /// Where it is said which node it is on, for errors.
  var placeField: Field {
    guard let instance, let status = instance.object.field.value["status"] else {
      return object.field
    }
    let field = instance.object.field.child("status", status)
    return status["nodeName"].map { field.child("nodeName", $0) } ?? field
  }

  /// The size and the devices of the guest.
  func domain() throws(InputError) -> GuestDomain {
    var domain =
      if let instance { try instance.domain() } else {
        try GuestDomain(spec.required("domain", "a VM's template has it"))
      }
    try domain.readProbes(spec)
    return domain
  }

  /// Names of the volumes that a restart would bring back; `nil` where nothing would start it again.
  func persistentVolumes() throws(InputError) -> Set<String>? {
    guard let machine, instance != nil else { return nil }
    var names: Set<String> = []
    for volume in try machine.template.list("volumes") {
      if let name = try volume.optional("name")?.string() { names.insert(name) }
    }
    return names
  }

  /// Whether its owner opted out of being moved.
  var optsOut: Bool {
    let annotations = [
      machine?.annotations, machine?.object.metadata.annotations,
      instance?.object.metadata.annotations,
    ]
    let key = "descheduler.alpha.kubernetes.io/prefer-no-eviction"
    return annotations.contains { ($0?[key]).map { $0 != "false" } ?? false }
  }

  /// Whether it carries `evict: "false"`, of which the descheduler looks at the key alone.
  var hasMisleadingAnnotation: Bool {
    let annotations = [
      machine?.annotations, machine?.object.metadata.annotations,
      instance?.object.metadata.annotations,
    ]
    return annotations.contains { $0?["descheduler.alpha.kubernetes.io/evict"] == "false" }
  }

  /// The kind of work, where a label says one of the model's words.
  var workload: VirtualMachine.Workload {
    let own = object.metadata.labels
    for key in ["workload", "workload-type", "app.kubernetes.io/component"] {
      if let word = labels[key] ?? own[key], let kind = VirtualMachine.Workload(rawValue: word) {
        return kind
      }
    }
    return .general
  }

  /// The name of its instance type.
  func instanceType() throws(InputError) -> String? {
    if let machine {
      let status = try machine.object.field.optional("status")
      if let name = try InstanceTypes.name("instancetype", of: machine.spec, status: status) {
        return name
      }
    }
    let annotations = instance?.object.metadata.annotations ?? [:]
    return annotations["kubevirt.io/cluster-instancetype-name"]
      ?? annotations["kubevirt.io/instancetype-name"]
  }
}
