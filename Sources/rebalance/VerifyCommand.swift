import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replay a plan against a cluster and check every state.",
    discussion: "The checker shares no code with the solver. A violation is exit status 5."
  )

  @Argument(help: "A plan document.")
  var plan: String

  @Argument(help: "The input that it was made for: a scenario, or files and folders.")
  var input: [String]

  @Option(name: [.short, .customLong("output")], help: "The format: table or json.")
  var output: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  func run() throws {
    let plan = try PlanFile.read(plan)
    var input = try PlanInput(paths: input)
    // Where 'plan' was told what to balance, the inventory it sealed says so.
    if try input.inventory.digest() != plan.inventoryDigest {
      var told = input.inventory
      told.policy.loadSource = plan.loadSource
      if try told.digest() == plan.inventoryDigest { input.inventory = told }
    }
    let report = PlanChecker(inventory: input.inventory, goal: plan.goal).check(plan)
    switch output {
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try Console.print(String(decoding: encoder.encode(report), as: UTF8.self))
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
