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
    for kind in [KubernetesKind.applicationQuota, .applicationClusterQuota] {
      for object in objects[kind]
      where object.metadata.namespace.isEmpty || namespaces.contains(object.metadata.namespace) {
        warnings.append("\(kind.rawValue) \(object.key) is not looked at; it may hold moves back")
      }
    }
    try readClusterQuotas(objects, namespaces: namespaces, charged: charged)
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
            .reduce(own) {
              $0 + $1.requests.counted + $1.limits.asLimits + [.pods: Quantity(1)]
            }
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

  /// Quotas over several projects: each project with VMs may use what is left of the whole.
  private mutating func readClusterQuotas(
    _ objects: KubernetesObjects,
    namespaces: Set<String>,
    charged: [String: ResourceList]
  ) throws(InputError) {
    for object in objects[.clusterQuota] {
      guard let limits = try object.field.at("spec", "quota", "hard") else { continue }
      let hard = try Self.counted(limits).list
      var members: [String] = []
      for entry in try object.field.optional("status")?.list("namespaces") ?? [] {
        let name = try entry.required("namespace").nonEmptyString()
        if namespaces.contains(name) { members.append(name) }
      }
      guard !hard.isEmpty, !members.isEmpty else { continue }
      let total =
        try object.field.at("status", "total", "used")
        .map { (used) throws(InputError) in try Self.counted(used).list } ?? [:]
      for namespace in members {
        var used = ResourceList()
        let own = charged[namespace] ?? [:]
        for name in hard.names where total[name] > own[name] {
          used.amounts[name] = total[name] - own[name]
        }
        rules.append(
          Rule(
            name: "cluster quota \(object.key) in \(namespace)",
            demand: .quota(namespace: namespace, hard: hard, used: used)
          )
        )
      }
      if members.count > 1 {
        warnings.append(
          "cluster quota \(object.key) counts \(InputText.some(members)) together; moves in one of "
            + "them at a time are checked against it, moves in several at once are not"
        )
      }
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

  /// The entries that speak of pods, their requests and limits, and which of the others bind pods.
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
