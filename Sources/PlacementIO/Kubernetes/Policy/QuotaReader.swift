import PlacementModel

/// Turns ResourceQuotas into rules.
struct QuotaReader {
  var rules: [Rule] = []
  var warnings: [String] = []

  /// Reads the quotas of namespaces that hold VMs.
  ///
  /// `charged` is what they count already for the VMs, by namespace; `pods` are all other pods.
  init(
    _ objects: KubernetesObjects,
    machines: [VirtualMachine],
    charged: [String: ResourceList],
    pods: [PodObject]
  ) throws(InputError) {
    let namespaces = Set(machines.map(\.namespace))
    for object in objects[.quota] where namespaces.contains(object.metadata.namespace) {
      guard let limits = try object.field.at("spec", "hard") else { continue }
      switch try Self.scope(object.field) {
      case .elsewhere: continue
      case .unknown:
        warnings.append(
          "quota \(object.key) counts only pods of some priorities, which is not understood; "
            + "it is passed over"
        )
        continue
      case .machines: break
      }
      let (hard, ignored) = try Self.counted(limits)
      if !ignored.isEmpty {
        warnings.append(
          "quota \(object.key) limits \(InputText.some(ignored)), which is not looked at"
        )
      }
      guard !hard.isEmpty else { continue }
      let namespace = object.metadata.namespace
      let own = charged[namespace] ?? [:]
      let total =
        if let used = try object.field.at("status", "used") {
          try Self.counted(used).list
        } else {
          pods.filter { $0.metadata.namespace == namespace }
            .reduce(own) { $0 + $1.requests.counted + [.pods: Quantity(1)] }
        }
      var used = ResourceList()
      for name in hard.names where total[name] > own[name] {
        used.amounts[name] = total[name] - own[name]
      }
      rules.append(
        Rule(
          name: "quota \(object.key)",
          demand: .quota(namespace: namespace, hard: hard, used: used)
        )
      )
    }
  }

  private enum Scope { case machines, elsewhere, unknown }

  /// Whether a quota counts virt-launcher pods, which always request something and have no deadline.
  private static func scope(_ quota: Field) throws(InputError) -> Scope {
    var names = try quota.at("spec", "scopes")?.strings() ?? []
    for term in try quota.at("spec", "scopeSelector")?.list("matchExpressions") ?? [] {
      names.append(try term.required("scopeName").string())
    }
    var scope = Scope.machines
    for name in names {
      switch name {
      case "NotTerminating", "NotBestEffort": break
      case "Terminating", "BestEffort": return .elsewhere
      default: scope = .unknown
      }
    }
    return scope
  }

  /// The entries that speak of pods and their requests, and which of the others bind pods too.
  private static func counted(
    _ field: Field
  ) throws(InputError) -> (list: ResourceList, ignored: [String]) {
    var list = ResourceList()
    var ignored: [String] = []
    for (key, value) in try field.entries() {
      let amount = try value.quantity()
      guard let name = QuotaShape.resource(key) else {
        if key.hasPrefix("limits.") { ignored.append(key) }
        continue
      }
      // The same resource under two spellings: the tighter limit, which counts the same pods.
      list.amounts[name] = min(amount, list.amounts[name] ?? amount)
    }
    return (list, ignored)
  }
}
