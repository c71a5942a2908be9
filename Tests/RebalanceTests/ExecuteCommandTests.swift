import Foundation
import PlacementSolver
import Testing

/// `rebalance execute` and what surrounds it, without a cluster.
@Suite(.timeLimit(.minutes(15)))
struct ExecuteCommandTests {
  private let scratch: Scratch
  private let plan: String

  init() async throws {
    scratch = try Scratch()
    plan = scratch.path("plan.json")
    let planned = try await Tool.run(["plan", Shipped.workers, "--out", plan])
    #expect(planned.status == 0)
  }

  private var digest: String {
    get throws { try Plan(json: Data(contentsOf: URL(filePath: plan))).digest }
  }

  @Test func simulationNeedsNoApprovalAndChangesNothing() async throws {
    let outcome = try await Tool.run(["execute", plan, "--simulate"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("All migrations successful!"))
    #expect(outcome.output.contains("simulated, nothing was changed"))
    #expect(outcome.errors.contains("[4/4]"))
    let again = try await Tool.run(["execute", plan, "--simulate", "-o", "json"])
    #expect(again.output.contains("\"isSimulated\" : true"))
  }

  @Test func nothingIsDoneWithoutApproval() async throws {
    let outcome = try await Tool.run(["execute", plan])
    #expect(outcome.status == 5)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("--approve \(try digest)"))
    let other = try await Tool.run(["execute", plan, "--approve", "sha256:0"])
    #expect(other.status == 5)
  }

  @Test func aChangedPlanIsRefused() async throws {
    let text = try String(contentsOfFile: plan, encoding: .utf8)
    try text.replacing("\"type\" : \"live\"", with: "\"type\" : \"cold\"").write(
      toFile: plan,
      atomically: true,
      encoding: .utf8
    )
    for command in [["execute", plan, "--simulate"], ["approve", plan]] {
      let outcome = try await Tool.run(command)
      #expect(outcome.status == 5)
      #expect(outcome.errors.contains("digest"))
    }
  }

  @Test func anApprovalIsAFileBesideThePlan() async throws {
    let wrong = try await Tool.run(["approve", plan, "--digest", "sha256:0"])
    #expect(wrong.status == 5)
    let outcome = try await Tool.run(["approve", plan, "--digest", try digest])
    #expect(outcome.status == 0)
    let path = plan + ".approval.json"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // It gets past the approval, and no further without a cluster.
    let run = try await Tool.run(["execute", plan], environment: ["KUBECTL": "/no/kubectl"])
    #expect(run.status == 1)
    #expect(run.errors.contains("/no/kubectl was not found"))
  }

  @Test(arguments: [["snapshot"], ["plan", "--live"]])
  func aMissingToolIsNamed(command: [String]) async throws {
    let outcome = try await Tool.run(command, environment: ["KUBECTL": "/no/kubectl"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("/no/kubectl was not found"))
  }

  @Test func aJournalThatIsNoneIsRefused() async throws {
    let file = try scratch.file("journal", "nonsense\n")
    let outcome = try await Tool.run(["resume", file])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("line 1"))
  }
}
