import PlacementModel
import Testing

@testable import PlacementSolver

/// What the exact solver makes of solutions: it trusts none of them.
@Suite struct ExactSolverTests {
  /// Answers every program with the same choices.
  private struct Stubborn: MIPBackend {
    var values: [Double]

    func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult {
      MIPResult(status: .stopped(.workLimit), values: values, bound: 0, work: 1)
    }
  }

  /// Two nodes of four cores; p, q and r have two each, two of them on the first node.
  private static func problem() throws -> Problem {
    func node(_ name: String) -> Node {
      Node(name: name, allocatable: [.cpu: Quantity(4), .memory: Quantity(8 << 30)])
    }
    func vm(_ name: String, on node: String) -> VirtualMachine {
      VirtualMachine(
        name: name,
        node: node,
        requests: [.cpu: Quantity(2), .memory: Quantity(1 << 30)],
        accessModes: [.readWriteMany]
      )
    }
    let cluster = Cluster(
      nodes: [node("a"), node("b")],
      virtualMachines: [vm("p", on: "a"), vm("q", on: "a"), vm("r", on: "b")]
    )
    return try Problem(inventory: Inventory(cluster: cluster), goal: Goal())
  }

  /// What comes of an incumbent where the program's solver answers with some placement.
  private func solve(
    _ p: Problem,
    from incumbent: Placement,
    answer: [(vm: Int, node: Int)]
  ) -> ExactSolver.Outcome {
    var placement = Placement(p)
    for (vm, node) in answer { placement.set(p, vm, to: node) }
    let values = Formulation(p).values(at: placement, stopped: p.start)
    var budget = Budget.unlimited
    return ExactSolver(problem: p, backend: Stubborn(values: values))
      .solve(from: incumbent, stopped: p.start, &budget)
  }

  @Test func whatDoesNotFitIsNotTaken() throws {
    let p = try Self.problem()
    // All on one node would need six cores of four.
    let outcome = solve(p, from: Placement(p), answer: [(0, 1), (1, 1)])
    #expect(outcome.placement.node == p.start)
    #expect(outcome.nodes == p.start)
  }

  @Test func aWorseAnswerDoesNotReplaceTheIncumbent() throws {
    let p = try Self.problem()
    // Moving one VM only turns the picture round, and costs the move.
    let outcome = solve(p, from: Placement(p), answer: [(0, 1)])
    #expect(outcome.placement.node == p.start)
    #expect(outcome.cost == Placement(p).cost(p))
  }

  @Test func aBetterAnswerDoes() throws {
    let p = try Self.problem()
    var worse = Placement(p)
    worse.set(p, 0, to: 1)
    let outcome = solve(p, from: worse, answer: [])
    #expect(outcome.placement.node == p.start)
    #expect(outcome.cost < worse.cost(p))
  }
}
