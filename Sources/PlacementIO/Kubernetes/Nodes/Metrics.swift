import PlacementModel

/// What was measured, by node and by pod.
///
/// What was not measured is absent, never zero.
struct Metrics {
  private(set) var nodes: [String: ResourceList] = [:]
  /// By `namespace/name`.
  private(set) var pods: [String: ResourceList] = [:]

  init(_ objects: KubernetesObjects) throws(InputError) {
    for object in objects[.nodeMetrics] {
      nodes[object.metadata.name] = Self.measured(try object.field.required("usage").amounts())
    }
    for object in objects[.podMetrics] {
      let containers = try object.field.required("containers").elements()
      guard !containers.isEmpty else { continue }
      var sum = ResourceList()
      for container in containers { sum += try container.required("usage").amounts() }
      pods[object.key] = Self.measured(sum)
    }
  }

  /// Only both together say how busy something is.
  private static func measured(_ usage: ResourceList) -> ResourceList? {
    guard let cpu = usage.amounts[.cpu], let memory = usage.amounts[.memory] else { return nil }
    return [.cpu: cpu, .memory: memory]
  }
}
