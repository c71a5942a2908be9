import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Why, why not, and at what price.
@Suite struct ExplainerTests {
  private static let path = "balance/four-workers-five-moves.yaml"

  private func planned(_ path: String = path) throws -> (Plan, Inventory, Goal) {
    let scenario = try ScenarioLibrary.scenario(path)
    let plan = try Planner(options: SolverOptions(workLimit: 200_000))
      .plan(scenario.inventory, goal: scenario.goal)
    return (plan, scenario.inventory, scenario.goal)
  }

  /// The price is that of the best plan with the choice made, not of the same plan with one change.
  @Test func everythingElseIsPlannedAroundAChoice() throws {
    let (plan, inventory, goal) = try planned()
    let explainer = try Explainer(plan: plan)
    for move in plan.migrations {
      for node in inventory.cluster.nodes.map(\.name) where node != move.to {
        let answer = try explainer.whyNot(vm: move.vm, node: node)
        guard let price = answer.price else {
          #expect(!answer.reasons.isEmpty)
          continue
        }
        #expect(price.objective.before == plan.solver.objective)
        if let alone = answer.alone {
          #expect(price.objective.after <= plan.solver.objective + alone + 1e-9)
        }
        let best = try Planner(options: SolverOptions(method: .exact)).plan(
          inventory,
          goal: goal,
          stipulations: Stipulations(fixed: [move.vm: node])
        )
        #expect(abs(best.solver.objective - price.objective.after) < 1e-6, "\(answer.lines)")
        #expect(price.objective.after > plan.solver.objective - 1e-6)
      }
    }
  }

  @Test func aStoppedVMCanBeTakenAlong() throws {
    let (plan, _, _) = try planned("balance/stopped-vms-weigh-nothing.yaml")
    let answer = try Explainer(plan: plan).whyNot(vm: "off-1", node: "worker-02")
    let price = try #require(answer.price, "\(answer.lines)")
    #expect(price.migrations.after == price.migrations.before + 1)
    #expect(price.downtimeSeconds.after == price.downtimeSeconds.before)
  }

  @Test func whatIsForbiddenHasItsRule() throws {
    let (plan, _, _) = try planned()
    let answer = try Explainer(plan: plan).whyNot(vm: "prod/erp-01", node: "worker-03")
    #expect(answer.price == nil)
    #expect(answer.reasons.map(\.code) == [.pinned])
  }

  @Test func whatIsPlannedNeedsNoPrice() throws {
    let (plan, _, _) = try planned()
    let move = try #require(plan.migrations.first)
    let answer = try Explainer(plan: plan).whyNot(vm: move.vm, node: move.to)
    #expect(answer.lines == ["\(move.vm) ends on \(move.to) by this plan."])
    #expect(answer.price == nil && answer.reasons.isEmpty)
  }

  @Test func aGoalOutOfReachHasNoPrices() throws {
    let (plan, inventory, _) = try planned("infeasible/does-not-fit.yaml")
    #expect(plan.status == .infeasible)
    let explainer = try Explainer(plan: plan)
    for vm in inventory.cluster.virtualMachines {
      for node in inventory.cluster.nodes {
        let answer = try explainer.whyNot(vm: vm.fullName, node: node.name)
        #expect(answer.price == nil && !answer.lines.isEmpty)
      }
    }
  }

  /// What somebody changed by hand is not planned away again.
  @Test func editsStayAsTheyAre() throws {
    let (plan, _, _) = try planned()
    let (first, last) = (try #require(plan.migrations.first), try #require(plan.migrations.last))
    var editor = try PlanEditor(plan)
    try editor.apply([.skip(last.vm)])
    let home = try #require(first.from)
    let answer = try Explainer(plan: editor.plan).whyNot(vm: first.vm, node: home)
    #expect(answer.price != nil)
    #expect(!answer.lines.contains { $0.contains("\(last.vm) →") })
  }

  @Test func everyMoveHasItsReasons() throws {
    let (plan, _, _) = try planned()
    let explainer = try Explainer(plan: plan)
    for move in plan.migrations {
      let why = try explainer.why(migration: move.id)
      #expect(why.forcedBy != nil || why.gain > 0, "\(why.lines)")
      #expect(why.lines.first?.contains(move.vm) == true)
      for other in why.others where other.objective == nil { #expect(!other.reasons.isEmpty) }
    }
  }

  @Test func unknownNamesAreErrors() throws {
    let explainer = try Explainer(plan: try planned().0)
    for (vm, node, code) in [
      ("prod/nobody", "worker-01", PlanningError.Code.unknownVM),
      ("prod/erp-01", "worker-99", .unknownNode),
    ] {
      #expect {
        try explainer.whyNot(vm: vm, node: node)
      } throws: { ($0 as? PlanningError)?.code == code }
    }
    #expect {
      try explainer.why(migration: 99)
    } throws: { ($0 as? PlanningError)?.code == .unknownMigration }
  }

  /// Sending a VM elsewhere than the best plan does never pays.
  @Test(arguments: 0..<4)
  func noChoiceIsBetterThanTheBestPlan(block: Int) throws {
    for seed in UInt64(block * 12)..<UInt64(block * 12 + 12) {
      let random = RandomCase(seed: seed)
      let plan = try Planner(options: SolverOptions(method: .exact))
        .plan(random.inventory, goal: random.goal)
      guard plan.status == .planned, plan.solver.gap < 1e-6, let move = plan.migrations.first else {
        continue
      }
      // Where a plan repairs a rule, that comes before the objective.
      guard plan.levels?.allSatisfy({ $0.before == $0.after }) ?? false else { continue }
      let explainer = try Explainer(plan: plan)
      for node in random.inventory.cluster.nodes {
        let answer = try explainer.whyNot(vm: move.vm, node: node.name)
        if let price = answer.price, price.blocked.isEmpty {
          #expect(
            price.objective.after > plan.solver.objective - 1e-6,
            "seed \(seed): \(answer.lines), \(plan.blocked)"
          )
        }
      }
    }
  }
}
