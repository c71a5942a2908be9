import PlacementModel

/// Requests and limits as the scheduler's whole numbers.
struct Sizes {
  let resources: [ResourceName]
  let index: [ResourceName: Int]
  /// Node by resource.
  let limit: [Int64]
  let reserved: [Int64]
  /// VM by resource.
  let requests: [Int64]

  init(
    cluster: Cluster,
    overcommit: Policy.Overcommit,
    rules: [Rule] = [],
    inBalance: [Bool]
  ) {
    var known: Set<ResourceName> = [.cpu, .memory, .pods]
    for node in cluster.nodes {
      known.formUnion(node.allocatable.amounts.keys)
      known.formUnion(node.reserved.amounts.keys)
    }
    for vm in cluster.virtualMachines { known.formUnion(vm.requests.amounts.keys) }
    for rule in rules {
      guard let quota = rule.quota else { continue }
      known.formUnion(quota.hard.names.filter { $0.limited != nil })
    }
    let resources = known.sorted()
    self.resources = resources
    index = Dictionary(uniqueKeysWithValues: resources.enumerated().map { ($1, $0) })
    let reserves = Reserves(rules, cluster.nodes, inBalance)
    limit = cluster.nodes.enumerated().flatMap { n, node in
      resources.map { name -> Int64 in
        guard let amount = node.allocatable.amounts[name] else {
          return name == .pods || name.limited != nil ? .max : 0
        }
        let kept = reserves.kept(name, on: n)
        let whole = Self.whole(amount, name)
        let ratio = name == .cpu ? overcommit.cpu : name == .memory ? overcommit.memory : 1
        let most =
          ratio == 1 ? whole : Self.clamped((Double(whole) * ratio + 1e-6).rounded(.down))
        return max(0, most - kept)
      }
    }
    reserved = cluster.nodes.flatMap { node in
      resources.map { Self.whole(node.reserved[$0], $0) }
    }
    requests = cluster.virtualMachines.flatMap { vm in
      resources.map { name -> Int64 in
        if name == .pods && vm.requests.amounts[.pods] == nil { return 1 }
        if let limited = name.limited { return Self.whole(vm.limits?[limited] ?? .zero, name) }
        return Self.whole(vm.requests[name], name)
      }
    }
  }

  /// Whole millicores for cpu, whole units for the rest, rounded up; at most 2⁵³ so that sums of
  /// thousands neither overflow nor lose a unit in floating point.
  static func whole(_ amount: Quantity, _ name: ResourceName) -> Int64 {
    min(name.isCPU ? amount.milliRoundedUp : amount.wholeRoundedUp, 1 << 53)
  }

  /// A number without its fraction, kept within range.
  static func clamped(_ value: Double) -> Int64 {
    value >= Double(1 << 53) ? 1 << 53 : value > 0 ? Int64(value) : 0
  }
}
