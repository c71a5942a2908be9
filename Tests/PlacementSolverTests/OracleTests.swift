import Foundation
import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// The solvers against trying everything, on random tiny clusters with every rule.
@Suite struct OracleTests {
  /// A case whose optimum is known.
  struct Known: Sendable {
    /// The seed, or the file.
    var name: String
    var inventory: Inventory
    var goal: Goal
    var optimum: BruteForce.Optimum
  }

  static func known(_ seed: UInt64) -> Known? {
    let random = RandomCase(seed: seed)
    return known("seed \(seed)", random.inventory, random.goal)
  }

  static func known(_ name: String, _ inventory: Inventory, _ goal: Goal) -> Known? {
    BruteForce(inventory: inventory, goal: goal).optimum(limit: 20_000).map {
      Known(name: name, inventory: inventory, goal: goal, optimum: $0)
    }
  }

  /// Fifty seeds a block; more than 300 of the 400 clusters are small enough to try everything.
  @Test(arguments: 0..<8)
  func everySolverAgreesWithTryingEverything(block: Int) throws {
    var compared = 0
    for seed in UInt64(block * 50)..<UInt64(block * 50 + 50) {
      guard let known = Self.known(seed) else { continue }
      compared += 1
      try expectOptimum(known)
      for method in SolverOptions.Method.allCases { try expectLegalPlan(known, method) }
    }
    #expect(compared >= 40)
  }

  @Test func soItIsWithEveryFileThatIsSmallEnough() throws {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Scenarios")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    var compared = 0
    for file in files where file.hasSuffix(".yaml") && !file.hasPrefix("kubectl") {
      let scenario = try Scenario(contentsOfFile: folder.appending(path: file).path)
      guard let known = Self.known(file, scenario.inventory, scenario.goal) else { continue }
      compared += 1
      try expectOptimum(known)
      for method in SolverOptions.Method.allCases { try expectLegalPlan(known, method) }
    }
    #expect(compared >= 150)
  }

  /// The program's optimum is the true one, orders left aside.
  private func expectOptimum(_ known: Known) throws {
    guard let backend = Planner.defaultBackend else { return }
    let problem = try Problem(inventory: known.inventory, goal: known.goal)
    var context = SolveContext.unlimited
    var start = Placement(problem)
    Greedy(problem: problem).forced(&start, &context)
    let outcome = ExactSolver(problem: problem, backend: backend)
      .solve(from: start, stopped: problem.start, &context)
    #expect(
      outcome.termination == .optimal,
      "\(known.name): \(outcome.failure ?? "not optimal")"
    )
    let nodes = (0..<problem.vmCount).map {
      problem.isActive($0) ? outcome.placement.node[$0] : outcome.nodes[$0]
    }
    #expect(problem.stuck(nodes).count == known.optimum.left, "\(known.name): left")
    var levels = problem.levels(outcome.placement, stuck: problem.stuck(nodes), [])
    levels.voluntary = outcome.rank.levels.voluntary
    #expect(levels == Levels(known.optimum.levels), "\(known.name): levels")
    let objective = outcome.rank.objective
    #expect(
      abs(objective - known.optimum.objective) < 2e-6,
      "\(known.name): \(objective) instead of \(known.optimum.objective)"
    )
  }

  /// A plan is legal, and its bound no higher than the optimum.
  private func expectLegalPlan(_ known: Known, _ method: SolverOptions.Method) throws {
    var options = SolverOptions(method: method, workLimit: 10_000)
    options.findsRelaxations = false
    let plan = try Planner(options: options).plan(known.inventory, goal: known.goal)
    let report = PlanChecker(inventory: known.inventory, goal: known.goal).check(plan)
    #expect(
      report.isLegal,
      "\(known.name), \(method): \(report.violations.map(\.description))"
    )
    guard plan.status != .infeasible,
      Levels((plan.levels ?? []).map(\.after)) == Levels(known.optimum.levels)
    else { return }
    #expect(
      plan.solver.bound <= known.optimum.objective + 1e-6,
      "\(known.name), \(method): bound \(plan.solver.bound) above \(known.optimum.objective)"
    )
    #expect(
      plan.solver.objective >= known.optimum.objective - 1e-6,
      "\(known.name), \(method): objective below the optimum"
    )
  }
}
