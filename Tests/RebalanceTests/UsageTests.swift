import Foundation
import Testing

/// Wrong usage is exit status 64 with a hint; help is a golden file.
@Suite(.timeLimit(.minutes(15)))
struct UsageTests {
  static let mistakes = [
    ["bogus"], ["plan"], ["plan", Shipped.workers, "--bogus"], ["show"], ["test"],
    ["verify", "plan.json"], ["plan", Shipped.workers, "--goal", "harmony"],
    ["plan", Shipped.workers, "--solver", "magic"], ["plan", Shipped.workers, "-o", "pdf"],
    ["plan", Shipped.workers, "--max-migrations=-1"],
    ["plan", Shipped.workers, "--max-migrations", "two"],
    ["plan", Shipped.workers, "--migration-cost", "nan"],
    ["plan", Shipped.workers, "--time-limit", "0"],
    ["plan", Shipped.workers, "--time-limit", "inf"],
    ["plan", Shipped.workers, "--work-limit", "0"], ["plan", Shipped.workers, "--seed=-1"],
    ["plan", Shipped.workers, "--drain"],
    ["modify", "plan.json"], ["explain", "plan.json", "--vm", "a"],
    ["explain", "plan.json", "--node", "a", "--migration", "1"],
    ["modify", "plan.json", "--skip", "0"],
    ["modify", "plan.json", "--skip", "1,1"], ["modify", "plan.json", "--retarget", "1"],
    ["modify", "plan.json", "--reorder", "a"], ["modify", "-", "--skip", "1"], ["review", "-"],
    ["test", Shipped.workers, "--jobs", "0"],
    ["test", Shipped.workers, "--solver", "some"],
    ["test", Shipped.workers, "--record", "--solver", "all"],
  ]

  @Test(arguments: mistakes)
  func mistakesAreUsageErrors(arguments: [String]) async throws {
    let outcome = try await Tool.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("Error: "))
    #expect(outcome.errors.contains("Usage: rebalance"))
  }

  @Test(arguments: [
    "", "cpu", "cpu=", "cpu=x", "cpu=-1", "cpu=nan", "cpu=1e400", "cpu=0,memory=0",
    "cpu=1,cpu=2", "cpu=1,", "disk=1", "cpu=1;memory=1",
  ])
  func weightsAreRefused(text: String) async throws {
    let outcome = try await Tool.run(["plan", Shipped.workers, "--weights=\(text)"])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--weights"))
  }

  @Test(arguments: [
    "", "plan", "show", "modify", "explain", "review", "verify", "test", "approve", "execute",
    "resume", "snapshot", "mcp",
  ])
  func helpIsAsRecorded(command: String) async throws {
    // Help follows the terminal's width.
    let environment = ["COLUMNS": "80"]
    let arguments = command.isEmpty ? [] : [command]
    let help = try await Tool.run(["help"] + arguments, environment: environment)
    #expect(help.status == 0)
    #expect(help.errors.isEmpty)
    try Golden.check(help.output, command.isEmpty ? "help.txt" : "help-\(command).txt")
    let flag = try await Tool.run(arguments + ["--help"], environment: environment)
    #expect(flag.output == help.output)
  }

  @Test func theVersionIsANumber() async throws {
    let outcome = try await Tool.run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }
}
