import ArgumentParser
import Foundation
import PlacementExecution
import PlacementReport
import PlacementSolver

struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Talk a plan over: modify, explain, compare, approve.",
    discussion: """
      Shows the plan and asks: approve, modify, explain, compare or cancel. Each change prints the \
      updated plan and its price. What is approved is written, over PLAN or to --out, with the \
      approval beside it, as 'approve' writes one; 'cancel', or the end of the input, writes \
      nothing. Lines may also come from a file or a pipe.
      """
  )

  @Argument(help: "A plan document.", completion: .file())
  var plan: String

  @Option(
    help: ArgumentHelp("Where to write the approved plan instead of over PLAN.", valueName: "file"),
    completion: .file()
  )
  var out: String?

  func validate() throws {
    if plan == "-" {
      throw ValidationError("Standard input is where the answers come from: give a file as PLAN.")
    }
  }

  func run() throws {
    let document = try PlanFile.read(plan)
    guard document.isIntact else {
      throw Failure(
        .refused,
        "error: \(plan) was changed since it was made: its digest does not fit; make it anew"
      )
    }
    PlanAge.warn(of: document, file: plan)
    let style = Console.style
    let options = document.inventory.map { SolverArguments.usual(for: $0.cluster) }
    var session = try ReviewSession(document, options: options ?? SolverOptions(), style: style) {
      TableReport.render($0, style: style, isBrief: true)
    }
    try Console.print(TableReport.render(document, style: style, isBrief: true))
    while session.ending == nil {
      try Console.ask(session.prompt)
      guard let line = readLine() else {
        try Console.print("\nCancelled: the input ended.")
        return
      }
      // A terminal shows what was typed; a pipe or file does not.
      if isatty(STDIN_FILENO) != 1 { try Console.print(line) }
      try Console.print(session.answer(line))
    }
    guard session.ending == .approved else { return }
    let path = out ?? plan
    if session.hasChanges || out != nil { try PlanFile.write(session.plan, to: path) }
    try Approval(digest: session.plan.digest).write(beside: path)
    try Console.print("The approval is in \(Approval.path(for: path)).")
    try Console.print("Run it with: rebalance execute \(path)")
  }
}
