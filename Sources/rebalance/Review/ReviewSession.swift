import PlacementReport
import PlacementSolver

/// The conversation about a plan: every line typed gives text, and a plan that may have changed.
///
/// It knows nothing of terminals, so that it works over any line and in tests.
struct ReviewSession {
  /// How the conversation ended.
  enum Ending: Equatable {
    case approved
    case cancelled
  }

  private var editor: PlanEditor
  private let original: Plan
  private var history: [PlanEditor] = []
  private var isModifying = false
  private let names: NodeNames
  private let table: (Plan) -> String
  private(set) var ending: Ending?

  /// Opens a plan; `table` prints one.
  init(_ plan: Plan, table: @escaping (Plan) -> String) throws {
    editor = try PlanEditor(plan)
    original = plan
    names = NodeNames(plan)
    self.table = table
  }

  /// The plan with all changes made so far.
  var plan: Plan { editor.plan }

  /// Whether anything was changed.
  var hasChanges: Bool { plan.digest != original.digest }

  /// What to ask for the next line.
  var prompt: String {
    isModifying
      ? "modify (skip <#> | change target <#> to <node> | reorder <#>, … | undo | done)> "
      : plan.migrations.isEmpty
        ? "(modify | explain <VM> <node> | cancel)> "
        : "(approve | modify | explain <#> | compare | cancel)> "
  }

  /// Answers one line.
  mutating func answer(_ line: String) -> String {
    switch ReviewRequest(line) {
    case .approve: return approve()
    case .modify:
      isModifying = true
      return Self.options
    case .edit(let change): return apply(change)
    case .undo: return undo()
    case .done:
      isModifying = false
      return "Ready to execute? (approve / modify more / cancel)"
    case .explain(let what): return explain(what)
    case .compare: return compare()
    case .show: return table(plan)
    case .help: return Self.help
    case .cancel:
      if isModifying {
        isModifying = false
        return "Changes so far are kept; 'undo' takes them back, 'cancel' again leaves."
      }
      ending = .cancelled
      return hasChanges ? "Cancelled: nothing is written and nothing runs." : "Cancelled."
    case .unclear(let hint):
      return hint.isEmpty ? "That is none of the choices; 'help' lists them." : "Say \(hint)."
    }
  }

  // MARK: Answers

  private mutating func approve() -> String {
    guard !plan.migrations.isEmpty else { return "There is nothing to approve: no migration." }
    ending = .approved
    return "Approved: \(plan.digest)"
  }

  private mutating func apply(_ change: ReviewRequest.Change) -> String {
    let before = editor
    do {
      try editor.apply(edits(change))
      try EditedPlan.check(editor.plan)
      history.append(before)
      let made = editor.plan.edits.dropFirst(before.plan.edits.count)
      let lines = made.map { edit in
        "\(Self.done(edit)) \(EditReport.effect(edit, plan.goal))."
      }
      return lines.joined(separator: "\n") + "\n\n" + table(plan)
        + "\nReady to execute? (approve / modify more / cancel)"
    } catch let error as PlanEditError {
      editor = before
      return EditFailure.lines(error).joined(separator: "\n")
    } catch let failure as Failure {
      editor = before
      return failure.lines.joined(separator: "\n")
    } catch {
      editor = before
      return "error: \(error)"
    }
  }

  private func edits(_ change: ReviewRequest.Change) throws -> [Plan.Edit] {
    switch change {
    case .skip(let numbers):
      return try numbers.map { number in
        Plan.Edit(.skip, vms: [try plan.mover(number, for: "skip")], migrations: [number])
      }
    case .retarget(let number, let node):
      let vm = try plan.mover(number, for: "change target")
      return [
        Plan.Edit(.retarget, vms: [vm], migrations: [number], node: names.name(of: node))
      ]
    case .reorder(let numbers):
      let vms = try numbers.map { try plan.mover($0, for: "reorder") }
      return [Plan.Edit(.reorder, vms: vms, migrations: numbers)]
    case .sequential: return [.sequential]
    }
  }

  /// What was done, in the words of an operator.
  private static func done(_ edit: Plan.Edit) -> String {
    let number = edit.migrations.first.map { "#\($0) " } ?? ""
    let vm = edit.vms.first ?? ""
    switch edit.action {
    case .skip: return "Migration \(number)(\(vm)) removed from plan:"
    case .retarget: return "Migration \(number)(\(vm)) now goes to \(edit.node ?? "?"):"
    case .include: return "\(vm) now goes to \(edit.node ?? "?"):"
    case .reorder: return "Migrations reordered:"
    case .sequential: return "Migrations now run one after the other:"
    case .reoptimize: return "The rest is planned anew:"
    }
  }

  private mutating func undo() -> String {
    guard let last = history.popLast() else { return "There is nothing to undo." }
    editor = last
    return "Undone.\n\n" + table(plan)
  }

  private func explain(_ what: String) -> String {
    if what.isEmpty { return EditReport.summary(plan) }
    do {
      if let number = Int(what.drop { $0 == "#" }) {
        let vm = try plan.mover(number, for: "explain \(number)")
        return try Explanation(plan).why(vm).joined(separator: "\n")
      }
      let words = what.split(separator: " ").map(String.init)
        .filter { !["on", "to", "not", "is"].contains($0.lowercased()) }
      guard words.count == 2 else { return "Say explain <#>, or explain <VM> <node>." }
      let vm = plan.fullName(of: words[0])
      return try Explanation(plan).whyNot(vm, on: names.name(of: words[1]))
        .joined(separator: "\n")
    } catch let failure as Failure {
      return failure.lines.joined(separator: "\n")
    } catch {
      return "error: \(error)"
    }
  }

  private func compare() -> String { EditReport.comparison(original, plan) }

  private static let options = """
    Which migrations would you like to modify?
    - skip <#>                      leave the VM where it is (skip 5)
    - change target <#> to <node>   another destination (change target 1 to worker-04)
    - reorder <#>, <#>, …           these first, in this order (reorder 3, 1, 2)
    - sequential                    one migration after the other
    - undo                          take the last change back
    - done                          finish modifications
    """

  private static let help = """
    approve            approve exactly this plan and leave
    modify             change it: skip, change target, reorder, sequential, undo
    explain            what the plan does, in short
    explain <#>        why a migration is made
    explain <VM> <node>  why a VM does not go there, and what it would cost
    compare            this plan beside the one that was opened
    show               the plan again
    cancel             leave without writing anything
    """
}
