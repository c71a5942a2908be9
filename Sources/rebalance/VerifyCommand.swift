import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replay a plan, or waves, against a cluster and check every state.",
    discussion: "The checker shares no code with the solver. A violation is exit status 5."
  )

  @Argument(help: "A plan document, or the maintenance.json of waves.", completion: .file())
  var plan: String

  @Argument(
    help: "The input that it was made for: a scenario, or files and folders.",
    completion: .file()
  )
  var input: [String]

  @Option(name: [.short, .customLong("output")], help: "The format: table or json.")
  var output: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  func run() throws {
    let document = try PlanReader.document(path: plan)
    let input = try PlanInput(paths: input)
    switch document {
    case .plan(let plan): try verify(plan, input)
    case .maintenance(let maintenance): try verify(maintenance, input)
    }
  }

  private func verify(_ plan: Plan, _ input: PlanInput) throws {
    var input = input
    // Where 'plan' was told what to balance, the inventory it sealed says so.
    if try input.inventory.digest() != plan.inventoryDigest {
      var told = input.inventory
      told.policy.loadSource = plan.loadSource
      if try told.digest() == plan.inventoryDigest { input.inventory = told }
    }
    let report = PlanChecker(inventory: input.inventory, goal: plan.goal).check(plan)
    switch output {
    case .json: try Self.printJSON(report)
    case .table:
      for step in report.transcript { try Console.print(describe(step)) }
      if report.isLegal {
        let count = plan.migrations.count
        try Console.print(
          "legal: \(count) \(count == 1 ? "move" : "moves") in \(plan.batches.count) "
            + "\(plan.batches.count == 1 ? "batch" : "batches"), every state checked, "
            + "figures recomputed"
        )
      }
    }
    guard report.isLegal else {
      throw Failure(.refused, lines: report.violations.map { "violation: \($0)" })
    }
  }

  private func verify(_ maintenance: Maintenance, _ input: PlanInput) throws {
    var inventory = input.inventory
    // Where 'plan' was told what to balance, the plans say so.
    if let told = maintenance.waves.first?.plan.inventory?.policy.loadSource {
      inventory.policy.loadSource = told
    }
    let problems = MaintenanceChecker(inventory: inventory, goal: maintenance.goal)
      .check(maintenance)
    switch output {
    case .json: try Self.printJSON(["violations": problems])
    case .table where problems.isEmpty:
      let (waves, moves) = (maintenance.waves.count, maintenance.summary.migrations)
      try Console.print(
        "legal: \(moves) \(moves == 1 ? "move" : "moves") in \(waves) "
          + "\(waves == 1 ? "wave" : "waves"), every state checked"
      )
    case .table: break
    }
    guard problems.isEmpty else {
      throw Failure(.refused, lines: problems.map { "violation: \($0)" })
    }
  }

  private static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Console.print(String(decoding: encoder.encode(value), as: UTF8.self))
  }

  private func describe(_ step: CheckReport.Step) -> String {
    let worst = step.receivers.map { receiver in
      "\(receiver.node) cpu \(percent(receiver.cpu)) memory \(percent(receiver.memory))"
    }
    return "batch \(step.batch) (\(step.type.rawValue)): \(step.moves.joined(separator: ", "))"
      + (worst.isEmpty ? "" : "; requests at the worst moment: " + worst.joined(separator: ", "))
  }

  private func percent(_ share: Double) -> String {
    share.isFinite && abs(share) < 1e6 ? "\(Int((share * 100).rounded())) %" : "?"
  }
}
