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

  /// Two nodes of eight cores with VMs of one on the first and on the second.
  private static func problem(_ first: Int, _ second: Int, most: Int? = nil) throws -> Problem {
    func node(_ name: String) -> Node {
      Node(name: name, allocatable: [.cpu: Quantity(8), .memory: Quantity(8 << 30)])
    }
    let machines = (0..<first + second).map { i in
      VirtualMachine(
        name: "vm-\(i)",
        node: i < first ? "a" : "b",
        requests: [.cpu: Quantity(1), .memory: Quantity(1 << 30)],
        accessModes: [.readWriteMany]
      )
    }
    let cluster = Cluster(nodes: [node("a"), node("b")], virtualMachines: machines)
    return try Problem(inventory: Inventory(cluster: cluster), goal: Goal(maxMigrations: most))
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
    var context = SolveContext.unlimited
    return ExactSolver(problem: p, backend: Stubborn(values: values))
      .solve(from: incumbent, stopped: p.start, &context)
  }

  @Test func whatIsNotAllowedIsNotTaken() throws {
    let p = try Self.problem(4, 0, most: 1)
    // It would even everything out, but takes two moves.
    var even = Placement(p)
    even.set(p, 0, to: 1)
    even.set(p, 1, to: 1)
    #expect(even.cost(p) < Placement(p).cost(p))
    let outcome = solve(p, from: Placement(p), answer: [(0, 1), (1, 1)])
    #expect(outcome.placement.node == p.start)
    #expect(outcome.nodes == p.start)
  }

  @Test func aWorseAnswerDoesNotReplaceTheIncumbent() throws {
    let p = try Self.problem(2, 1)
    // Moving one VM only turns the picture round, and costs the move.
    let outcome = solve(p, from: Placement(p), answer: [(0, 1)])
    #expect(outcome.placement.node == p.start)
    #expect(outcome.rank == Placement(p).rank(p))
  }

  @Test func aBetterAnswerDoes() throws {
    let p = try Self.problem(2, 1)
    var worse = Placement(p)
    worse.set(p, 0, to: 1)
    let outcome = solve(p, from: worse, answer: [])
    #expect(outcome.placement.node == p.start)
    #expect(outcome.rank < worse.rank(p))
  }
}
