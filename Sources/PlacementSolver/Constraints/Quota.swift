import PlacementModel

/// The requests of a namespace stay within limits: read by ``Quota``.
extension Rule.Quota: RuleMeaning {}

/// The room of a namespace in the resources that its quota limits.
struct Quota {
  var name: String
  var isMember: [Bool]
  /// Resource, limit, and what the namespace requests at the start, in-flight copies included.
  var limits: [(resource: Int, hard: Int64, used: Int64)]

  /// Reads a rule; `nil` where it is of another kind.
  private init?(_ rule: Rule, _ inventory: Inventory, _ sizes: Sizes) {
    guard let quota = rule.quota, rule.required else { return nil }
    let vms = inventory.cluster.virtualMachines
    let resourceCount = sizes.resources.count
    name = rule.name
    isMember = vms.map { $0.namespace == quota.namespace }
    limits = quota.hard.names.compactMap { key in
      let name = Self.resource(of: key)
      guard let r = sizes.index[name] else { return nil }
      var used = Sizes.whole(quota.used[key], name)
      for (v, vm) in vms.enumerated() where vm.namespace == quota.namespace && vm.isActive {
        let pods: Int64 = vm.node == nil ? 0 : vm.migratingTo == nil ? 1 : 2
        used += pods * sizes.requests[v * resourceCount + r]
      }
      return (r, Sizes.whole(quota.hard[key], name), used)
    }
  }

  /// The quotas, each with what its namespace requests at the start.
  static func all(_ inventory: Inventory, _ sizes: Sizes) -> [Quota] {
    inventory.rules.compactMap { Quota($0, inventory, sizes) }
  }

  /// The resource that a quota's key limits: `requests.cpu` and `cpu` are the same.
  static func resource(of key: ResourceName) -> ResourceName {
    let prefix = "requests."
    guard key.rawValue.hasPrefix(prefix) else { return key }
    return ResourceName(rawValue: String(key.rawValue.dropFirst(prefix.count)))
  }

  /// Whether the quota admits a pod of a VM at the start: a second one, or one instead of the old.
  func admits(_ vm: Int, again: Bool, _ sizes: Sizes) -> Bool {
    guard isMember[vm] else { return true }
    return limits.allSatisfy { limit in
      let request = sizes.requests[vm * sizes.resources.count + limit.resource]
      return request == 0 || limit.used + (again ? request : 0) <= limit.hard
    }
  }

  /// The limits in which a VM finds no room at the start: what is left, and what its pod needs.
  func shortages(for vm: Int, _ p: Problem) -> [(resource: Int, left: Int64, request: Int64)] {
    guard isMember[vm] else { return [] }
    return limits.compactMap { limit in
      let request = p.requests[vm * p.resourceCount + limit.resource]
      let isDouble = p.start[vm] >= 0 && p.canMigrateLive[vm]
      let used = limit.used - (p.start[vm] >= 0 && !isDouble && p.isActive(vm) ? request : 0)
      guard used + request > limit.hard else { return nil }
      return (limit.resource, max(0, limit.hard - used), request)
    }
  }
}

/// What quotas are charged while moves are under way: every arrival and no departure.
struct QuotaCharges {
  private(set) var charged: [[Int64]]

  init(_ p: Problem) { charged = p.quotas.map { $0.limits.map(\.used) } }

  /// Charges a pod of a VM, or gives it back.
  mutating func add(_ vm: Int, _ sign: Int, in p: Problem) {
    for q in p.quotas.indices where p.quotas[q].isMember[vm] {
      for (i, limit) in p.quotas[q].limits.enumerated() {
        charged[q][i] += Int64(sign) * p.requests[vm * p.resourceCount + limit.resource]
      }
    }
  }

  /// How far each limit of a quota would be exceeded by a pod of a VM.
  ///
  /// Admission looks only at what a new pod asks for.
  func excesses(_ q: Int, with vm: Int, in p: Problem) -> [Int64] {
    p.quotas[q].limits.enumerated().map { i, limit in
      let request = p.requests[vm * p.resourceCount + limit.resource]
      return request > 0 ? charged[q][i] + request - limit.hard : 0
    }
  }

  /// Whether the quotas admit a pod of a VM.
  func admits(_ vm: Int, in p: Problem) -> Bool {
    for q in p.quotas.indices where p.quotas[q].isMember[vm] {
      for (i, limit) in p.quotas[q].limits.enumerated() {
        let request = p.requests[vm * p.resourceCount + limit.resource]
        if request > 0 && charged[q][i] + request > limit.hard { return false }
      }
    }
    return true
  }
}
