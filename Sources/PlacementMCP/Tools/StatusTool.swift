import Foundation

/// Tells what the server holds.
struct StatusTool: Tool {
  private static let mostPlans = 20

  let definition = ToolDefinition(
    name: "status",
    title: "What is there",
    description: "Lists the plans that are kept, newest first, and what the server may do.",
    input: [],
    output: [
      .required("version", .text, "The version of the server."),
      .required("readable", .array(of: .text), "The folders that inputs may be read from."),
      .required(
        "plans",
        .array(
          of: .object([
            .required("digest", .digest, "The plan's digest."),
            .required("keptAt", .text, "When it was first kept, ISO 8601."),
          ])
        ),
        "The newest 20 plans."
      ),
      .required("planCount", .integer(from: 0), "How many plans are kept."),
    ]
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let plans = workshop.store.plans()
    let rows = plans.prefix(Self.mostPlans).map { ($0.digest, $0.time.formatted(.iso8601)) }
    let lines = rows.map { "- \($0) of \($1)" }
    return ToolResult(
      text: plans.isEmpty
        ? "No plans yet." : "\(plans.count) plans, newest first:\n" + lines.joined(separator: "\n"),
      structured: [
        "version": .string(workshop.settings.version),
        "readable": .array(workshop.settings.readable.map { .string($0) }),
        "plans": .array(rows.map { ["digest": .string($0), "keptAt": .string($1)] }),
        "planCount": .integer(plans.count),
      ]
    )
  }
}
