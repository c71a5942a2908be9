import ArgumentParser
import PlacementExecution
import PlacementSolver

struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approve a plan, for 'execute' to carry it out.",
    discussion: "Writes PLAN.approval.json beside the plan: its digest, who approved it, and when."
  )

  @Argument(help: "A plan document.", completion: .file())
  var plan: String

  @Option(
    help: ArgumentHelp("The digest that was reviewed; another one is refused.", valueName: "digest")
  )
  var digest: String?

  func run() throws {
    let document = try ExecutablePlan.read(plan)
    if let digest, digest != document.digest {
      throw Failure(
        .refused,
        "error: the plan's digest is \(document.digest), not the one that was reviewed"
      )
    }
    try Approval(digest: document.digest).write(beside: plan)
    try Console.print("approved \(document.digest) in \(Approval.path(for: plan))")
  }
}
