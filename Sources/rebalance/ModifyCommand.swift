import ArgumentParser
import Foundation
import PlacementReport
import PlacementSolver

struct ModifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modify",
    abstract: "Change a plan by hand, with the price of each change.",
    discussion: """
      Changes are made in this order: accept-alternative, skip, retarget, include, reoptimize, \
      reorder, sequential. Numbers are those of PLAN as it is shown. Everything is recomputed and checked; \
      a change that would break a rule is refused with what would be legal. PLAN is changed in \
      place, unless --out or --dry-run say otherwise; an approval of it no longer holds.
      """
  )

  @Argument(help: "A plan document.", completion: .file())
  var plan: String

  @OptionGroup(title: "Changes") var changes: EditArguments
  @OptionGroup(title: "Planning anew") var solver: SolverArguments

  @Option(
    name: [.short, .customLong("output")],
    help: "The format: table, markdown, json or html."
  )
  var output: OutputFormat = .table

  @Option(
    help: ArgumentHelp("Where to write the changed plan instead of over PLAN.", valueName: "file"),
    completion: .file()
  )
  var out: String?

  @Flag(help: "Print the changed plan and write nothing.")
  var dryRun = false

  func validate() throws {
    guard !changes.isEmpty else {
      throw ValidationError(
        "Say what to change: --skip, --retarget, --include, --reorder, --sequential, "
          + "--accept-alternative or --reoptimize."
      )
    }
    if plan == "-", out == nil, !dryRun, output != .json {
      throw ValidationError("A plan from standard input is written nowhere: give --out or -o json.")
    }
  }

  func run() throws {
    let old = try PlanFile.read(plan)
    guard old.isIntact else {
      throw Failure(
        .refused,
        "error: \(plan) was changed since it was made: its digest does not fit; make it anew"
      )
    }
    let edits = try changes.edits(of: old)
    var editor = try PlanEditor(old)
    if let cluster = old.inventory?.cluster { editor.options = solver.options(for: cluster) }
    try ProgressLine.watching(if: edits.contains { $0.plansAnew }) { context in
      try editor.apply(edits, context: context)
    }
    var check = EditCheck()
    try check.require(editor.plan)
    if !dryRun, let path = out ?? (plan == "-" ? nil : plan) {
      try PlanFile.write(editor.plan, to: path)
    }
    try Console.print(output.text(editor.plan, file: out ?? plan))
  }
}

/// Lets no illegal plan through, of all those that come from one document by editing.
struct EditCheck {
  private var prepared: (checker: PlanChecker, goal: Goal)?

  /// Checks a plan; its inventory is the document's, whose digest was computed as it was read.
  mutating func require(_ plan: Plan) throws {
    guard let inventory = plan.inventory else { return }
    let checker: PlanChecker
    if let prepared, prepared.goal == plan.goal {
      checker = prepared.checker
    } else {
      checker = PlanChecker(
        sealedFor: inventory,
        goal: plan.goal,
        digest: plan.inventoryDigest
      )
      prepared = (checker, plan.goal)
    }
    let report = checker.check(plan)
    guard report.isLegal else {
      throw Failure(
        .refused,
        lines: ["error: the checker found the changed plan illegal, so it is not written:"]
          + report.violations.map { "  \($0)" }
      )
    }
  }
}

extension Plan.Edit {
  /// Whether anything is looked for, which may take a while.
  var plansAnew: Bool { action == .reoptimize || action == .accept }
}

/// An edit that cannot be made, in lines for standard error.
enum EditFailure {
  private static let mostTargets = 5

  static func lines(_ error: PlanEditError) -> [String] {
    var lines = ["error: \(EditReport.title(error.edit)): \(error.message)"]
    lines += error.reasons.map { "  \($0.code.rawValue): \($0.message)" }
    guard !error.targets.isEmpty else { return lines }
    let shown = error.targets.prefix(mostTargets).map { target in
      "\(target.node) (objective \(EditReport.signed(target.objective)))"
    }
    let rest = error.targets.count - shown.count
    lines.append(
      "  legal targets: " + shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    )
    return lines
  }
}
