import PlacementModel

/// Reads the amounts of a ResourceQuota, in which `requests.cpu` and `cpu` mean the same.
public enum QuotaShape {
  /// The resource that a quota's key limits, limits of containers under `limits.`; `nil` for what
  /// counts no pods, like `requests.storage`.
  public static func resource(_ key: String) -> ResourceName? {
    switch key {
    case "pods", "count/pods": return .pods
    case "cpu", "memory", "ephemeral-storage", "limits.cpu", "limits.memory",
      "limits.ephemeral-storage":
      return ResourceName(rawValue: key)
    default:
      if key.hasPrefix("hugepages-") { return ResourceName(rawValue: key) }
      guard key.hasPrefix("requests.") else { return nil }
      let name = key.dropFirst("requests.".count)
      return name.isEmpty || name == "storage" ? nil : ResourceName(rawValue: String(name))
    }
  }

  static func amounts(_ field: Field) throws(InputError) -> ResourceList {
    var list = ResourceList()
    for entry in try field.entries() {
      guard let name = resource(entry.key) else {
        let known = ["requests.cpu", "requests.memory", "cpu", "memory", "pods", "count/pods"]
        let slip =
          InputText.nearest(to: entry.key, among: known).map { "did you mean '\($0)'? " } ?? ""
        throw field.error(
          "Unknown key \(InputText.quoted(entry.key)); \(slip)known: requests.cpu, "
            + "requests.memory, requests.RESOURCE, limits.cpu, limits.memory, pods"
        )
      }
      let amount = try entry.field.quantity(example: KubernetesShapes.example(name))
      list[name] = min(amount, list.amounts[name] ?? amount)
    }
    return list
  }
}
