import Foundation
import PlacementSolver
import Testing

/// Three conversations from the goal to the end of the run, each line answered by the next command.
@Suite(.timeLimit(.minutes(15)))
struct DialogueTests {
  private let scratch: Scratch
  private let file: String

  init() throws {
    scratch = try Scratch()
    file = scratch.path("plan.json")
  }

  private func read() throws -> Plan { try Plan(json: Data(contentsOf: URL(filePath: file))) }

  private func plan(_ arguments: String...) async throws -> String {
    let outcome = try await Tool.run(["plan"] + arguments + ["--out", file])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.words
  }

  private func review(_ lines: String...) async throws -> String {
    let input = lines.joined(separator: "\n") + "\n"
    let outcome = try await Tool.run(
      ["review", file],
      input: input,
      environment: ["COLUMNS": "80"]
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.words
  }

  private func run() async throws -> String {
    let outcome = try await Tool.run(["execute", file, "--simulate"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.words
  }

  private func expect(_ output: String, holds parts: String...) {
    for part in parts { #expect(output.contains(part), "\(part)\n\(output)") }
  }

  @Test func rebalanceBothAndApprove() async throws {
    let shown = try await plan(
      "Scenarios/balance/four-workers-five-moves.yaml",
      "--say",
      "Rebalance VMs to optimize both CPU and memory"
    )
    expect(
      shown,
      holds: "Automatic Rebalancing Plan",
      "Optimization Goal: Balance CPU and memory load across cluster",
      "Options: approve | modify | explain <#> | cancel"
    )
    expect(try await review("explain 5", "approve"), holds: "Migration #5", "Approved:")
    expect(
      try await run(),
      holds: "Automatic Rebalancing Complete",
      "All migrations successful!",
      "CPU standard deviation: 20.9 % → 2.9 %",
      "Memory standard deviation: 9.9 % → 0.7 %"
    )
  }

  @Test func balanceCPUWithoutTheColdOne() async throws {
    let shown = try await plan(
      "Scenarios/dialogue/balance-cpu-skip-the-cold-one.yaml",
      "--say",
      "Balance cluster CPU load"
    )
    expect(shown, holds: "4. prod/app-vm-05", "Total VMs: 4 | Live: 3 | Cold: 1")
    expect(
      try await review("modify - skip 4", "approve"),
      holds: "Migration #4 (prod/app-vm-05) removed from plan: CPU improvement 96 % → 64 %",
      "Total VMs: 3 | Live: 3 | Cold: 0",
      "Ready to execute? (approve / modify more / cancel)",
      "Approved:"
    )
    let done = try await run()
    expect(done, holds: "CPU standard deviation: 20.9 % → 7.5 %")
    #expect(!done.contains("app-vm-05"))
  }

  @Test func drainWithTheAlternative() async throws {
    let shown = try await plan(
      "Scenarios/dialogue/drain-two-cold.yaml",
      "--say",
      "Drain worker-02 for maintenance"
    )
    expect(
      shown,
      holds: "💡 Alternative Approach Detected",
      "Alternative 1: migrate one VM at a time: 2 of the VMs go cold",
      "Options: accept alternative | keep original | explain more"
    )
    let before = try read()
    expect(
      try await review("explain more", "accept alternative", "explain 4", "approve"),
      holds: "- Downtime: ~80s, as now",
      "Alternative 1 accepted (migrate one VM at a time):",
      "Execution Mode: Sequential (user requested)",
      "Approved:"
    )
    let after = try read()
    #expect(after.migrations.map(\.vm) == before.migrations.map(\.vm))
    #expect(after.batches.allSatisfy { $0.migrations.count == 1 })
    expect(try await run(), holds: "All migrations successful!", "prod/batch-vm-06")
  }

  @Test func anAlternativeThroughModify() async throws {
    _ = try await plan("Scenarios/dialogue/drain-two-cold.yaml")
    let outcome = try await Tool.run(
      ["modify", file, "--accept-alternative", "1", "--retarget", "1=worker-03", "--reoptimize"]
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let plan = try read()
    #expect(plan.edits.map(\.action) == [.sequential, .retarget, .reoptimize])
    #expect(plan.edits[0].alternative == 1 && plan.edits[0].title != nil)
    #expect(plan.migrations.first { $0.vm == "prod/web-server-02" }?.to == "worker-03")
    #expect(plan.batches.allSatisfy { $0.migrations.count == 1 })
    let refused = try await Tool.run(["modify", file, "--accept-alternative", "2"])
    #expect(refused.status != 0)
    #expect(refused.errors.contains("accept alternative 2: the plan proposes no alternatives"))
  }
}
