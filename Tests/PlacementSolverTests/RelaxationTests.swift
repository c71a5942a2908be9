import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Ways around what is impossible, each of them tried.
@Suite struct RelaxationTests {
  private static let files = ScenarioLibrary.paths("infeasible")

  private func plan(_ inventory: Inventory, _ goal: Goal) throws -> Plan {
    let plan = try Planner(options: SolverOptions(workLimit: 20_000)).plan(inventory, goal: goal)
    let report = PlanChecker(inventory: inventory, goal: goal).check(plan)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
    return plan
  }

  /// With the changes of any offer made, whoever must leave can.
  @Test(arguments: files)
  func everyOfferWorks(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    let offers = try plan(scenario.inventory, scenario.goal).relaxations
    #expect(offers.map(\.cost) == offers.map(\.cost).sorted())
    for offer in offers {
      var changed = (inventory: scenario.inventory, goal: scenario.goal)
      for change in offer.changes { change.apply(to: &changed.inventory, goal: &changed.goal) }
      changed.goal.optimize = .none
      let plan = try plan(changed.inventory, changed.goal)
      #expect(plan.blocked.allSatisfy { $0.node == nil }, "\(offer.message)")
    }
  }

  /// `relax` applies one offer where there is any, and the checker accepts the plan.
  @Test(arguments: files)
  func relaxTakesOne(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    var goal = scenario.goal
    goal.onInfeasible = .relax
    let plan = try plan(scenario.inventory, goal)
    let applied = plan.relaxations.count { $0.applied }
    if plan.relaxations.isEmpty {
      #expect(applied == 0)
    } else {
      #expect(applied == 1 && (plan.status == .planned || plan.status == .balanced))
      #expect(plan.warnings.first?.contains("only if you") == true)
    }
  }

  /// Every demand of a conflict is needed for it, and there are few.
  @Test(arguments: ["infeasible/does-not-fit.yaml", "infeasible/no-gpu-left.yaml"])
  func aConflictIsSmall(path: String) throws {
    let scenario = try ScenarioLibrary.scenario(path)
    let plan = try plan(scenario.inventory, scenario.goal)
    let vms = scenario.inventory.cluster.virtualMachines.count
    let conflict = try #require(plan.conflict)
    #expect(!conflict.isEmpty)
    #expect(conflict.count <= vms + scenario.inventory.cluster.nodes.count)
  }
}
