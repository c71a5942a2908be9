import PlacementIO
import PlacementSolver

func emptyWorker02() throws {
  let scenario = try Scenario(contentsOfFile: "Scenarios/balance/four-workers.yaml")
  let goal = Goal(optimize: .balance, drain: ["worker-02"])
  let plan = try Planner().plan(scenario.inventory, goal: goal)
  let report = PlanChecker(inventory: scenario.inventory, goal: goal).check(plan)
  guard report.isLegal else { return print(report.violations) }
  for move in plan.migrations { print(move.batch, move.vm, move.from ?? "-", "→", move.to) }
}
