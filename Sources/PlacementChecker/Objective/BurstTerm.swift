import PlacementModel

/// How unevenly the room is spread that VMs may suddenly ask for.
struct BurstTerm {
  private let facts: Facts
  private let weight: Double
  private static let measured: [ResourceName] = [.cpu, .memory]

  /// The term of a goal; `nil` where that does not have it.
  init?(_ facts: Facts) {
    weight = TermWeights(facts.goal)[.bursts]
    guard weight > 0, !facts.balanceSet.isEmpty else { return nil }
    self.facts = facts
  }

  /// The term: the mean over nodes and resources of what a node's burst exceeds the average by.
  func value(_ position: [Int]) -> Double {
    var above = 0.0
    for resource in Self.measured {
      // Whole numbers, so that the order of VMs does not change a single bit.
      var all: Int128 = 0
      var burst = [Int128](repeating: 0, count: facts.nodes.count)
      for (v, vm) in facts.vms.enumerated() where facts.active[v] {
        guard let peak = vm.usagePeak?.amounts[resource] else { continue }
        let amount = max(0, peak.billionths - vm.usage[resource].billionths)
        all += amount
        if position[v] != Facts.none { burst[position[v]] += amount }
      }
      let sizes = facts.balanceSet.map { facts.nodes[$0].allocatable[resource].value }
      let size = sizes.reduce(0, +)
      guard all > 0, size > 0 else { continue }
      let average = Double(all) / 1e9 / size
      for (n, whole) in zip(facts.balanceSet, sizes) where whole > 0 {
        above += max(0, Double(burst[n]) / 1e9 / whole - average)
      }
    }
    return weight * above / Double(Self.measured.count * facts.balanceSet.count)
  }
}
