import PlacementModel
import PlacementOracle
import PlacementSolver

extension Law {
  /// The most placements that are tried one by one.
  private static let mostPlacements = 20_000

  /// Bound ≤ optimum ≤ objective, the optimum found by trying everything.
  static let optimal = Law("optimal") { trial, solvers in
    let brute = BruteForce(inventory: trial.inventory, goal: trial.goal)
    guard let optimum = brute.optimum(limit: mostPlacements) else { return nil }
    for (method, plan) in try solvers.plans(trial) where plan.status != .infeasible {
      let left = Solvers.left(plan)
      if left < optimum.left {
        return "\(method): leaves \(left), but \(optimum.left) is the fewest possible"
      }
      guard left == optimum.left else { continue }
      if plan.solver.bound > optimum.objective + 1e-6 {
        return "\(method): bound \(plan.solver.bound) above the optimum \(optimum.objective)"
      }
      if plan.solver.objective < optimum.objective - 1e-6 {
        return "\(method): objective \(plan.solver.objective) below the optimum "
          + "\(optimum.objective)"
      }
    }
    return nil
  }
}
