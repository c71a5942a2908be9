import PlacementModel

/// What a reserve rule keeps free on each node so that others may fail.
struct Spare {
  /// Cpu and memory of each node that the rule is about and that takes VMs in, in whole units.
  private let sizes: [ResourceName: [Int: Int128]]
  /// How many more of them may fail.
  private let failures: Int

  /// Reads a rule; `nil` where it is of another kind or asks for no such thing.
  init?(_ rule: Rule, _ nodes: [Node], _ open: [Bool]) {
    guard let reserve = rule.reserve, reserve.failures > 0 else { return nil }
    let failures = reserve.failures
    let named = nodes.indices.filter { reserve.concerns(nodes[$0].name) }
    let standing = named.filter { open[$0] }
    // Nodes that are drained, cordoned or not Ready are among those that may fail: they have.
    self.failures = max(0, failures - (named.count - standing.count))
    var sizes: [ResourceName: [Int: Int128]] = [:]
    for name in [ResourceName.cpu, .memory] {
      for n in standing {
        sizes[name, default: [:]][n] = Ledger.units(nodes[n].allocatable[name], of: name)
      }
    }
    self.sizes = sizes
  }

  /// Size × (the largest nodes that may fail) / (all nodes), rounded up.
  func amount(of name: ResourceName, on node: Int) -> Int128 {
    guard let sizes = sizes[name], let size = sizes[node] else { return 0 }
    let whole = sizes.values.reduce(0, +)
    guard whole > 0 else { return 0 }
    let lost = sizes.values.sorted(by: >).prefix(failures).reduce(0, +)
    return (size * lost + whole - 1) / whole
  }
}
