import PlacementChecker
import PlacementModel
import Testing

@testable import PlacementIO

@Suite("Shares in synthetic clusters")
struct SyntheticSharesTests {
  private static let scenario = SyntheticCluster(
    kind: .base,
    nodes: 100,
    virtualMachines: 4_000,
    seed: 11
  ).scenario()

  private var vms: [VirtualMachine] { Self.scenario.inventory.cluster.virtualMachines }

  private func share(_ isOne: (VirtualMachine) -> Bool) -> Double {
    Double(vms.count(where: isOne)) / Double(vms.count)
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 0.025) -> Bool {
    abs(a - b) < tolerance
  }

  @Test(
    "VMs have 1 to 16 cores",
    arguments: zip([1, 2, 4, 8, 16], [0.2, 0.3, 0.3, 0.15, 0.05])
  )
  func cores(_ cores: Int, _ expected: Double) {
    #expect(near(share { $0.requests[.cpu] == Quantity(cores) }, expected))
  }

  @Test("Memory is 2, 4 or 8 GiB a core", arguments: [2, 4, 8])
  func memory(_ ratio: Int) {
    let found = share {
      $0.requests[.memory].value == Double(ratio << 30) * $0.requests[.cpu].value
    }
    #expect(near(found, 1.0 / 3))
  }

  @Test("Usage has the mean of its beta distribution")
  func usage() {
    let cpu = vms.map { $0.usage[.cpu].value / $0.requests[.cpu].value }
    let memory = vms.map { $0.usage[.memory].value / $0.requests[.memory].value }
    #expect(near(cpu.reduce(0, +) / Double(cpu.count), 0.05 + 0.9 * 1.2 / 3.4))
    #expect(near(memory.reduce(0, +) / Double(memory.count), 0.05 + 0.9 * 3 / 5))
    #expect((cpu + memory).allSatisfy { $0 > 0.049 && $0 < 0.951 })
  }

  @Test("Volumes, tolerations and bindings have their shares")
  func marks() {
    #expect(near(share { !$0.canMigrateLive }, 0.15))
    #expect(near(share { !$0.tolerations.isEmpty }, 0.15))
    let oneOrTwo = share { !$0.nodeSelector.isEmpty || $0.affinity.nodeAffinity.required != nil }
    #expect(near(oneOrTwo, 0.2))
    #expect(near(share { !$0.nodeSelector.isEmpty }, 0.1))
  }

  @Test("The fourth pool has a tenth of the nodes, and a taint")
  func pools() {
    let nodes = Self.scenario.inventory.cluster.nodes
    let sizes = ["a", "b", "c", "d"].map { pool in nodes.count { $0.labels["pool"] == pool } }
    #expect(sizes == [30, 30, 30, 10])
    #expect(nodes.allSatisfy { $0.taints.isEmpty == ($0.labels["pool"] != "d") })
  }

  @Test("Anti-affinity groups have the sizes and the share of the kind")
  func groups() throws {
    for (kind, share, sizes) in [
      (SyntheticCluster.Kind.base, 0.2, 2...5), (.antiAffinity, 0.75, 3...10),
    ] {
      let scenario = SyntheticCluster(
        kind: kind,
        nodes: 50,
        virtualMachines: 1_000,
        seed: 4
      ).scenario()
      var members: [String] = []
      for rule in scenario.inventory.rules {
        let names = try #require(rule.members?.virtualMachines)
        members += names
        // The last group takes what is left.
        #expect(sizes.contains(names.count) || rule == scenario.inventory.rules.last)
      }
      #expect(Set(members).count == members.count)
      #expect(near(Double(members.count) / 1_000, share, 0.011))
    }
  }

  @Test("The start is skewed")
  func skew() {
    let score = Scorer(inventory: Self.scenario.inventory, goal: Goal())
      .score(placement: [:], moves: [])
    #expect(score.balance.cpu.before > 0.04)
    #expect(score.balance.memory.before > 0.08)
  }

  @Test("The source has the published sequence, and distributions with their means")
  func random() {
    var source = SyntheticRandom(seed: 1_234_567)
    #expect(source.next() == 6_457_827_717_110_365_317)
    #expect(source.next() == 3_203_168_211_198_807_973)
    let count = 20_000
    let normal = (0..<count).map { _ in source.normal() }
    #expect(near(normal.reduce(0, +) / Double(count), 0, 0.03))
    #expect(near(normal.reduce(0) { $0 + $1 * $1 } / Double(count), 1, 0.05))
    let beta = (0..<count).map { _ in source.beta(3, 2) }
    #expect(near(beta.reduce(0, +) / Double(count), 0.6, 0.01))
    #expect(source.index(below: 0) == 0)
    #expect(source.index(below: -1) == 0)
  }
}
