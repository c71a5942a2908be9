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

  /// Why a VM does not go to a node, or what it would cost to send it there.
  func whyNot(_ vm: String, on node: String) throws -> [String] {
    if plan.migrations.last(where: { $0.vm == vm })?.to == node {
      return ["\(vm) goes to \(node)."] + why(vm)
    }
    let answer = editor.whyNot(vm, on: node)
    if let unknown = answer.reasons.first(where: { $0.code == .unknown }) {
      throw Failure(.badInput, "error: \(unknown.message)")
    }
    guard let price = answer.price else {
      return ["\(vm) cannot go to \(node):"]
        + answer.reasons.map { "- \($0.code.rawValue): \($0.message)" }
    }
    var lines = [
      "\(vm) could go to \(node) with everything else as planned: "
        + "objective \(EditReport.signed(price))"
    ]
    var changed = editor
    do {
      let isPlanned = plan.migrations.contains { $0.vm == vm }
      try changed.apply([isPlanned ? .retarget(vm, to: node) : .include(vm, to: node)])
      if let edit = changed.plan.edits.last {
        lines.append("- That changes: \(EditReport.effect(edit, plan.goal))")
      }
    } catch let error as PlanEditError {
      lines.append("- But \(error.message)")
    }
    return lines
  }
}
