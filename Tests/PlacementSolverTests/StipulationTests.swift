import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Plans around what is decided already.
@Suite struct StipulationTests {
  private let inventory = Inventory(
    cluster: Cluster(
      nodes: ["n1", "n2", "n3"].map {
        Node(name: $0, allocatable: [.cpu: Quantity(8), .memory: Quantity(32 << 30)])
      },
      virtualMachines: ["a", "b", "c", "d"].map {
        VirtualMachine(
          name: $0,
          node: "n1",
          requests: [.cpu: Quantity(2), .memory: Quantity(4 << 30)],
          accessModes: [.readWriteMany]
        )
      }
    )
  )

  private func plan(
    _ fixed: [String: String],
    _ goal: Goal = Goal(),
    of inventory: Inventory? = nil,
    by method: SolverOptions.Method = .auto
  ) throws -> Plan {
    let inventory = inventory ?? self.inventory
    let plan = try Planner(options: SolverOptions(method: method, workLimit: 200_000))
      .plan(inventory, goal: goal, stipulations: Stipulations(fixed: fixed))
    let report = PlanChecker(inventory: inventory, goal: goal).check(plan)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
    return plan
  }

  @Test(arguments: SolverOptions.Method.allCases)
  func everyMethodKeepsThem(method: SolverOptions.Method) throws {
    let plan = try plan(["default/a": "n3", "default/b": "n1"], by: method)
    #expect(plan.migrations.last { $0.vm == "default/a" }?.to == "n3")
    #expect(!plan.migrations.contains { $0.vm == "default/b" })
    #expect(plan.status == .planned)
    #expect(plan.migrations.first { $0.vm == "default/a" }?.reason == "n3 was chosen for it")
  }

  @Test func aChoiceThatHelpsNobodyIsPaidFor() throws {
    let goal = Goal(optimize: .none)
    let plan = try plan(["default/a": "n2"], goal)
    #expect(plan.migrations.map(\.vm) == ["default/a"])
    #expect(plan.solver.objective > 0)
  }

  @Test func whatCannotBeKeptIsInfeasibleWithItsReasons() throws {
    var full = inventory
    full.cluster.nodes[1].unschedulable = true
    let plan = try plan(["default/a": "n2"], Goal(onInfeasible: .partial), of: full)
    #expect(plan.status == .infeasible)
    #expect(plan.blocked.map(\.vm) == ["default/a"])
    #expect(plan.blocked.first?.reasons.map(\.code) == [.cordoned])
  }

  @Test func stayingOnADrainedNodeBlocksTheDrain() throws {
    let goal = Goal(drain: ["n1"], onInfeasible: .partial)
    let plan = try plan(["default/a": "n1"], goal)
    #expect(plan.status == .partial)
    #expect(plan.blocked.map(\.vm) == ["default/a"])
    #expect(plan.migrations.count == 3)
  }

  @Test func noDrainMakesAChosenMoveCold() throws {
    var limited = inventory
    limited.rules = [
      Rule(
        name: "prod",
        demand: .quota(namespace: "default", hard: ["requests.cpu": Quantity(8)], used: [:])
      )
    ]
    // The quota leaves no room for a second pod, and only a drain may send a VM cold unasked.
    #expect(try plan(["default/a": "n2"], of: limited).status == .infeasible)
    let cold = try plan(
      ["default/a": "n2"],
      Goal(optimize: .none, coldFallback: .always),
      of: limited
    )
    #expect(cold.migrations.map(\.type) == [.cold])
  }

  @Test func unknownNamesAreErrors() {
    for (fixed, code) in [
      (["default/x": "n1"], PlanningError.Code.unknownVM),
      (["default/a": "n9"], .unknownNode),
    ] {
      #expect {
        try Planner().plan(inventory, stipulations: Stipulations(fixed: fixed))
      } throws: { ($0 as? PlanningError)?.code == code }
    }
  }

  /// A stopped VM moves off a node that is not drained only where somebody wants it to.
  @Test func aStoppedVMMovesWhenToldTo() throws {
    var stopped = inventory
    stopped.cluster.virtualMachines[0].powerState = .stopped
    let told = Stipulations(fixed: ["default/a": "n2"])
    for method in SolverOptions.Method.allCases {
      let plan = try Planner(options: SolverOptions(method: method, workLimit: 20_000))
        .plan(stopped, goal: Goal(optimize: .none), stipulations: told)
      #expect(plan.migrations.map(\.vm) == ["default/a"])
      #expect(plan.migrations.map(\.to) == ["n2"])
      #expect(plan.summary.downtimeSeconds == 0)
      let checker = PlanChecker(inventory: stopped, goal: Goal(optimize: .none))
      let report = checker.check(plan)
      #expect(report.isLegal, "\(method): \(report.violations.map(\.description))")
      var untold = plan
      untold.stipulations = nil
      #expect(checker.check(untold).violations.contains { $0.code == .stopped })
    }
    stopped.cluster.virtualMachines[0].node = nil
    #expect {
      try Planner().plan(stopped, stipulations: told)
    } throws: { ($0 as? PlanningError)?.code == .stipulation }
  }

  /// Fixing what the best plan does anyway costs nothing; fixing anything else never gains.
  @Test(arguments: 0..<6)
  func fixingNeverGains(block: Int) throws {
    let exact = Planner(options: SolverOptions(method: .exact))
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      let random = RandomCase(seed: seed)
      let (inventory, goal) = (random.inventory, random.goal)
      let free = try exact.plan(inventory, goal: goal)
      guard free.status == .planned, free.solver.gap < 1e-6 else { continue }
      let ends = free.migrations.map { ($0.vm, $0.to) }
      let kept = Stipulations(fixed: Dictionary(ends, uniquingKeysWith: { $1 }))
      let same = try exact.plan(inventory, goal: goal, stipulations: kept)
      guard let first = free.migrations.first, let home = first.from else { continue }
      let other = Stipulations(fixed: [first.vm: home])
      let without = try exact.plan(inventory, goal: goal, stipulations: other)
      for plan in [same, without] {
        let report = PlanChecker(inventory: inventory, goal: goal).check(plan)
        #expect(report.isLegal, "seed \(seed): \(report.violations.map(\.description))")
      }
      #expect(abs(same.solver.objective - free.solver.objective) < 1e-6, "seed \(seed)")
      let isAlike = zip(without.levels ?? [], free.levels ?? [])
        .allSatisfy { abs($0.after - $1.after) < 1e-9 }
      // What is worse in a level may have a smaller objective.
      if isAlike, without.status == .planned || without.status == .balanced {
        #expect(without.solver.objective > free.solver.objective - 1e-6, "seed \(seed)")
      }
    }
  }
}
