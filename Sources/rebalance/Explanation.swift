import PlacementReport
import PlacementSolver

/// Why a plan holds what it holds, in lines of text.
struct Explanation {
  private let plan: Plan
  private let editor: PlanEditor
  private static let mostTargets = 3

  /// - Throws: ``PlanningError`` where the plan does not hold its inventory.
  init(_ plan: Plan) throws {
    self.init(try PlanEditor(plan))
  }

  /// Explains the plan of an editor.
  init(_ editor: PlanEditor) {
    plan = editor.plan
    self.editor = editor
  }

  /// Why the migrations of a VM are made: the reason, what is lost without them, and what else
  /// there would be.
  func why(_ vm: String) -> [String] {
    var lines = plan.migrations.filter { $0.vm == vm }.map(EditReport.why)
    var without = editor
    do {
      try without.apply([.skip(vm)])
      let edit = without.plan.edits.last ?? .skip(vm)
      lines.append("- Without it: \(EditReport.effect(edit, plan.goal))")
    } catch let error as PlanEditError {
      lines.append("- Without it: not possible, \(error.message)")
    } catch {
      lines.append("- Without it: not possible, \(error)")
    }
    let targets = editor.targets(for: vm).prefix(Self.mostTargets).map { target in
      "\(target.node) (objective \(EditReport.signed(target.objective)))"
    }
    lines.append(
      targets.isEmpty
        ? "- Elsewhere: no other node takes it" : "- Elsewhere: \(targets.joined(separator: ", "))"
    )
    return lines
  }

  /// Why a VM does not go to a node, or what the best plan with it there would cost.
  ///
  /// - Throws: ``PlanningError`` where a name is unknown.
  func whyNot(_ vm: String, on node: String) throws -> [String] {
    if plan.migrations.last(where: { $0.vm == vm })?.to == node {
      return ["\(vm) goes to \(node)."] + why(vm)
    }
    return try Explainer(plan: plan).whyNot(vm: vm, node: node).lines
  }
}
