import ArgumentParser
import PlacementExecution
import PlacementSolver

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a plan again."
  )

  @Argument(help: "A plan document, as 'plan --out' writes it.")
  var plan: String

  @Option(
    name: [.short, .customLong("output")],
    help: "The format: table, markdown, json or html."
  )
  var output: OutputFormat = .table

  @OptionGroup(title: "More to show") var extras: ReportExtras

  func run() throws {
    let plan = try PlanFile.read(plan)
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
