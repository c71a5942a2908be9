import PlacementExecution
import PlacementReport
import PlacementSolver

/// A plan that follows from a run that was ended: for its rest, or for the way back.
enum FollowUp {
  case replan
  case rollback

  /// Makes the plan and writes it, for somebody to approve.
  ///
  /// - Throws: ``Failure`` where the checker objects to it; what planning throws.
  func write(to path: String, after state: RunState, _ executor: any Executor) async throws {
    let fresh = try await executor.inventory()
    let plan =
      switch self {
      case .replan: try Replanning.rest(of: state, fresh: fresh)
      case .rollback: try Replanning.rollback(of: state, fresh: fresh)
      }
    let checker = PlanChecker(inventory: plan.inventory ?? fresh, goal: plan.goal)
    guard checker.check(plan).isLegal else {
      throw Failure(.refused, "error: the checker found the new plan illegal, so it is not written")
    }
    try PlanFile.write(plan, to: path)
    Console.error(TableReport.render(plan, style: Console.errorStyle))
    guard !plan.migrations.isEmpty else {
      return Console.error("There is nothing to move; the plan is in \(path).")
    }
    Console.error("\(difference(plan, state)) Carry it out with:")
    Console.error("  rebalance execute \(path) --approve \(plan.digest)")
  }

  /// What of the new plan was not in the one that was approved.
  private func difference(_ plan: Plan, _ state: RunState) -> String {
    guard self == .replan else { return "The way back needs an approval." }
    let news = Replanning.news(in: plan, since: state)
    let known = plan.migrations.count - news.count
    guard !news.isEmpty else { return "All of it was approved before." }
    let names = news.map { "\($0.vm) to \($0.to) (\($0.type.rawValue))" }.joined(separator: ", ")
    return "\(known) of \(plan.migrations.count) moves were approved before; new: \(names)."
  }
}
