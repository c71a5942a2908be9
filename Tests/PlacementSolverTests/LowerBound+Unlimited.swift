@testable import PlacementSolver

extension LowerBound {
  /// The bound that all the effort gives.
  func solve(levels: Levels) -> Double {
    var context = SolveContext.unlimited
    return solve(levels: levels, &context).value
  }
}
