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
  private var check = EditCheck()
  private let names: NodeNames
  private let table: (Plan) -> String
  private let style: TerminalStyle
  private(set) var ending: Ending?

  /// Opens a plan; `table` prints one.
  init(
    _ plan: Plan,
    options: SolverOptions = SolverOptions(),
    style: TerminalStyle = TerminalStyle(width: 80),
    table: @escaping (Plan) -> String
  ) throws {
    editor = try PlanEditor(plan, options: options)
    self.style = style
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
      ? "modify (skip | change target | include | reorder | … | done)> "
      : plan.migrations.isEmpty
        ? "(modify | explain <VM> <node> | cancel)> "
        : "(approve | modify | explain <#> | compare | cancel)> "
  }

  /// Answers one line, in lines of the terminal's width.
  mutating func answer(_ line: String) -> String {
    TextWrap.plain(respond(to: ReviewRequest(line)), width: style.width)
  }

  private mutating func respond(to request: ReviewRequest) -> String {
    switch request {
    case .approve: return approve()
    case .modify:
      isModifying = true
      return Self.options
    case .edit(let change): return apply(change)
    case .undo: return undo()
    case .done:
      isModifying = false
      return Self.question
    case .explain(let what): return explain(what)
    case .compare: return compare()
    case .alternative(let number): return alternatives(number)
    case .keepOriginal:
      return "The plan stays as it is.\n\(Self.question)"
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
      let edits = try edits(change)
      try ProgressLine.watching(if: edits.contains { $0.plansAnew }) { context in
        try editor.apply(edits, context: context)
      }
      try check.require(editor.plan)
      history.append(before)
      let made = editor.plan.edits.dropFirst(before.plan.edits.count)
      let lines = made.map { edit in
        "\(Self.done(edit)) \(EditReport.effect(edit, plan.goal))."
      }
      return lines.joined(separator: "\n") + "\n\n" + table(plan)
        + "\n" + Self.question
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
    case .include(let vm, let node):
      return [.include(plan.fullName(of: vm), to: names.name(of: node))]
    case .reorder(let numbers):
      let vms = try numbers.map { try plan.mover($0, for: "reorder") }
      return [Plan.Edit(.reorder, vms: vms, migrations: numbers)]
    case .sequential: return [.sequential]
    case .reoptimize: return [.reoptimize]
    case .accept(let number): return [.accept(alternative: try alternative(number))]
    }
  }

  /// The number of the alternative that is meant: of one alone it need not be said.
  private func alternative(_ number: Int?) throws -> Int {
    if let number { return number }
    let offers = plan.alternatives ?? []
    guard let first = offers.first else {
      throw Failure(.badInput, "There is no alternative to accept.")
    }
    guard offers.count == 1 else {
      let choices = offers.map { "accept alternative \($0.number) (\($0.title))" }
      throw Failure(.badInput, "Which one? " + choices.joined(separator: ", or "))
    }
    return first.number
  }

  /// What the alternatives are, and what each would change.
  private func alternatives(_ number: Int?) -> String {
    let offers = (plan.alternatives ?? []).filter { number == nil || $0.number == number }
    if offers.isEmpty {
      return number == nil ? "There are no alternatives." : "There is no such alternative."
    }
    return offers.map { EditReport.alternative($0) }.joined(separator: "\n")
  }

  /// What was done, in the words of an operator.
  private static func done(_ edit: Plan.Edit) -> String {
    let number = edit.migrations.first.map { "#\($0) " } ?? ""
    let vm = edit.vms.first ?? ""
    if let number = edit.alternative {
      return "Alternative \(number) accepted (\(edit.title ?? "")):"
    }
    switch edit.action {
    case .skip: return "Migration \(number)(\(vm)) removed from plan:"
    case .retarget: return "Migration \(number)(\(vm)) now goes to \(edit.node ?? "?"):"
    case .include: return "\(vm) now goes to \(edit.node ?? "?"):"
    case .reorder: return "Migrations reordered:"
    case .sequential: return "Migrations now run one after the other:"
    case .reoptimize: return "The rest is planned anew:"
    case .accept: return "An alternative accepted:"
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
        return Explanation(editor).why(vm).joined(separator: "\n")
      }
      let words = what.split(separator: " ").map(String.init)
        .filter { !["on", "to", "not", "is"].contains($0.lowercased()) }
      if words.count == 1 {
        return try editor.account(of: names.name(of: words[0])).lines.joined(separator: "\n")
      }
      guard words.count == 2 else {
        return "Say explain <#>, explain <node>, or explain <VM> <node>."
      }
      let vm = plan.fullName(of: words[0])
      return try Explanation(editor).whyNot(vm, on: names.name(of: words[1]))
        .joined(separator: "\n")
    } catch let failure as Failure {
      return failure.lines.joined(separator: "\n")
    } catch {
      return "error: \(error)"
    }
  }

  private func compare() -> String { EditReport.comparison(original, plan) }

  private static let question = "Ready to execute? (approve / modify more / cancel)"

  private static let options = """
    Which migrations would you like to modify?
    - skip <#>                      leave the VM where it is (skip 5)
    - change target <#> to <node>   another destination (change target 1 to worker-04)
    - include <VM> on <node>        move one that stays (include app-01 on worker-04)
    - reorder <#>, <#>, …           these first, in this order (reorder 3, 1, 2)
    - sequential                    one migration after the other
    - reoptimize                    keep these changes, improve the rest
    - undo                          take the last change back
    - done                          finish modifications
    """

  private static let help = """
    approve            approve exactly this plan and leave
    modify             change it: skip, change target, include, reorder,
                       sequential, reoptimize, undo
    accept alternative <#>   take another way that is proposed
    explain            what the plan does, in short
    explain <#>        why a migration is made
    explain <node>     why it is as loaded as it ends up
    explain <VM> <node>  why a VM does not go there, and what it would cost
    explain more       what the alternatives would change
    compare            this plan beside the one that was opened
    show               the plan again
    cancel             leave without writing anything
    """
}
