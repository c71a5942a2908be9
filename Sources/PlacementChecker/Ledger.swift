import PlacementModel

/// An amount of one resource, as the scheduler counts it: millicores, or whole units.
struct Charge: Sendable {
  var resource: Int
  var amount: Int128
}

/// Requests and capacity limits in whole numbers.
struct Ledger {
  private(set) var resources: [ResourceName] = [.cpu, .memory, .pods]
  private(set) var vmRequests: [[Charge]] = []
  private(set) var reserved: [[Charge]] = []
  private(set) var limits: [Int128?] = []
  private var index: [ResourceName: Int] = [.cpu: 0, .memory: 1, .pods: 2]

  /// Reads all requests and limits of a cluster.
  ///
  /// - Parameter open: Whether each node is in the balance set.
  init(cluster: Cluster, policy: Policy, rules: [Rule] = [], open: [Bool]) {
    var seen = Set<ResourceName>()
    for node in cluster.nodes {
      seen.formUnion(node.allocatable.amounts.keys)
      seen.formUnion(node.reserved.amounts.keys)
    }
    for vm in cluster.virtualMachines { seen.formUnion(vm.requests.amounts.keys) }
    for rule in rules {
      guard let quota = rule.quota else { continue }
      seen.formUnion(quota.hard.names.filter { $0.limited != nil })
    }
    for name in seen.sorted() where index[name] == nil {
      index[name] = resources.count
      resources.append(name)
    }
    reserved = cluster.nodes.map { charges($0.reserved) }
    vmRequests = cluster.virtualMachines.map { vm in
      var requests = vm.requests
      // Every VM is one pod, unless it says otherwise.
      if requests.amounts[.pods] == nil { requests[.pods] = Quantity(1) }
      for (name, amount) in vm.limits?.amounts ?? [:] {
        requests.amounts[ResourceName(rawValue: "limits.\(name)")] = amount
      }
      return charges(requests)
    }
    limits.reserveCapacity(cluster.nodes.count * resources.count)
    let spares = rules.compactMap { Spare($0, cluster.nodes, open) }
    for (n, node) in cluster.nodes.enumerated() {
      for name in resources {
        let limit = Self.limit(of: name, on: node, policy.overcommit)
        let kept = spares.reduce(Self.reserve(of: name, on: node, rules)) {
          max($0, $1.amount(of: name, on: n))
        }
        limits.append(limit.map { max(0, $0 - kept) })
      }
    }
  }

  /// The index of a resource; `nil` where nothing requests or offers it.
  func resource(_ name: ResourceName) -> Int? { index[name] }

  /// The whole units of an amount, rounded up: millicores for cpu.
  static func units(_ quantity: Quantity, of name: ResourceName) -> Int128 {
    Int128(name.isCPU ? quantity.milliRoundedUp : quantity.wholeRoundedUp)
  }

  /// The whole units of an amount, rounded down.
  static func unitsRoundedDown(_ quantity: Quantity, of name: ResourceName) -> Int128 {
    let unit = name.isCPU ? Int128(1_000_000) : Quantity.scale
    let (quotient, remainder) = quantity.billionths.quotientAndRemainder(dividingBy: unit)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private func charges(_ list: ResourceList) -> [Charge] {
    list.names.compactMap { name in
      guard let r = index[name] else { return nil }
      return Charge(resource: r, amount: Self.units(list[name], of: name))
    }
  }

  /// What must stay free of a resource: the most that any reserve rule about the node asks for.
  private static func reserve(of name: ResourceName, on node: Node, _ rules: [Rule]) -> Int128 {
    rules.reduce(Int128(0)) { most, rule in
      guard let reserve = rule.reserve, reserve.concerns(node.name) else { return most }
      var amount = units(reserve.free[name], of: name)
      if name == .cpu || name == .memory, reserve.share > 0 {
        let whole = Double(units(node.allocatable[name], of: name))
        amount = max(amount, Int128((min(reserve.share, 1) * whole - 1e-6).rounded(.up)))
      }
      return max(most, amount)
    }
  }

  private static func limit(
    of name: ResourceName,
    on node: Node,
    _ overcommit: Policy.Overcommit
  ) -> Int128? {
    guard let amount = node.allocatable.amounts[name] else {
      return name == .pods || name.limited != nil ? nil : 0
    }
    let ratio = name == .cpu ? overcommit.cpu : name == .memory ? overcommit.memory : 1
    guard ratio.isFinite, ratio > 0 else { return 0 }
    // A ratio is a decimal number with at most six digits after the point, not a binary one, so
    // that 20 cores × 1.15 are 23 cores and not a hair less.
    let millionths = Int128((min(ratio, 1e6) * 1e6).rounded())
    let (scaled, overflow) = amount.billionths.multipliedReportingOverflow(by: millionths)
    if overflow { return unitsRoundedDown(amount, of: name) }
    return unitsRoundedDown(Quantity(billionths: scaled / 1_000_000), of: name)
  }
}
