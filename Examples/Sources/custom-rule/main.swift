// A kind of rule that the library does not know: each tenant's VMs keep to racks of their own.
import PlacementSolver

/// No two tenants share a rack: each gets racks in turn, and its VMs are fenced in there.
struct RackPerTenant: RuleSource {
  func rules(for cluster: Cluster) -> [Rule] {
    let racks = Set(cluster.nodes.compactMap { $0.label("rack") }).sorted()
    let tenants = Set(cluster.virtualMachines.compactMap { $0.labels["tenant"] }).sorted()
    return tenants.enumerated().map { index, tenant in
      let own = racks.indices.filter { $0 % tenants.count == index }.map { racks[$0] }
      let nodes = cluster.nodes.filter { own.contains($0.label("rack") ?? "") }
      return Rule(
        name: "racks-of-\(tenant)",
        demand: .fence(
          Members(selector: LabelSelector(matchLabels: ["tenant": tenant])),
          nodes: nodes.map(\.name)
        )
      )
    }
  }
}

let size: ResourceList = [.cpu: Quantity(16), .memory: Quantity(64 << 30)]
let cluster = Cluster(
  nodes: (1...4).map {
    Node(name: "n\($0)", allocatable: size, labels: ["rack": "r\(($0 + 1) / 2)"])
  },
  virtualMachines: (1...8).map { number in
    VirtualMachine(
      name: "vm-\(number)",
      node: "n\((number + 1) / 2)",
      requests: [.cpu: Quantity(3), .memory: Quantity(8 << 30)],
      labels: ["tenant": number % 2 == 0 ? "blue" : "red"],
      accessModes: [.readWriteMany]
    )
  }
)
let inventory = Inventory(cluster: cluster).adding(RackPerTenant())
let plan = try Planner().plan(inventory)
for move in plan.migrations { print("\(move.vm) → \(move.to): \(move.reason)") }
for term in plan.score where term.name.hasPrefix("rule.") {
  print("\(term.name): \(term.before) → \(term.after)")
}
