import Foundation
import PlacementModel
import Testing

/// `rebalance verify`: agrees with what was planned, and with nothing else.
@Suite(.timeLimit(.minutes(15)))
struct VerifyCommandTests {
  private func plan(_ input: String = Shipped.workers) async throws -> String {
    try await Tool.run(["plan", input, "-o", "json"] + Tool.quick).output
  }

  @Test func replaysEveryBatch() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("plan.json", try await plan(Shipped.cluster))
    let plan = try Plan(json: Data(contentsOf: URL(filePath: file)))
    let outcome = try await Tool.run(["verify", file, Shipped.cluster])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    let batches = outcome.output.split(separator: "\n").filter { $0.hasPrefix("batch ") }
    #expect(batches.count == plan.batches.count)
    #expect(outcome.output.contains("legal: \(plan.migrations.count) moves"))
  }

  @Test func reportsAsJSON() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("plan.json", try await plan())
    let outcome = try await Tool.run(["verify", file, Shipped.workers, "-o", "json"])
    #expect(outcome.status == 0)
    let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let violations = (report as? [String: Any])?["violations"] as? [Any]
    #expect(violations?.isEmpty == true)
  }

  /// One edit.
  struct Edit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var make: @Sendable (inout Plan) -> Void
  }

  static let edits = [
    Edit(testDescription: "another target") { plan in
      let others = plan.nodes.map(\.name)
      let move = plan.migrations[0]
      plan.migrations[0].to = others.first { $0 != move.from && $0 != move.to } ?? move.to
    },
    Edit(testDescription: "a better figure") { $0.balance.cpu.after = 0 },
    Edit(testDescription: "a better objective") {
      $0.solver.objective -= 0.01
    },
    Edit(testDescription: "a move left out") { plan in
      plan.migrations.removeLast()
    },
    Edit(testDescription: "another origin") { plan in
      plan.migrations[0].from = plan.migrations[0].to
    },
  ]

  @Test(arguments: edits, [false, true])
  func refusesAnEditedPlan(edit: Edit, isResealed: Bool) async throws {
    let scratch = try Scratch()
    var plan = try Plan(json: Data(try await plan().utf8))
    edit.make(&plan)
    // With the digest made good, it is the replay that finds the edit.
    if isResealed { plan.digest = try plan.computedDigest() }
    let file = try scratch.file("edited.json", try plan.json())
    let outcome = try await Tool.run(["verify", file, Shipped.workers])
    #expect(outcome.status == 5)
    #expect(!outcome.output.contains("legal: "))
    #expect(!outcome.errorLines.isEmpty)
    #expect(outcome.errorLines.allSatisfy { $0.hasPrefix("violation: ") })
    #expect(outcome.errors.contains("digest: ") != isResealed)
  }

  @Test func refusesAnotherInventory() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("plan.json", try await plan())
    for input in [
      "Scenarios/balance/cpu-only.yaml", Shipped.cluster,
      try scratch.file("smaller.yaml", Shipped.workers("memory: 80Gi", "memory: 79Gi")),
    ] {
      let outcome = try await Tool.run(["verify", file, input])
      #expect(outcome.status == 5)
      #expect(outcome.errors.contains("inventoryDigest"))
    }
  }
}
