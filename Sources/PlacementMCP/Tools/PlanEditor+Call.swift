import PlacementModel
import PlacementSolver

extension PlanEditor {
  /// Makes edits for a call, and keeps the plan that comes out.
  ///
  /// - Throws: `PlanEditError`; ``ToolFailure`` where the checker refuses the plan, or the call was
  ///   cancelled.
  static func plan(
    _ old: Plan,
    with edits: [Plan.Edit],
    _ call: Call,
    _ workshop: Workshop
  ) throws -> Plan {
    var editor = try PlanEditor(old)
    try editor.apply(
      edits,
      context: SolveContext(
        stop: { call.isCancelled },
        progress: { call.report(PlanTool.describe($0)) }
      )
    )
    try call.checkCancellation()
    let plan = editor.plan
    if let inventory = plan.inventory { try CheckedPlan.demand(plan, of: inventory) }
    if try workshop.store.keep(plan) { workshop.onNewPlan() }
    return plan
  }
}
