import ArgumentParser
import PlacementExecution
import PlacementIO
import PlacementSolver

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a plan, or waves, again."
  )

  @Argument(help: "A plan document, as 'plan --out' writes it.", completion: .file())
  var plan: String

  @Option(
    name: [.short, .customLong("output")],
    help: "The format: table, markdown, json or html."
  )
  var output: OutputFormat = .table

  @OptionGroup(title: "More to show") var extras: ReportExtras

  func run() throws {
    switch try PlanReader.document(path: plan) {
    case .plan(let plan): try show(plan)
    case .maintenance(let maintenance): try WaveArguments.show(maintenance, output)
    }
  }

  private func show(_ plan: Plan) throws {
    if !plan.isIntact {
      Console.error(
        "warning: the document was changed after it was made; 'verify' tells what is wrong"
      )
    }
    PlanAge.warn(of: plan, file: self.plan)
    let shown = try extras.made(for: plan, output)
    try Console.print(output.text(plan, file: self.plan, extras: shown))
  }
}
