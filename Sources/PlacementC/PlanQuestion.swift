import Foundation
import PlacementIO
import PlacementReport
import PlacementSolver

/// Questions about a plan document.
struct PlanQuestion {
  private let plan: Plan

  /// Reads a plan.
  ///
  /// - Throws: ``/PlacementIO/InputError`` where it is none.
  init(plan: CText?) throws {
    self.plan = try PlanReader.read(Data(TextInput.text(plan, "plan").utf8), file: "plan")
  }

  /// The checker's report: `{"legal", "violations", "transcript"}`.
  func check(against scenario: CText?) throws -> String {
    let document = try TextInput.document(scenario, "scenario")
    let inventory = try ScenarioReader.read(document, file: "scenario").inventory
    let report = PlanChecker(inventory: inventory, goal: plan.goal).check(plan)
    return try Self.json(
      CheckAnswer(
        legal: report.isLegal,
        violations: report.violations.map { "\($0)" },
        report: report
      )
    )
  }

  private struct CheckAnswer: Encodable {
    var legal: Bool
    /// Each violation in words.
    var violations: [String]
    var report: CheckReport
  }

  /// Why a migration is made, or why a VM does not go to a node.
  func explain(_ question: CText?) throws -> String {
    guard let field = try TextInput.fields(question, "question", keys: ["migration", "vm", "to"])
    else {
      throw Fault(code: "argument", message: "question is empty; give migration, or vm and to")
    }
    if let number = try field.optional("migration")?.int(in: 1...Int(Int32.max)) {
      guard let move = plan.migrations.first(where: { $0.id == number }) else {
        throw Fault(
          code: PlanningError.Code.unknownMigration.rawValue,
          message: "the plan has no migration \(number)"
        )
      }
      return try Self.json(Reason(vm: move.vm, from: move.from, to: move.to, reason: move.reason))
    }
    let vm = try field.required("vm", "give a VM's full name, with to").nonEmptyString()
    let node = try field.required("to", "give the node, with vm").nonEmptyString()
    return try Self.json(try Explainer(plan: plan).whyNot(vm: vm, node: node))
  }

  private struct Reason: Encodable {
    var vm: String
    var from: String?
    var to: String
    var reason: String
  }

  /// The plan in another form.
  func report(_ format: CText?) throws -> String {
    let format = try TextInput.text(format, "format")
    switch format {
    case "html": return HTMLReport.render(plan)
    case "markdown": return MarkdownReport.render(plan)
    case "table": return TableReport.render(plan, style: TerminalStyle(width: 100))
    default:
      throw Fault(
        code: "argument",
        message: "format '\(InputText.printable(format, atMost: 40))' is not known; "
          + "give table, markdown or html"
      )
    }
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
