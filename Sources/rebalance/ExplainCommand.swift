import ArgumentParser
import Foundation
import PlacementReport
import PlacementSolver

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why a plan is as it is, and what another choice would cost.",
    discussion: """
      Without a flag, the plan as a whole: each migration with its reason. VM names without a \
      namespace are in 'default', unless only one VM goes by that name.
      """
  )

  @Argument(help: "A plan document.", completion: .file())
  var plan: String

  @Option(help: ArgumentHelp("Why this migration is made.", valueName: "n"))
  var migration: Int?

  @Option(help: ArgumentHelp("With --to: why this VM does not go there.", valueName: "name"))
  var vm: String?

  @Option(help: ArgumentHelp("With --vm: the node it does not go to.", valueName: "node"))
  var to: String?

  @Option(help: ArgumentHelp("Why this node ends up as it does.", valueName: "node"))
  var node: String?

  func validate() throws {
    guard (vm == nil) == (to == nil) else {
      throw ValidationError("--vm and --to go together: --vm prod/app-01 --to worker-04.")
    }
    guard [migration != nil, vm != nil, node != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("Ask one thing at a time: --migration, --vm with --to, or --node.")
    }
  }

  func run() throws {
    let document = try PlanFile.read(plan)
    let text = try answer(document).joined(separator: "\n")
    // A pipe gets whole lines.
    let isTerminal = isatty(STDOUT_FILENO) == 1
    try Console.print(isTerminal ? TextWrap.plain(text, width: Console.style.width) : text)
  }

  private func answer(_ plan: Plan) throws -> [String] {
    let names = NodeNames(plan)
    if let migration {
      let vm = try plan.mover(migration, for: "--migration \(migration)")
      return try Explanation(plan).why(vm)
    }
    if let vm, let to {
      return try Explanation(plan).whyNot(plan.fullName(of: vm), on: names.name(of: to))
    }
    if let node { return try PlanEditor(plan).account(of: names.name(of: node)).lines }
    return [EditReport.summary(plan)] + plan.migrations.map(EditReport.why)
  }
}

extension Plan {
  /// The full name of a VM: a bare name's only bearer, or the one in `default`.
  func fullName(of name: String) -> String {
    if name.contains("/") { return name }
    let vms = inventory?.cluster.virtualMachines.map(\.fullName) ?? []
    let bearers = vms.filter { $0.hasSuffix("/\(name)") }
    return bearers.count == 1 ? bearers[0] : "default/\(name)"
  }
}
