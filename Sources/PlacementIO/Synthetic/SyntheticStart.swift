/// Finds legal placements: skewed ones to start from, and one that shows a drain to be possible.
enum SyntheticStart {
  /// How unequally nodes attract VMs.
  private static let sigma = 0.6
  /// How many placements are tried before the nodes grow by ``growth``.
  private static let attempts = 4
  private static let growth = 1.01
  /// After this many steps nodes are a thousand times too large; then VMs have no node at all.
  private static let steps = 700

  /// Each VM's node.
  ///
  /// Nodes attract VMs by lognormal weights among those where the VM may be and fits. Nodes grow
  /// by a hundredth where several tries end with a VM that fits nowhere.
  static func place(
    _ machines: [SyntheticMachine],
    on rack: inout SyntheticRack,
    _ random: inout SyntheticRandom
  ) -> [Int?] {
    let order = Self.order(machines)
    for _ in 0..<steps {
      for _ in 0..<attempts {
        let weights = (0..<rack.count).map { _ in weight(&random) }
        var filling = Filling(machines, rack, weights)
        if filling.place(order, &random) { return filling.node }
      }
      rack.grow(by: growth)
    }
    return [Int?](repeating: nil, count: machines.count)
  }

  /// A start, and a tenth of the nodes such that every pool keeps a node and everything fits on the
  /// others.
  ///
  /// On small clusters this takes larger nodes than the fill alone asks for.
  static func placeToDrain(
    _ machines: [SyntheticMachine],
    on rack: inout SyntheticRack,
    _ random: inout SyntheticRandom,
    drain: inout SyntheticRandom
  ) -> (start: [Int?], drained: [Int]) {
    var start: [Int?] = []
    for _ in 0..<steps {
      start = place(machines, on: &rack, &random)
      if let drained = Self.drain(of: rack, machines, &drain) { return (start, drained) }
      rack.grow(by: growth)
    }
    return (start, [])
  }

  private static func drain(
    of rack: SyntheticRack,
    _ machines: [SyntheticMachine],
    _ random: inout SyntheticRandom
  ) -> [Int]? {
    let wanted = SyntheticCluster.Kind.drain.drained(of: rack.count)
    let order = Self.order(machines)
    for _ in 0..<attempts {
      var left = rack.pools.sizes
      var chosen: [Int] = []
      for node in random.shuffled(Array(0..<rack.count)) where chosen.count < wanted {
        let pool = rack.pools.ofNode[node]
        guard left[pool] > 1 else { continue }
        left[pool] -= 1
        chosen.append(node)
      }
      if chosen.isEmpty { return [] }
      var weights = [UInt64](repeating: 1, count: rack.count)
      for node in chosen { weights[node] = 0 }
      var filling = Filling(machines, rack, weights)
      if filling.place(order, &random) { return chosen.sorted() }
    }
    return nil
  }

  /// Those with the smallest choice of nodes first, of these the largest first.
  ///
  /// So the VMs that tolerate the tainted pool come last, when the open pools are full.
  private static func order(_ machines: [SyntheticMachine]) -> [Int] {
    let mean = machines.reduce(SyntheticAmounts.zero) { $0 + $1.requests }
    func size(_ vm: Int) -> Int {
      let requests = machines[vm].requests
      return max(requests.cpu * max(1, mean.memory / max(1, mean.cpu)), requests.memory)
    }
    return machines.indices.sorted { a, b in
      (machines[a].allowedNodes, -size(a), a) < (machines[b].allowedNodes, -size(b), b)
    }
  }

  /// A whole number, so that sums of weights are exact.
  private static func weight(_ random: inout SyntheticRandom) -> UInt64 {
    UInt64(max(1, (1_000 * random.lognormal(sigma: sigma)).rounded()))
  }
}

/// A placement in the making.
private struct Filling {
  let machines: [SyntheticMachine]
  let pools: SyntheticPools
  /// How strongly each node attracts; none where it is 0.
  let weights: [UInt64]
  var room: [SyntheticAmounts]
  var node: [Int?]
  /// The nodes that each anti-affinity group is on.
  var taken: [[Int]]
  private var chances: [UInt64]

  init(_ machines: [SyntheticMachine], _ rack: SyntheticRack, _ weights: [UInt64]) {
    self.machines = machines
    self.weights = weights
    pools = rack.pools
    room = zip(rack.allocatable, rack.reserved).map { $0 - $1 }
    node = [Int?](repeating: nil, count: machines.count)
    taken = [[Int]](repeating: [], count: 1 + machines.reduce(-1) { max($0, $1.group ?? -1) })
    chances = [UInt64](repeating: 0, count: rack.count)
  }

  /// Places VMs in order; whether each one found a node.
  mutating func place(_ order: [Int], _ random: inout SyntheticRandom) -> Bool {
    for vm in order {
      guard let target = draw(vm, &random) else { return false }
      node[vm] = target
      room[target] = room[target] - machines[vm].requests
      if let group = machines[vm].group { taken[group].append(target) }
    }
    return true
  }

  /// A node for a VM, drawn by weight among those that may take it.
  private mutating func draw(_ vm: Int, _ random: inout SyntheticRandom) -> Int? {
    let machine = machines[vm]
    var total: UInt64 = 0
    for n in weights.indices {
      let open = machine.requests.fits(into: room[n]) && machine.allowed.contains(pools.ofNode[n])
      chances[n] = open ? weights[n] : 0
      total += chances[n]
    }
    if let group = machine.group {
      for n in taken[group] {
        total -= chances[n]
        chances[n] = 0
      }
    }
    guard total > 0 else { return nil }
    var rest = random.below(total)
    for n in chances.indices {
      if rest < chances[n] { return n }
      rest -= chances[n]
    }
    return nil
  }
}
