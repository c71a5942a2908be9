import Foundation

/// Tells what the server holds.
struct StatusTool: Tool {
  private static let mostPlans = 20
  private static let mostRuns = 5

  let definition = ToolDefinition(
    name: "status",
    title: "What is there",
    description: """
      Lists runs and plans, newest first, and what the server may do; with 'run', how far one is.
      """,
    input: [.optional("run", .string(longest: 64), "The run to look at.")],
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
      .required("mayExecute", .boolean, "Whether approved plans may be carried out."),
      .required("simulates", .boolean, "Whether they are in a simulated cluster."),
      .required(
        "runs",
        .array(of: .object(RunSummary.properties)),
        "The newest 5 runs, or the one that was asked for."
      ),
      .required(
        "interrupted",
        .array(of: .text),
        "Runs that were cut short; 'resume' finds out how they are."
      ),
    ]
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let plans = workshop.store.plans()
    let rows = plans.prefix(Self.mostPlans).map { ($0.digest, $0.time.formatted(.iso8601)) }
    let lines = rows.map { "- \($0) of \($1)" }
    var (runs, interrupted): ([RunSummary], [String]) = ([], [])
    var text =
      plans.isEmpty
      ? "No plans yet." : "\(plans.count) plans, newest first:\n" + lines.joined(separator: "\n")
    if let name = arguments.text("run") {
      let run = try workshop.runs.summary(name)
      runs = [run]
      text = try run.result(workshop).text
    } else {
      for name in workshop.runs.names().prefix(Self.mostRuns) {
        if let run = try? workshop.runs.summary(name) {
          runs.append(run)
        } else {
          interrupted.append(name)
        }
      }
      if !runs.isEmpty {
        let lines = runs.map { "- \($0.run): \($0.line)" }
        text +=
          "\n\nRuns:\n\n"
          + DataFence.wrap(lines.joined(separator: "\n"), mark: workshop.settings.random())
      }
      if !interrupted.isEmpty {
        text += "\n\nCut short, to be resumed: \(interrupted.joined(separator: ", "))"
      }
    }
    return ToolResult(
      text: text,
      structured: [
        "version": .string(workshop.settings.version),
        "readable": .array(workshop.settings.readable.map { .string($0) }),
        "plans": .array(rows.map { ["digest": .string($0), "keptAt": .string($1)] }),
        "planCount": .integer(plans.count),
        "mayExecute": .bool(workshop.settings.mayExecute),
        "simulates": .bool(workshop.settings.simulates),
        "runs": .array(try runs.map { .object(try $0.members()) }),
        "interrupted": .array(interrupted.map { .string($0) }),
      ]
    )
  }
}
