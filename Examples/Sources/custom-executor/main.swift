// Plans a small cluster and carries the plan out on a platform of one's own.
import PlacementExecution
import PlacementSolver

let nodes = ["left", "right"].map { name in
  Node(name: name, allocatable: [.cpu: Quantity(16), .memory: Quantity(64 << 30)])
}
let machines = (1...4).map { number in
  VirtualMachine(
    name: "vm-\(number)",
    node: "left",
    requests: [.cpu: Quantity(2), .memory: Quantity(8 << 30)],
    accessModes: [.readWriteMany]
  )
}
let inventory = Inventory(cluster: Cluster(nodes: nodes, virtualMachines: machines))
let plan = try Planner().plan(inventory)

let rack = Rack(inventory)
let run = Execution(
  header: RunHeader(run: "example", plan: plan, options: RunOptions(interval: 0.01)),
  executor: RackExecutor(rack: rack),
  journal: MemoryJournal()
)
for await update in run {
  guard case .stopped(let report) = update.event else { continue }
  print("\(report.status.rawValue): \(report.count(.done)) of \(report.moves.count) moves made")
}
for node in nodes {
  let count = await rack.inventory.cluster.virtualMachines.count { $0.node == node.name }
  print("\(node.name): \(count) VMs")
}
