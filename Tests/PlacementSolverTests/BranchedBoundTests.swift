import PlacementModel
import Testing

@testable import PlacementSolver

/// Bounds from branches; that none is above an optimum is in ``BoundTests``.
@Suite struct BranchedBoundTests {
  /// A VM that uses what a node should, of one resource and nothing of the other: the fluid splits
  /// it, and no placement can.
  @Test func aVMThatCannotBeEvenedOutLiftsTheBound() throws {
    let nodes = (1...6).map { n in
      Node(name: "n\(n)", allocatable: [.cpu: Quantity(16), .memory: Quantity(64 << 30)])
    }
    func vm(_ i: Int, on n: Int, cpu: Int, memory: Int) -> VirtualMachine {
      VirtualMachine(
        name: "vm\(i)",
        node: "n\(n)",
        requests: [.cpu: Quantity(cpu), .memory: Quantity(memory << 30)],
        accessModes: [.readWriteMany]
      )
    }
    let small = (0..<36).map { vm($0, on: 1 + $0 % 3, cpu: 1, memory: 2) }
    let inventory = Inventory(
      cluster: Cluster(nodes: nodes, virtualMachines: small + [vm(99, on: 1, cpu: 1, memory: 30)])
    )
    let problem = try Problem(inventory: inventory, goal: Goal(optimize: .balance))
    let relaxation = Relaxation(problem, stuck: 0)
    let floor = DeviationFloors(relaxation: relaxation).value()
    var ascent = PriceAscent(GradientBound(relaxation: relaxation, floor: floor))
    var context = SolveContext.unlimited
    let whole = ascent.run(rounds: 100, &context)
    let branched = BranchedBound(relaxation: relaxation, floor: floor)
      .value(ascent, whole, work: .max, &context)
    #expect(branched > 1.2 * whole.value)
    let plan = try Planner(options: SolverOptions(workLimit: 200_000)).plan(
      inventory,
      goal: Goal(optimize: .balance)
    )
    #expect(branched <= plan.solver.objective + 1e-9)
  }
}
