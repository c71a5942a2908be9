import PlacementModel

/// Labels that a node must carry because of a VM's CPU.
enum CPUDemands {
  private static let suffix = ".node.kubevirt.io/"
  private static let hostModel = "host-model-cpu.node.kubevirt.io/"
  private static let migrationModel = "cpu-model-migration.node.kubevirt.io/"
  private static let hostFeature = "host-model-required-features.node.kubevirt.io/"
  private static let vendor = "cpu-vendor.node.kubevirt.io/"
  /// Whether a key of a pod's selector is of those that bind a VM to CPUs.
  static func knows(_ key: String) -> Bool {
    prefixes.contains { key.hasPrefix($0 + suffix) }
  }

  private static let prefixes = always + live
  private static let always = ["hyperv", "machine-type", "cpu-model"]
  private static let live = ["cpu-model-migration", "cpu-vendor", "cpu-feature", "scheduling"]

  private static let feature = "cpu-feature.node.kubevirt.io/"

  /// What binds a live and a cold move alike: the model and the features asked for, and what else
  /// KubeVirt put into the pod's selector for the sake of the machine.
  static func always(
    _ domain: GuestDomain,
    defaultModel: String?,
    pod: PodObject?
  ) -> [String: String] {
    var labels: [String: String] = [:]
    if let model = domain.cpuModel ?? defaultModel, !model.hasPrefix("host-") {
      labels["cpu-model\(suffix)\(model)"] = "true"
    }
    for name in domain.requiredFeatures { labels[feature + name] = "true" }
    for (key, value) in pod?.nodeSelector ?? [:] {
      if always.contains(where: { key.hasPrefix($0 + suffix) }) { labels[key] = value }
    }
    return labels
  }

  /// What the running guest's CPU demands besides of the node that takes it over.
  static func live(
    _ domain: GuestDomain,
    defaultModel: String?,
    pod: PodObject?,
    node: [String: String]
  ) -> [String: String] {
    var labels: [String: String] = [:]
    for (key, value) in pod?.nodeSelector ?? [:]
    where live.contains(where: { key.hasPrefix($0 + suffix) }) {
      labels[key] = value
    }
    if let name = first(vendor, in: node) { labels[vendor + name] = "true" }
    switch domain.cpuModel ?? defaultModel ?? "host-model" {
    case "host-model":
      // The guest keeps the model of the node it booted on; after a migration only the pod's
      // selector still tells it.
      guard !labels.keys.contains(where: { $0.hasPrefix(migrationModel) }) else { break }
      if let model = first(hostModel, in: node) { labels[migrationModel + model] = "true" }
      for key in node.keys where key.hasPrefix(hostFeature) {
        labels[feature + key.dropFirst(hostFeature.count)] = "true"
      }
    case "host-passthrough":
      // The guest sees the very CPU: only the same one is sure to do.
      if let model = first(hostModel, in: node) { labels[hostModel + model] = "true" }
    default: break
    }
    return labels
  }

  /// The end of the first label, by spelling, that begins so and is true.
  private static func first(_ prefix: String, in labels: [String: String]) -> String? {
    labels.filter { $0.key.hasPrefix(prefix) && $0.value == "true" }.keys.min()
      .map { String($0.dropFirst(prefix.count)) }
  }
}
