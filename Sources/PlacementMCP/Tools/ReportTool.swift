import PlacementModel
import PlacementReport

/// Reports on a run.
struct ReportTool: Tool {
  let definition = ToolDefinition(
    name: "report",
    title: "Report on a run",
    description: """
      What a run came to: migrations made, failed and not attempted, the nodes before and after as \
      measured, troubleshooting and next steps. Of a run that goes on, how far it is.
      """,
    input: [.required("run", .string(longest: 64), "The run's name.")],
    output: RunSummary.properties + [
      .optional("report", .anyObject, "The report in full, once the run has stopped.")
    ]
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let summary = try workshop.runs.summary(arguments.text("run") ?? "")
    var result = try summary.result(workshop)
    if let report = summary.report {
      result.structured["report"] = try JSONValue(encoding: report)
    }
    return result
  }
}
