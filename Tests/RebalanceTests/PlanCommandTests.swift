import Foundation
import PlacementSolver
import Testing

/// `rebalance plan`: exit statuses, what goes where, and that it repeats.
@Suite(.timeLimit(.minutes(15)))
struct PlanCommandTests {
  static let statuses: [(String, Int32)] = [
    (Shipped.workers, 0), (Shipped.balanced, 0), (Shipped.impossible, 3), ("nothing.yaml", 1),
  ]

  @Test(arguments: statuses)
  func endsWithTheStatus(input: String, status: Int32) async throws {
    let outcome = try await Tool.run(["plan", input])
    #expect(outcome.status == status)
    // A goal that cannot be reached is a result; only what cannot be read is an error.
    #expect(outcome.output.isEmpty == (status == 1))
    #expect(outcome.errors.isEmpty == (status != 1))
  }

  @Test(arguments: [Shipped.workers, Shipped.impossible, Shipped.balanced])
  func writesTheDocumentInEveryCase(input: String) async throws {
    let scratch = try Scratch()
    let out = scratch.path("plan.json")
    let planned = try await Tool.run(["plan", input, "-o", "json", "--out", out])
    #expect(try String(contentsOfFile: out, encoding: .utf8) == planned.output)
    let plan = try Plan(json: Data(planned.output.utf8))
    #expect(try plan.computedDigest() == plan.digest)
    let verified = try await Tool.run(["verify", out, input])
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("legal: "))
  }

  @Test func onInfeasibleTurnsStopIntoPartial() async throws {
    let outcome = try await Tool.run(
      ["plan", Shipped.impossible, "--on-infeasible", "partial", "-o", "json"])
    #expect(outcome.status == 0)
    let plan = try Plan(json: Data(outcome.output.utf8))
    #expect(plan.status == .partial)
    #expect(plan.blocked.map(\.vm) == ["default/large-1"])
    #expect(plan.migrations.map(\.vm) == ["default/small"])
  }

  @Test(arguments: ["1", "5000", "60000"])
  func theSameWorkGivesTheSameBytes(limit: String) async throws {
    let command = [
      "plan", Shipped.cluster, "--work-limit", limit, "--seed", "7", "-o", "json",
    ]
    var outputs: [String] = []
    for _ in 0..<2 {
      let outcome = try await Tool.run(command)
      #expect(outcome.status == 0)
      outputs.append(
        outcome.output.split(separator: "\n").filter { !$0.contains("\"seconds\"") }
          .joined(separator: "\n")
      )
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test(arguments: ["table", "markdown", "json"])
  func isPlainTextWhereItIsNoTerminal(format: String) async throws {
    for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
      let outcome = try await Tool.run(
        ["plan", Shipped.workers, "-o", format] + Tool.quick,
        environment: environment
      )
      #expect(outcome.status == 0)
      #expect(!outcome.output.contains("\u{1B}"))
      #expect(outcome.output.hasSuffix("\n"))
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test func whatTheReaderNoticedIsPartOfThePlan() async throws {
    let outcome = try await Tool.run(["plan", Shipped.cluster, "-o", "json", "--goal", "none"] + Tool.quick)
    #expect(outcome.errors.isEmpty)
    let plan = try Plan(json: Data(outcome.output.utf8))
    #expect(plan.warnings.contains { $0.contains("migration policy") })
  }

  @Test func readsPipes() async throws {
    let scenario = try Shipped.workers("four-workers", "piped")
    for path in ["-", "/dev/stdin"] {
      let outcome = try await Tool.run(["plan", path] + Tool.quick, input: scenario)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  // MARK: Flags

  private func plan(_ arguments: String...) async throws -> Plan {
    let outcome = try await Tool.run(["plan"] + arguments + ["-o", "json"] + Tool.quick)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try Plan(json: Data(outcome.output.utf8))
  }

  @Test func aDrainMayNameTheHostname() async throws {
    let input = "Scenarios/selectors/hostname-differs-from-name.yaml"
    for name in ["node-b", "node-b.example.com"] {
      #expect(try await plan(input, "--drain", name).goal.drain == ["node-b.example.com"])
    }
    let both = try await plan(input, "--drain", "node-b", "--drain", "node-b.example.com")
    #expect(both.goal.drain == ["node-b.example.com"])
  }

  @Test(arguments: [
    ("cpu=0.7,memory=0.3", 0.7, 0.3), ("memory=3,cpu=7", 0.7, 0.3), ("cpu=1", 1.0, 0.0),
    ("memory=0.25", 0.0, 1.0),
  ])
  func weightsAreScaled(text: String, cpu: Double, memory: Double) async throws {
    let weights = try await plan(Shipped.workers, "--weights", text).goal.weights.normalized
    #expect(abs(weights.cpu - cpu) < 1e-12)
    #expect(abs(weights.memory - memory) < 1e-12)
  }

  @Test func flagsOverrideTheScenario() async throws {
    let plan = try await plan(
      Shipped.workers,
      "--goal",
      "memory",
      "--max-migrations",
      "1",
      "--migration-cost",
      "0.5",
      "--on-infeasible",
      "partial",
      "--cold-fallback",
      "never",
      "--load-source",
      "requests",
      "--solver",
      "greedy"
    )
    #expect(plan.goal.optimize == .memory)
    #expect(plan.goal.maxMigrations == 1)
    #expect(plan.migrations.count <= 1)
    #expect(plan.goal.migrationCost == 0.5)
    #expect(plan.goal.onInfeasible == .partial)
    #expect(plan.goal.coldFallback == .never)
    #expect(plan.loadSource == .requests)
    #expect(plan.solver.method == .greedy)
  }

  /// Anything that can be planned for can become a scenario, and its plan is the same.
  @Test(arguments: ["saved.yaml", "saved.json"])
  func savesTheScenario(name: String) async throws {
    let scratch = try Scratch()
    let path = scratch.path(name)
    let flags = ["-o", "json", "--solver", "greedy"]
    let cluster = try await Tool.run(
      ["plan", Shipped.cluster, "--goal", "cpu", "--save-scenario", path] + flags
    )
    let scenario = try await Tool.run(["plan", path] + flags)
    #expect(scenario.status == cluster.status, "\(scenario.errors)")
    let plans = try [cluster, scenario].map { try Plan(json: Data($0.output.utf8)) }
    #expect(plans[0].migrations == plans[1].migrations && !plans[0].migrations.isEmpty)
    #expect(plans[0].inventoryDigest == plans[1].inventoryDigest)
    #expect(plans[0].goal == plans[1].goal)
  }

  @Test func writesTheProgram() async throws {
    let scratch = try Scratch()
    let path = scratch.path("program.lp")
    let solved = try await Tool.run(["plan", Shipped.workers, "--write-lp", path] + Tool.quick)
    #expect(solved.errors.isEmpty)
    let program = try String(contentsOfFile: path, encoding: .utf8)
    #expect(program.contains("Minimize") && program.contains("x_prod_app_01_"))
    let greedy = try await Tool.run(
      ["plan", Shipped.workers, "--solver", "greedy", "--write-lp", path])
    #expect(greedy.status == 0)
    #expect(greedy.errorLines.count == 1 && greedy.errors.hasPrefix("warning: "))
  }

  @Test func unknownNodesAreNamedBesideKnownOnes() async throws {
    let outcome = try await Tool.run(["plan", Shipped.workers, "--drain", "worker-9"])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("'worker-9'") && outcome.errors.contains("worker-01"))
  }

  @Test(arguments: ["--out", "--write-lp", "--save-scenario"])
  func saysWhatCannotBeWritten(flag: String) async throws {
    let outcome = try await Tool.run(["plan", Shipped.workers, flag, "/nowhere/file"] + Tool.quick)
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("error: /nowhere/file: cannot be written"))
  }
}
