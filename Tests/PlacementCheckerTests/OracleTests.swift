import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementChecker

@Suite struct OracleTests {
  private func optimum(_ test: Case) -> BruteForce.Optimum? {
    BruteForce(inventory: test.inventory, goal: test.goal).optimum()
  }

  @Test func twoVMsGoOneEach() throws {
    // Both on n1: utilisation ½ and 0, σ ¼. One moved: σ 0, at the price of one live move,
    // 0.05/2 + 0.05 × ½ = 0.05.
    let test = Case(
      [node("n1", cpu: 4), node("n2", cpu: 4)],
      [vm("a", on: "n1"), vm("b", on: "n1")],
      goal: Goal(optimize: .cpu)
    )
    let best = try #require(optimum(test))
    #expect(isClose(best.objective, 0.05))
    #expect(best.left == 0)
    #expect(best.tried == 4)
    #expect(Set(best.placement.values) == ["n1", "n2"])
  }

  @Test func aDrainFillsTheEmptiestNode() throws {
    // n1 is drained; its VM of 2 cores fits n3 only: n2 has 3 of 4 cores taken. Balance over n2 and
    // n3 was σ(¾, 0) = 3/8 and becomes σ(¾, ½) = 1/8, 0.02 are good enough, and the price 0.05/2 + 0.05 × 2/5.
    let test = Case(
      [node("n1", cpu: 4), node("n2", cpu: 4), node("n3", cpu: 4)],
      [
        vm("a", on: "n1", cpu: 2, memory: 2),
        vm("b", on: "n2", cpu: 3, memory: 3) { $0.pinned = true },
      ],
      goal: Goal(optimize: .cpu, drain: ["n1"])
    )
    let best = try #require(optimum(test))
    #expect(best.left == 0)
    #expect(best.placement == ["default/a": "n3", "default/b": "n2"])
    #expect(isClose(best.objective, (0.125 - 0.02) / (0.375 - 0.02) + 0.025 + 0.02))
  }

  @Test func whatCannotLeaveIsLeft() throws {
    // Of two VMs of 3 cores on the drained node only one fits on n2.
    let test = Case(
      [node("n1"), node("n2", cpu: 4)],
      [vm("a", on: "n1", cpu: 3), vm("b", on: "n1", cpu: 3)],
      goal: Goal(optimize: .none, drain: ["n1"])
    )
    let best = try #require(optimum(test))
    #expect(best.left == 1)
    #expect(isClose(best.objective, 0.05))
  }

  @Test func aBrokenRuleIsWorthRepairing() throws {
    // An excess of one costs 1; the repair costs a move of 0.05/2 + 0.05 × ½.
    let test = Case(
      [node("n1"), node("n2")],
      [vm("a", on: "n1"), vm("b", on: "n1")],
      rules: [.apart("a", "b")],
      goal: Goal(optimize: .none)
    )
    let best = try #require(optimum(test))
    #expect(isClose(best.objective, 0.05))
  }

  @Test func theGeneratorIsTheSameForTheSameSeed() {
    #expect(RandomCase(seed: 7).inventory == RandomCase(seed: 7).inventory)
    #expect(RandomCase(seed: 7).goal == RandomCase(seed: 7).goal)
    #expect(RandomCase(seed: 7).inventory != RandomCase(seed: 8).inventory)
  }

  /// Counts what the generator draws: nothing that bears on placement may be rare.
  @Test func theGeneratorDrawsEverything() {
    var counts: [String: Int] = [:]
    func note(_ what: String, _ happens: Bool) { counts[what, default: 0] += happens ? 1 : 0 }
    for seed in 0..<UInt64(400) {
      let drawn = RandomCase(seed: seed)
      let (nodes, vms) = (
        drawn.inventory.cluster.nodes, drawn.inventory.cluster.virtualMachines
      )
      let score = Scorer(inventory: drawn.inventory, goal: drawn.goal)
        .score(placement: [:], moves: [])
      let isBroken = score.broken.contains { $0.required && $0.before > 0 }
      let excess = score.broken.reduce(0) { $0 + ($1.required ? $1.before : 0) }
      let required = score.levels.first { $0.name == "required" }?.before ?? 0
      let isOverfull = required > Double(excess) + 1e-9
      note("broken start", isBroken)
      note("overfull start", isOverfull)
      note("legal start", !isBroken && !isOverfull)
      for type in [
        "antiAffinity", "affinity", "spread", "fence", "ban", "dependency", "quota", "split",
        "lonely",
        "reserve",
      ] {
        note(type, drawn.inventory.rules.contains { $0.type == type })
      }
      for word in Goal.Objective.allCases { note("\(word)", drawn.goal.optimize == word) }
      note("drain", !drawn.goal.drain.isEmpty)
      note("limit", drawn.goal.maxMigrations != nil)
      note("free moves", drawn.goal.migrationCost == 0)
      note("taint", nodes.contains { !$0.taints.isEmpty })
      note("cordoned", nodes.contains { $0.unschedulable })
      note("not ready", nodes.contains { !$0.ready })
      note("overcommit", drawn.inventory.policy.overcommit.cpu != 1)
      note("stopped", vms.contains { $0.powerState == .stopped })
      note("paused", vms.contains { $0.powerState == .paused })
      note("unplaced", vms.contains { $0.node == nil })
      note("pinned", vms.contains { $0.pinned })
      note("in flight", vms.contains { $0.migratingTo != nil })
      note("RWO", vms.contains { $0.isActive && !$0.canMigrateLive })
      note("node affinity", vms.contains { $0.affinity.nodeAffinity.required != nil })
      note("pod affinity", vms.contains { !$0.affinity.podAffinity.required.isEmpty })
      note("pod anti-affinity", vms.contains { !$0.affinity.podAntiAffinity.required.isEmpty })
      note("preferred", vms.contains { !$0.affinity.podAntiAffinity.preferred.isEmpty })
      note("topology spread", vms.contains { !$0.topologySpreadConstraints.isEmpty })
      note("workload policy", !drawn.inventory.policy.workloads.isEmpty)
      note("gpu", vms.contains { $0.requests.amounts["example.com/gpu"] != nil })
    }
    for (what, count) in counts.sorted(by: { $0.key < $1.key }) {
      #expect(count >= 8, "\(what) occurs \(count) times in 400")
    }
    #expect(counts["legal start", default: 0] > 100)
    #expect(counts["broken start", default: 0] > 60)
    #expect(counts["overfull start", default: 0] > 40)
  }

  /// Staying is always an end, and no end that is found may be worse.
  @Test(arguments: 0..<20)
  func theOptimumIsNoWorseThanStaying(block: UInt64) throws {
    for seed in block * 3..<block * 3 + 3 {
      let drawn = RandomCase(seed: seed)
      let force = BruteForce(inventory: drawn.inventory, goal: drawn.goal)
      let stay = EndStates(inventory: drawn.inventory, goal: drawn.goal)
      #expect(stay.violations.isEmpty)
      guard let best = force.optimum(limit: 3_000) else { continue }
      #expect(best.left <= stay.left)
      switch EndStates.compare(best.levels, stay.levels) {
      case 0: #expect(best.objective <= stay.objective + 1e-9)
      case let order: #expect(order < 0)
      }
      let verdict = stay.verdict(on: best.placement)
      #expect(verdict.violations.isEmpty)
      #expect(isClose(verdict.objective, best.objective))
    }
  }
}
