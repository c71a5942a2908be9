import ArgumentParser
import PlacementReport
import PlacementSolver

/// How a plan is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, markdown, json, html

  /// - Parameters:
  ///   - file: What the plan document is called where commands name it.
  ///   - extras: What is shown beside the plan.
  func text(
    _ plan: Plan,
    file: String = "plan.json",
    extras: ReportExtras.Shown = .init()
  ) throws -> String {
    switch self {
    case .table:
      let style = Console.style
      var parts = [TableReport.render(plan, style: style)]
      if extras.gantt, !plan.migrations.isEmpty {
        parts.append(GanttReport.text(plan, style: style))
      }
      if let front = extras.front { parts.append(ComparisonReport.table(front, style: style)) }
      return parts.joined(separator: "\n")
    case .markdown:
      var parts = [MarkdownReport.render(plan)]
      if extras.gantt, !plan.migrations.isEmpty { parts.append(GanttReport.markdown(plan)) }
      if let front = extras.front { parts.append(ComparisonReport.markdown(front)) }
      return parts.joined(separator: "\n")
    case .html: return HTMLReport.render(plan, file: file, front: extras.front)
    case .json: return String(decoding: try plan.json(), as: UTF8.self)
    }
  }
}

/// The flags that say what to show beside a plan.
struct ReportExtras: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      """
      Plan for 0, 1, 2, 3, 5, 8 … moves too, and show what each number brings; not with -o json. \
      (default: of a small cluster with -o html)
      """
    )
  )
  var front: Bool?

  @Flag(help: "Draw when each move runs and how full that makes the nodes; html always does.")
  var gantt = false

  /// What was asked for, made.
  struct Shown {
    var front: Comparison?
    var gantt = false
  }

  /// Makes what was asked for.
  func made(for plan: Plan, _ output: OutputFormat) throws -> Shown {
    var shown = Shown(front: nil, gantt: gantt)
    guard output != .json, let inventory = plan.inventory else { return shown }
    let isQuick = SolverArguments.isSmall(inventory.cluster) && !plan.migrations.isEmpty
    guard front ?? (output == .html && isQuick) else { return shown }
    let task = plan.relaxed(inventory, plan.goal)
    var options = SolverOptions()
    options.workLimit = CompareCommand.work(inventory.cluster)
    shown.front = try ProgressLine()
      .run { line in
        try Planner(options: options)
          .compare(
            task.inventory,
            goal: task.goal,
            most: max(50, plan.summary.migrations),
            weights: [],
            context: line.context
          )
      }
    return shown
  }
}
