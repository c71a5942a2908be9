import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// The solvers against trying everything, on random tiny clusters with every rule.
@Suite struct OracleTests {
  /// A case whose optimum is known.
  struct Known: Sendable {
    var seed: UInt64
    var inventory: Inventory
    var goal: Goal
    var optimum: BruteForce.Optimum
  }

  static func known(_ seed: UInt64) -> Known? {
    let random = RandomCase(seed: seed)
    let brute = BruteForce(inventory: random.inventory, goal: random.goal)
    return brute.optimum(limit: 20_000).map {
      Known(seed: seed, inventory: random.inventory, goal: random.goal, optimum: $0)
    }
  }

  @Test(arguments: 0..<8)
  func exactFindsTheOptimum(block: Int) throws {
    var compared = 0
    for seed in UInt64(block * 60)..<UInt64(block * 60 + 60) {
      guard let known = Self.known(seed) else { continue }
      let problem = try Problem(inventory: known.inventory, goal: known.goal)
      var budget = Budget(workLimit: nil, deadline: nil)
      var start = Placement(problem)
      Greedy(problem: problem).forced(&start, &budget)
      let outcome = ExactSolver(problem: problem, backend: GLPKBackend())
        .solve(from: start, stopped: problem.start, &budget)
      #expect(outcome.termination == .optimal, "seed \(seed): \(outcome.failure ?? "")")
      let left = problem.stuck(Self.nodes(outcome, problem)).count
      #expect(left == known.optimum.left, "seed \(seed): left over")
      let penalties = outcome.placement.penalties
        + Problem.stuckPenalty * Double(Self.idleLeft(outcome, problem))
      let objective = outcome.cost - penalties
      #expect(
        abs(objective - known.optimum.objective) < 2e-6,
        "seed \(seed): \(objective) instead of \(known.optimum.objective)")
      compared += 1
    }
    #expect(compared >= 40)
  }

  private static func nodes(_ outcome: ExactSolver.Outcome, _ p: Problem) -> [Int32] {
    (0..<p.vmCount).map { p.isActive($0) ? outcome.placement.node[$0] : outcome.nodes[$0] }
  }

  private static func idleLeft(_ outcome: ExactSolver.Outcome, _ p: Problem) -> Int {
    (0..<p.vmCount).count { p.role[$0] == .idleForced && outcome.nodes[$0] == p.start[$0] }
  }

  @Test(arguments: SolverOptions.Method.allCases)
  func plansAreLegalAndBoundsHold(method: SolverOptions.Method) throws {
    for seed in UInt64(0)..<300 {
      guard let known = Self.known(seed) else { continue }
      let options = SolverOptions(method: method, workLimit: 200_000)
      let plan = try Planner(options: options).plan(known.inventory, goal: known.goal)
      let report = PlanChecker(inventory: known.inventory, goal: known.goal).check(plan)
      #expect(report.isLegal, "seed \(seed): \(report.violations.map(\.description))")
      guard plan.status != .infeasible, plan.blocked.count == known.optimum.left else { continue }
      #expect(plan.solver.bound <= known.optimum.objective + 1e-6, "seed \(seed): bound")
      #expect(plan.solver.objective >= known.optimum.objective - 1e-6, "seed \(seed): objective")
    }
  }
}
