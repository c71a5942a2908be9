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
    let resources = known.sorted()
    self.resources = resources
    index = Dictionary(uniqueKeysWithValues: resources.enumerated().map { ($1, $0) })
    let standby = Self.standby(cluster.nodes, rules, inBalance)
    limit = cluster.nodes.enumerated().flatMap { n, node in
      resources.map { name -> Int64 in
        guard let amount = node.allocatable.amounts[name] else { return name == .pods ? .max : 0 }
        let kept = max(Self.kept(name, on: node, rules), standby[name]?[n] ?? 0)
        let whole = Self.whole(amount, name)
        let ratio = name == .cpu ? overcommit.cpu : name == .memory ? overcommit.memory : 1
        let most =
          ratio == 1 ? whole : Int64(clamping: (Double(whole) * ratio + 1e-6).rounded(.down))
        return max(0, most - kept)
      }
    }
    reserved = cluster.nodes.flatMap { node in
      resources.map { Self.whole(node.reserved[$0], $0) }
    }
    requests = cluster.virtualMachines.flatMap { vm in
      resources.map { name -> Int64 in
        if name == .pods && vm.requests.amounts[.pods] == nil { return 1 }
        return Self.whole(vm.requests[name], name)
      }
    }
  }

  /// What reserve rules keep free on a node: the largest of them, not their sum.
  private static func kept(_ name: ResourceName, on node: Node, _ rules: [Rule]) -> Int64 {
    var most: Int64 = 0
    for rule in rules where rule.required {
      guard case .reserve(let nodes, let free, let share, _) = rule.demand,
        nodes.isEmpty || nodes.contains(node.name)
      else { continue }
      most = max(most, whole(free[name], name))
      if share > 0, name == .cpu || name == .memory {
        let part = Double(whole(node.allocatable[name], name)) * share
        most = max(most, Int64(clamping: (part - 1e-6).rounded(.up)))
      }
    }
    return most
  }

  /// What rules keep free of cpu and memory on each node for the failure of others; the share is
  /// that of the largest nodes which may still fail in all that take VMs in.
  private static func standby(
    _ nodes: [Node],
    _ rules: [Rule],
    _ inBalance: [Bool]
  ) -> [ResourceName: [Int64]] {
    let none = [Int64](repeating: 0, count: nodes.count)
    var kept: [ResourceName: [Int64]] = [:]
    for rule in rules where rule.required {
      guard case .reserve(let names, _, _, let failures) = rule.demand, failures > 0 else {
        continue
      }
      let meant = Set(names)
      let group = nodes.indices.filter { meant.isEmpty || meant.contains(nodes[$0].name) }
      let open = group.filter { inBalance[$0] }
      let more = failures - (group.count - open.count)
      guard more > 0 else { continue }
      for name in [ResourceName.cpu, .memory] {
        let sizes = open.map { Int128(whole(nodes[$0].allocatable[name], name)) }
        let all = sizes.reduce(0, +)
        guard all > 0 else { continue }
        let largest = sizes.sorted().suffix(more).reduce(0, +)
        for (n, size) in zip(open, sizes) {
          let share = (size * largest + all - 1) / all
          kept[name, default: none][n] = max(kept[name]?[n] ?? 0, Int64(share))
        }
      }
    }
    return kept
  }

  /// Whole millicores for cpu, whole units for the rest, rounded up; at most 2⁵³ so that sums of
  /// thousands neither overflow nor lose a unit in floating point.
  static func whole(_ amount: Quantity, _ name: ResourceName) -> Int64 {
    min(name == .cpu ? amount.milliRoundedUp : amount.wholeRoundedUp, 1 << 53)
  }
}

extension Int64 {
  /// The number without its fraction, kept within range.
  fileprivate init(clamping value: Double) {
    self = value >= Double(1 << 53) ? 1 << 53 : value > 0 ? Int64(value) : 0
  }
}
