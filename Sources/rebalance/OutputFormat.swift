import ArgumentParser
import PlacementReport
import PlacementSolver

/// How a plan is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, markdown, json, html

  /// - Parameter file: What the plan document is called where commands name it.
  func text(_ plan: Plan, file: String = "plan.json") throws -> String {
    switch self {
    case .table: TableReport.render(plan, style: Console.style)
    case .markdown: MarkdownReport.render(plan)
    case .html: HTMLReport.render(plan, file: file)
    case .json: String(decoding: try plan.json(), as: UTF8.self)
    }
  }
}
