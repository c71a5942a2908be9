import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Large neighbourhoods: small programs on a few nodes.
@Suite struct NeighbourhoodTests {
  private static func improved(
    _ p: Problem,
    _ start: Placement,
    _ backend: any MIPBackend,
    work: Int = 3_000_000
  ) -> (placement: Placement, work: Int) {
    var placement = start
    var context = SolveContext.limited(to: work)
    NeighbourhoodSearch(problem: p, backend: backend)
      .improve(&placement, &context)
    return (placement, context.work)
  }

  /// Every rule, on clusters of two to four nodes.
  @Test(arguments: 0..<4)
  func whatIsFoundIsLegalAndNoWorse(block: UInt64) throws {
    guard let backend = Planner.defaultBackend else { return }
    for seed in block * 30..<block * 30 + 30 {
      let random = RandomCase(seed: seed)
      let p = try Problem(inventory: random.inventory, goal: random.goal)
      guard p.vmCount > 0 else { continue }
      var context = SolveContext.unlimited
      var start = Placement(p)
      Greedy(problem: p).forced(&start, &context)
      let (end, _) = Self.improved(p, start, backend)
      #expect(end.cost(p) <= start.cost(p) + 1e-9, "seed \(seed)")
      #expect(p.isLegal(end) || !p.isLegal(start), "seed \(seed)")
    }
  }

  /// Full nodes: what no move and no exchange improves, several moves at once do.
  @Test func findsWhatNoExchangeDoes() throws {
    guard let backend = Planner.defaultBackend else { return }
    let p = try Self.tight()
    var start = Placement(p)
    var context = SolveContext.limited(to: 5_000_000)
    Polish(problem: p).improve(&start, &context)
    let (end, work) = Self.improved(p, start, backend)
    #expect(end.cost(p) < 0.97 * start.cost(p))
    #expect(p.isLegal(end))
    let (again, workAgain) = Self.improved(p, start, backend)
    #expect(again.node == end.node)
    #expect(workAgain == work)
  }

  /// What a backend does wrong costs the neighbourhood and nothing else.
  @Test func survivesABackendThatFails() throws {
    let p = try Self.tight()
    let start = Placement(p)
    for fault in Broken.Fault.allCases {
      let (end, _) = Self.improved(p, start, Broken(fault: fault), work: 200_000)
      #expect(end.cost(p) <= start.cost(p))
      #expect(p.isLegal(end))
    }
  }

  private struct Broken: MIPBackend {
    enum Fault: CaseIterable { case nothing, tooFew, notNumbers, everythingAtOnce }
    var fault: Fault

    func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult {
      let count = model.variableCount
      return switch fault {
      case .nothing: MIPResult(status: .failed("no"))
      case .tooFew: MIPResult(status: .optimal, values: [])
      case .notNumbers:
        MIPResult(status: .optimal, values: Array(repeating: .nan, count: count))
      case .everythingAtOnce:
        MIPResult(status: .optimal, values: Array(repeating: 1, count: count))
      }
    }
  }

  private static func tight() throws -> Problem {
    let cluster = SyntheticCluster(kind: .tight90, nodes: 6, virtualMachines: 60, seed: 5)
    let scenario = cluster.scenario()
    return try Problem(inventory: scenario.inventory, goal: scenario.goal)
  }
}
