import PlacementModel
import Testing

@testable import PlacementSolver

/// Room for the failure of a node.
@Suite struct StandbyTests {
  private func inventory(_ vms: [(name: String, node: String, cpu: Int)], nodes: Int) -> Inventory {
    Inventory(
      cluster: Cluster(
        nodes: (1...nodes).map {
          Node(name: "n\($0)", allocatable: [.cpu: Quantity(10), .memory: Quantity(64 << 30)])
        },
        virtualMachines: vms.map { name, node, cpu in
          VirtualMachine(
            name: name,
            node: node,
            requests: [.cpu: Quantity(cpu), .memory: Quantity(1 << 30)],
            accessModes: [.readWriteMany]
          )
        }
      ),
      rules: [
        Rule(name: "one", demand: .reserve(nodes: [], free: [:], share: 0, failures: 1))
      ]
    )
  }

  private func warnings(_ inventory: Inventory) throws -> [String] {
    let goal = Goal(optimize: .none)
    let plan = try Planner(options: SolverOptions(workLimit: 5_000)).plan(inventory, goal: goal)
    #expect(PlanChecker(inventory: inventory, goal: goal).check(plan).isLegal)
    return plan.warnings.filter { $0.contains("failed") }
  }

  /// A third is free everywhere, but in pieces of four cores.
  @Test func roomInPiecesIsSaid() throws {
    let vms = [("a", "n1", 6), ("b", "n2", 6), ("c", "n3", 6)]
    #expect(
      try warnings(inventory(vms, nodes: 3)).first?.contains("no node would have room") == true
    )
  }

  @Test func roomThatDoesIsSilent() throws {
    let vms = [("a", "n1", 3), ("b", "n1", 3), ("c", "n2", 6), ("d", "n3", 2), ("e", "n3", 3)]
    #expect(try warnings(inventory(vms, nodes: 3)).count == 1, "c fits nowhere in one piece")
    let small = (0..<9).map { ("v\($0)", "n\($0 / 3 + 1)", 2) }
    #expect(try warnings(inventory(small, nodes: 3)).isEmpty)
  }

  /// With one node there is nobody to take over, and everything is reserved.
  @Test func aloneThereIsNoStandby() throws {
    let one = inventory([("a", "n1", 2)], nodes: 1)
    let p = try Problem(inventory: one, goal: Goal(optimize: .none))
    #expect(p.limit[0] == 0)
    #expect(try warnings(one).count == 1)
  }
}
