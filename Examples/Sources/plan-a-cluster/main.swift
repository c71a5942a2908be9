// Plans a cluster that is made in code, and prints the moves.
import PlacementSolver

let size: ResourceList = [.cpu: Quantity(16), .memory: Quantity(64 << 30)]
let cluster = Cluster(
  nodes: ["a", "b", "c"].map { Node(name: $0, allocatable: size) },
  virtualMachines: (1...9).map { number in
    VirtualMachine(
      name: "vm-\(number)",
      node: number < 7 ? "a" : "b",
      requests: [.cpu: Quantity(2), .memory: Quantity(8 << 30)],
      accessModes: [.readWriteMany]
    )
  }
)
let inventory = Inventory(cluster: cluster)
let goal = Goal(optimize: .balance, maxMigrations: 4)
let plan = try Planner().plan(inventory, goal: goal)
let report = PlanChecker(inventory: inventory, goal: goal).check(plan)
precondition(report.isLegal, "the checker refuses the plan: \(report.violations)")
for move in plan.migrations {
  print("batch \(move.batch): \(move.vm) \(move.from ?? "-") → \(move.to) (\(move.type.rawValue))")
}
print("captured \(Int((plan.solver.captured * 100).rounded())) % of the provable improvement")
