import ArgumentParser
import PlacementReport
import PlacementSolver

/// How a plan is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, markdown, json

  func text(_ plan: Plan) throws -> String {
    switch self {
    case .table: TableReport.render(plan, style: Console.style)
    case .markdown: MarkdownReport.render(plan)
    case .json: String(decoding: try plan.json(), as: UTF8.self)
    }
  }
}
