import Foundation
import PlacementIO
import PlacementSolver

/// A planning task as a caller of C states it: a scenario document, and options as JSON.
struct PlanRequest {
  private let scenario: Scenario
  private var options = SolverOptions()
  private var earlier: [String: String] = [:]

  /// Reads the task.
  ///
  /// - Throws: ``/PlacementIO/InputError`` with the path of the first mistake.
  init(scenario: CText?, options: CText?) throws {
    var document = try TextInput.document(scenario, "scenario")
    let keys = [
      "goal", "solver", "timeLimit", "workLimit", "seed", "alternatives", "bound", "startFrom",
    ]
    let field = try TextInput.fields(options, "options", keys: keys)
    if let goal = try field?.optional("goal") { try Self.set(goal, in: &document) }
    self.scenario = try ScenarioReader.read(document, file: "scenario")
    guard let field else { return }
    if let method = try field.optional("solver") { self.options.method = try method.choice() }
    self.options.timeLimit = try field.optional("timeLimit")?.double(in: 0.001...86_400)
      .seconds
    self.options.workLimit = try field.optional("workLimit")?.int(in: 1...Int.max)
    self.options.seed = UInt64(try field.optional("seed")?.int(in: 0...Int.max) ?? 1)
    if let flag = try field.optional("alternatives")?.bool() {
      self.options.proposesAlternatives = flag
    }
    if let flag = try field.optional("bound")?.bool() { self.options.provesBound = flag }
    if let nodes = try field.optional("startFrom") { earlier = try nodes.stringMap() }
  }

  /// Puts a goal over the scenario's: a word is what to optimise, a map replaces key by key.
  private static func set(_ goal: Field, in document: inout DocumentValue) throws {
    guard case .map(var root) = document.kind else { return }
    var merged = DocumentMap()
    if case .map(let own)? = root["goal"]?.kind { merged = own }
    if goal.value.text != nil {
      merged["optimize"] = goal.value
    } else {
      for (key, field) in try goal.entries() { merged[key] = field.value }
    }
    root["goal"] = DocumentValue(.map(merged))
    document = DocumentValue(.map(root), line: document.line)
  }

  /// The plan document.
  ///
  /// - Throws: ``/PlacementSolver/PlanningError`` where the task makes no sense; ``Fault`` where the
  ///   checker finds the plan illegal, which is a fault of the library and never shown as a plan.
  func plan(_ callbacks: Callbacks) throws -> String {
    let plan = try Planner(options: options)
      .plan(
        scenario.inventory,
        goal: scenario.goal,
        startingFrom: earlier,
        context: SolveContext(stop: callbacks.isStopped, progress: callbacks.report)
      )
    let report = PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan)
    guard report.isLegal else {
      let violations = report.violations.map { "\($0)" }.joined(separator: "; ")
      throw Fault(code: "illegal", message: "the checker refuses the plan: \(violations)")
    }
    return String(decoding: try plan.json(), as: UTF8.self)
  }
}

extension Double {
  fileprivate var seconds: Duration { .seconds(self) }
}
