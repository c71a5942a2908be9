import PlacementModel

/// MigrationPolicies, which set another pace for some VMs.
///
/// The model has one pace for all, so that only a policy that holds for every running VM can be
/// taken over.
enum MigrationPolicies {
  private struct Policy {
    var name: String
    var field: Field
    var namespaces: [String: String]
    var instances: [String: String]

    init?(_ object: KubernetesObject) throws(InputError) {
      // Without selectors a policy holds for nothing.
      guard let spec = try object.field.optional("spec"),
        let selectors = try spec.optional("selectors")
      else { return nil }
      name = object.metadata.name
      field = spec
      namespaces = try selectors.optional("namespaceSelector")?.stringMap() ?? [:]
      instances = try selectors.optional("virtualMachineInstanceSelector")?.stringMap() ?? [:]
    }

    func holds(for machine: VirtualMachine, namespace: [String: String]) -> Bool {
      namespaces.allSatisfy { namespace[$0.key] == $0.value }
        && instances.allSatisfy { machine.labels[$0.key] == $0.value }
    }
  }

  /// Applies them to the limits; returns warnings about those that cannot be.
  static func apply(
    _ objects: KubernetesObjects,
    to policy: inout MigrationPolicy,
    cluster: Cluster
  ) throws(InputError) -> [String] {
    var policies: [Policy] = []
    for object in objects[.migrationPolicy] {
      if let read = try Policy(object) { policies.append(read) }
    }
    guard !policies.isEmpty else { return [] }
    // The most specific wins, then the first by name: as KubeVirt decides.
    policies.sort {
      let (a, b) = ($0.instances.count, $1.instances.count)
      let (c, d) = ($0.namespaces.count, $1.namespaces.count)
      return (-a - c, -a, $0.name) < (-b - d, -b, $1.name)
    }
    let labels = Dictionary(
      cluster.namespaces.map { ($0.name, $0.labels) },
      uniquingKeysWith: { first, _ in first }
    )
    let running = cluster.virtualMachines.filter(\.isActive)
    var counts = [Int](repeating: 0, count: policies.count)
    for machine in running {
      let namespace =
        labels[machine.namespace] ?? ["kubernetes.io/metadata.name": machine.namespace]
      if let winner = policies.firstIndex(where: { $0.holds(for: machine, namespace: namespace) }) {
        counts[winner] += 1
      }
    }
    var warnings: [String] = []
    for (policy_, count) in zip(policies, counts) where count > 0 {
      if count == running.count {
        try policy.readPace(policy_.field)
      } else {
        warnings.append(
          "migration policy \(policy_.name) sets another pace for \(count) of \(running.count) "
            + "VMs; times are estimated with the cluster's"
        )
      }
    }
    return warnings
  }
}
