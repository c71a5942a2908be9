import PlacementModel

/// What is missing from the input, what follows from that, and the command that brings it.
struct Gaps {
  private let objects: KubernetesObjects
  private let assembly: MachineAssembly
  /// Whether a snapshot was read, which asked for everything.
  private let isComplete: Bool

  init(_ objects: KubernetesObjects, _ assembly: MachineAssembly, isComplete: Bool) {
    self.objects = objects
    self.assembly = assembly
    self.isComplete = isComplete
  }

  /// One line for each, the graver first.
  var warnings: [String] {
    var lines: [String] = []
    if objects[.machine].isEmpty, !objects[.instance].isEmpty {
      lines.append(
        Self.line("VirtualMachines", "nothing can be moved cold", "virtualmachines.v1.kubevirt.io")
      )
    }
    if objects[.instance].isEmpty, assembly.machines.contains(where: \.isActive) {
      lines.append(
        Self.line(
          "VirtualMachineInstances",
          "sizes are the templates', nodes the pods', and what is hot-plugged is not seen",
          "virtualmachineinstances.v1.kubevirt.io"
        )
      )
    }
    lines += pods + volumes
    if !assembly.unmeasured.isEmpty {
      let names = InputText.some(assembly.unmeasured)
      lines.append(
        "missing from the input: metrics of \(names); their requests stand for their use; add "
          + "'kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods'"
      )
    }
    return lines + kindsThatMayBeMissing
  }

  private var pods: [String] {
    if objects[.pod].isEmpty {
      return [
        Self.line(
          "pods",
          "requests of VMs are estimated and those of other pods count as none",
          "pods"
        )
      ]
    }
    var lines: [String] = []
    if objects[.pod].allSatisfy({ $0.metadata.labels["kubevirt.io"] == "virt-launcher" }) {
      lines.append(
        Self.line(
          "pods other than virt-launchers",
          "what they request counts as none, so that nodes look emptier than they are",
          "pods"
        )
      )
    }
    if !assembly.podless.isEmpty {
      lines.append(
        Self.line(
          "the virt-launcher pods of \(InputText.some(assembly.podless))",
          "their requests are estimated",
          "pods"
        )
      )
    }
    return lines
  }

  private var volumes: [String] {
    let found = assembly.unlocated
    guard !found.isEmpty else { return [] }
    let hints = found.prefix(3).compactMap { vm, node in
      node.map { "\(vm) was given one made for \(InputText.printable($0))" }
    }
    return [
      Self.line(
        "the volumes of \(InputText.some(found.map(\.vm)))",
        "whether a disk is local, and keeps its VM on a node, is not known"
          + (hints.isEmpty ? "" : " (\(hints.joined(separator: ", ")))"),
        "persistentvolumeclaims,persistentvolumes"
      )
    ]
  }

  /// Kinds of which a cluster may have no object, so that one line says all.
  private var kindsThatMayBeMissing: [String] {
    guard !isComplete, assembly.machines.contains(where: \.isActive) else { return [] }
    let kinds: [(KubernetesKind, String, String)] = [
      (
        .migration, "migrations queued by others", "virtualmachineinstancemigrations.v1.kubevirt.io"
      ),
      (.quota, "quotas", "resourcequotas"),
      (.kubeVirt, "limits on migrations", "kubevirts.v1.kubevirt.io"),
    ]
    let missing = kinds.filter { objects[$0.0].isEmpty && !objects.listed.contains($0.0) }
    guard !missing.isEmpty else { return [] }
    return [
      "not in the input, or there are none: \(missing.map(\.1).joined(separator: ", ")); make sure "
        + "with 'kubectl get \(missing.map(\.2).joined(separator: ",")) -A -o json'"
    ]
  }

  private static func line(_ what: String, _ follows: String, _ resource: String) -> String {
    "missing from the input: \(what); \(follows); add 'kubectl get \(resource) -A -o json'"
  }
}
