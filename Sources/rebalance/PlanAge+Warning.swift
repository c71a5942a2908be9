import PlacementExecution
import PlacementReport
import PlacementSolver

extension PlanAge {
  /// What a person is told about it.
  var words: String { "the plan was made from a state that is \(Format.duration(seconds)) old" }

  /// Warns where a plan is so old that the cluster may have changed since.
  static func warn(of plan: Plan, file: String) {
    guard let age = PlanAge(of: plan, file: file), age.seconds > noteworthy else { return }
    Console.error("warning: \(age.words)")
  }
}
