import PlacementChecker
import PlacementModel
import Testing

@testable import PlacementIO

@Suite("Synthetic clusters")
struct SyntheticClusterTests {
  @Test("The same seed gives the same cluster on every machine", arguments: Self.digests)
  func digest(_ name: String, _ expected: String) throws {
    let kind = try #require(
      SyntheticCluster.Kind.allCases.first { name.hasPrefix($0.rawValue + "-") }
    )
    let scenario = SyntheticCluster(kind: kind, nodes: 6, virtualMachines: 36, seed: 7).scenario()
    #expect(scenario.name == name)
    let digest = try scenario.inventory.digest().dropFirst("sha256:".count).prefix(16)
    #expect(([String(digest)] + scenario.goal.drain).joined(separator: " ") == expected)
  }

  static let digests: [(String, String)] = [
    ("base-6x36-7", "acdb67d425f7cfd7"),
    ("heterogeneous-6x36-7", "9705b22f1f6340d7"),
    ("tight90-6x36-7", "be5c22c910875c3b"),
    ("tight95-6x36-7", "5beafb9ea9fb87b1"),
    ("anti-affinity-6x36-7", "4ebec4c82733bfcb"),
    ("drain-6x36-7", "003b6334be943595 node-5"),
    ("budget5-6x36-7", "acdb67d425f7cfd7"),
    ("budget20-6x36-7", "acdb67d425f7cfd7"),
    ("budget50-6x36-7", "acdb67d425f7cfd7"),
  ]

  @Test("Every start is legal, whatever the size", arguments: SyntheticCluster.Kind.allCases)
  func legalStart(_ kind: SyntheticCluster.Kind) throws {
    for (nodes, vms) in [(1, 0), (1, 9), (2, 2), (3, 40), (4, 20), (5, 60), (20, 200), (40, 40)] {
      for seed in 1...3 as ClosedRange<UInt64> {
        let cluster = SyntheticCluster(
          kind: kind,
          nodes: nodes,
          virtualMachines: vms,
          seed: seed
        )
        let scenario = cluster.scenario()
        let inventory = scenario.inventory
        #expect(inventory.cluster.nodes.count == nodes)
        #expect(inventory.cluster.virtualMachines.count == vms)
        #expect(inventory.cluster.virtualMachines.allSatisfy { $0.node != nil }, "\(cluster.name)")
        #expect(InventoryCheck.firstProblem(of: inventory) == nil)
        // Without a drain: the start itself is to be judged.
        let score = Scorer(inventory: inventory, goal: Goal()).score(placement: [:], moves: [])
        let broken = score.terms.filter { $0.name == "overload" || $0.name.hasPrefix("rule.") }
        #expect(broken == [], "\(cluster.name)")
        #expect(score.nodes.allSatisfy { $0.requests.cpu.before <= 1 }, "\(cluster.name)")
      }
    }
  }

  @Test("Requests fill what the kind says", arguments: SyntheticCluster.Kind.allCases)
  func fill(_ kind: SyntheticCluster.Kind) {
    for seed in 1...3 as ClosedRange<UInt64> {
      let cluster = SyntheticCluster(kind: kind, nodes: 20, virtualMachines: 200, seed: seed)
      let (nodes, vms) = Self.parts(cluster)
      for resource in [ResourceName.cpu, .memory] {
        let asked =
          vms.reduce(0) { $0 + $1.requests[resource].value }
          + nodes.reduce(0) { $0 + $1.reserved[resource].value }
        let there = nodes.reduce(0) { $0 + $1.allocatable[resource].value }
        // Nodes come in steps, and tight ones grow a little where nothing else makes room.
        #expect(asked / there <= kind.fill, "\(cluster.name)")
        let least = kind == .tight95 ? 0.89 : kind.fill - 0.02
        #expect(asked / there > least, "\(cluster.name)")
      }
    }
  }

  @Test("Measured use is that of the VMs and of the other pods")
  func usage() {
    let (nodes, vms) = Self.parts(
      SyntheticCluster(kind: .base, nodes: 20, virtualMachines: 200, seed: 3)
    )
    for node in nodes {
      let used = vms.filter { $0.node == node.name }.reduce(node.reserved) { $0 + $1.usage }
      #expect(node.usage == used)
      let cpu = node.reserved[.cpu].value / node.allocatable[.cpu].value
      let memory = node.reserved[.memory].value / node.allocatable[.memory].value
      #expect(cpu > 0.009 && cpu < 0.031)
      #expect(memory > 0.019 && memory < 0.041)
    }
  }

  @Test("Kinds differ only in what they are about")
  func kinds() {
    let base = SyntheticCluster(kind: .base, nodes: 8, virtualMachines: 60, seed: 5).scenario()
    for (kind, limit) in [(SyntheticCluster.Kind.budget5, 5), (.budget20, 20), (.budget50, 50)] {
      let budget = SyntheticCluster(kind: kind, nodes: 8, virtualMachines: 60, seed: 5).scenario()
      #expect(budget.inventory == base.inventory)
      #expect(budget.goal == Goal(tolerance: .none, maxMigrations: limit))
    }
    #expect(base.goal == Goal(tolerance: .none))
    #expect(base.inventory.policy.loadSource == .usage)
  }

  @Test("Heterogeneous nodes have five sizes and three ratios of memory to cpu")
  func heterogeneous() {
    let (nodes, _) = Self.parts(
      SyntheticCluster(kind: .heterogeneous, nodes: 100, virtualMachines: 1_000, seed: 1)
    )
    let cpu = Set(nodes.map { $0.allocatable[.cpu] })
    #expect(cpu.count == 5)
    let ratios = nodes.map { $0.allocatable[.memory].value / $0.allocatable[.cpu].value }
    let smallest = ratios.min() ?? 1
    #expect(Set(ratios.map { ($0 / smallest * 10).rounded() }) == [10, 15, 20])
  }

  @Test("A drain names a tenth of the nodes, and leaves every pool a node")
  func drain() {
    for (nodes, drained) in [(1, 0), (2, 0), (4, 1), (20, 2), (44, 4)] {
      let scenario = SyntheticCluster(
        kind: .drain,
        nodes: nodes,
        virtualMachines: 5 * nodes,
        seed: 2
      ).scenario()
      #expect(scenario.goal.drain.count == drained, "\(nodes) nodes")
      let open = scenario.inventory.cluster.nodes.filter { !scenario.goal.drain.contains($0.name) }
      let pools = Set(scenario.inventory.cluster.nodes.compactMap { $0.labels["pool"] })
      #expect(Set(open.compactMap { $0.labels["pool"] }) == pools)
    }
  }

  @Test(
    "What makes a drain possible does not blow nodes up",
    arguments: 1...5 as ClosedRange<UInt64>
  )
  func drainFill(_ seed: UInt64) {
    for (count, vms) in [(4, 20), (5, 40), (10, 80)] {
      let cluster = SyntheticCluster(
        kind: .drain,
        nodes: count,
        virtualMachines: vms,
        seed: seed
      )
      let (nodes, machines) = Self.parts(cluster)
      let there = nodes.reduce(0) { $0 + $1.allocatable[.memory].value }
      let asked = machines.reduce(0) { $0 + $1.requests[.memory].value }
      #expect(asked / there > 0.35, "\(cluster.name)")
      #expect(cluster.scenario().goal.drain.count == 1)
    }
  }

  static func parts(_ cluster: SyntheticCluster) -> ([Node], [VirtualMachine]) {
    let inventory = cluster.scenario().inventory
    return (inventory.cluster.nodes, inventory.cluster.virtualMachines)
  }
}
