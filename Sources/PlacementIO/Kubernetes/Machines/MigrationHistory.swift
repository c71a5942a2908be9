import PlacementModel

/// When each instance was last migrated, by the migrations that have succeeded and are still there.
///
/// KubeVirt keeps the five newest of an instance.
struct MigrationHistory {
  private var ends: [String: String] = [:]

  init(_ objects: KubernetesObjects) throws(InputError) {
    for object in objects[.migration] {
      guard try object.field.at("status", "phase")?.string() == "Succeeded",
        let name = try object.field.at("spec", "vmiName")?.string(),
        let end = try object.field.at("status", "migrationState", "endTimestamp")?.string()
      else { continue }
      let key = "\(object.metadata.namespace)/\(name)"
      // Kubernetes writes all times in UTC and in one format, so that they sort as text.
      ends[key] = max(ends[key] ?? "", end)
    }
  }

  /// When an instance was last migrated; `nil` where nothing is known.
  func last(of instance: String) -> String? { ends[instance] }
}
