import PlacementModel
import PlacementReport
import PlacementSolver

/// Changes of plans in words.
enum EditText {
  private static let mostTargets = 5

  /// Why an edit cannot be made, and what could.
  static func lines(_ error: PlanEditError) -> [String] {
    var lines = ["\(EditReport.title(error.edit)): \(error.message)"]
    lines += error.reasons.map { "\($0.code.rawValue): \($0.message)" }
    if !error.targets.isEmpty {
      let targets = error.targets.prefix(mostTargets).map { target in
        "\(target.node) (objective \(EditReport.signed(target.objective)))"
      }
      lines.append("legal targets: \(targets.joined(separator: ", "))")
    }
    return lines
  }

  /// The VM of a migration.
  ///
  /// - Throws: ``ToolFailure`` where there is no such migration.
  static func mover(_ number: Int, in plan: Plan) throws -> Plan.Migration {
    if let move = plan.migrations.first(where: { $0.id == number }) { return move }
    let known =
      plan.migrations.isEmpty ? "the plan has none" : "the plan has 1 to \(plan.migrations.count)"
    throw ToolFailure("there is no migration \(number); \(known)")
  }

  /// A VM's full name; a bare one is in the namespace `default`.
  static func fullName(_ vm: String) -> String { vm.contains("/") ? vm : "default/" + vm }

  /// A node's name by its name or hostname; what was given where there is none.
  static func node(_ text: String, in plan: Plan) -> String {
    let nodes = plan.inventory?.cluster.nodes ?? []
    if nodes.contains(where: { $0.name == text }) { return text }
    return nodes.first { $0.hostname == text }?.name ?? text
  }
}
