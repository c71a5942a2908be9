import PlacementModel

/// When each instance was last migrated, by the migrations that have succeeded and are still there,
/// and by what the instance itself remembers.
///
/// KubeVirt keeps the five newest of an instance.
struct MigrationHistory {
  private var ends: [String: String] = [:]

  init(_ objects: KubernetesObjects) throws(InputError) {
    for object in objects[.migration] {
      guard try object.field.at("status", "phase")?.string() == "Succeeded",
        let name = try object.field.at("spec", "vmiName")?.string()
      else { continue }
      try note(object.field, of: "\(object.metadata.namespace)/\(name)")
    }
    for object in objects[.instance] {
      guard let state = try object.field.at("status", "migrationState"),
        try state.optional("completed")?.bool() == true,
        try state.optional("failed")?.bool() != true
      else { continue }
      try note(object.field, of: object.key)
    }
  }

  private mutating func note(_ object: Field, of instance: String) throws(InputError) {
    guard let end = try object.at("status", "migrationState", "endTimestamp")?.string() else {
      return
    }
    // Kubernetes writes all times in UTC and in one format, so that they sort as text.
    ends[instance] = max(ends[instance] ?? "", end)
  }

  /// When an instance was last migrated; `nil` where nothing is known.
  func last(of instance: String) -> String? { ends[instance] }
}
