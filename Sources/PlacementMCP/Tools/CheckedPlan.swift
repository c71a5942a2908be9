import PlacementChecker
import PlacementModel

/// Lets no plan out that the independent checker refuses.
enum CheckedPlan {
  /// - Throws: ``ToolFailure`` with the violations.
  static func demand(_ plan: Plan, of inventory: Inventory) throws {
    let report = PlanChecker(inventory: inventory, goal: plan.goal).check(plan)
    guard !report.isLegal else { return }
    throw ToolFailure(
      "the checker found the plan illegal, so it is not shown",
      details: report.violations.map { "\($0)" }
    )
  }
}
