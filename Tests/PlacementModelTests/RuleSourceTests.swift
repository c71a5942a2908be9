import PlacementModel
import Testing

@Suite struct RuleSourceTests {
  /// Keeps VMs off the nodes of another tenant.
  private struct Tenants: RuleSource {
    func rules(for cluster: Cluster) -> [Rule] {
      cluster.nodes.filter { $0.label("tenant") != nil }.map { node in
        let others = cluster.virtualMachines.filter { $0.labels["tenant"] != node.label("tenant") }
        return Rule(
          name: "tenant",
          demand: .ban(Members(virtualMachines: others.map(\.fullName)), nodes: [node.name])
        )
      }
    }
  }

  @Test func isGivenTheClusterAndAddsItsRules() {
    let size: ResourceList = [.cpu: Quantity(8), .memory: Quantity(32 << 30)]
    let inventory = Inventory(
      cluster: Cluster(
        nodes: [
          Node(name: "a", allocatable: size, labels: ["tenant": "x"]),
          Node(name: "b", allocatable: size, labels: ["tenant": "y"]),
          Node(name: "c", allocatable: size),
        ],
        virtualMachines: [
          VirtualMachine(name: "one", requests: [:], labels: ["tenant": "x"]),
          VirtualMachine(name: "two", requests: [:], labels: ["tenant": "y"]),
        ]
      )
    )
    let rules = inventory.adding(Tenants()).rules
    #expect(rules.map(\.name) == ["tenant", "tenant-2"])
    #expect(
      rules.map(\.demand) == [
        .ban(Members(virtualMachines: ["default/two"]), nodes: ["a"]),
        .ban(Members(virtualMachines: ["default/one"]), nodes: ["b"]),
      ]
    )
  }
}
