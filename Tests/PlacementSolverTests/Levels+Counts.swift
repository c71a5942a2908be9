@testable import PlacementSolver

extension Levels {
  /// The counts of a plan document or the oracle, the most important level first.
  init(_ counts: [Double]) {
    self.init()
    guard counts.count == 5 else { return }
    forced = Int(counts[0])
    stopped = Int(counts[1])
    waiting = Int(counts[2])
    required = counts[3]
    voluntary = Int(counts[4])
  }
}
