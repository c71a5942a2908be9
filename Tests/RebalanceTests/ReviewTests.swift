import Foundation
import PlacementSolver
import Testing

@testable import rebalance

/// The dialogues of an assistant with an operator, on a cluster made for them.
@Suite(.timeLimit(.minutes(15)))
struct ReviewTests {
  static let cluster = "Scenarios/balance/four-workers-five-moves.yaml"
  private let scratch: Scratch
  private let file: String

  init() async throws {
    scratch = try Scratch()
    file = scratch.path("plan.json")
    _ = try await Tool.run(["plan", Self.cluster, "--out", file])
  }

  private func read() throws -> Plan { try Plan(json: Data(contentsOf: URL(filePath: file))) }

  private func review(_ lines: String...) async throws -> Tool.Outcome {
    try await Tool.run(
      ["review", file],
      input: lines.joined(separator: "\n") + "\n",
      environment: ["COLUMNS": "80"]
    )
  }

  @Test func modifySkipDoneApprove() async throws {
    let plan = try read()
    #expect(plan.migrations.count == 5)
    #expect(plan.migrations[4].vm == "prod/app-vm-05" && plan.migrations[4].type == .cold)
    let outcome = try await review("modify", "skip 5", "done", "approve")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for words in [
      "Which migrations would you like to modify?",
      "Migration #5 (prod/app-vm-05) removed from plan:", "Updated Rebalancing Plan",
      "CPU improvement 86 % → 71 %", "Ready to execute? (approve / modify more / cancel)",
      "Approved: \(try read().digest)",
    ] { #expect(outcome.output.contains(words), "\(words)\n\(outcome.output)") }
    let changed = try read()
    #expect(changed.migrations.map(\.vm) == plan.migrations.dropLast().map(\.vm))
    #expect(changed.summary.cold == 0 && changed.summary.downtimeSeconds == 0)
    #expect(changed.edits.map(\.action) == [.skip])
  }

  @Test func modifyInOneLine() async throws {
    let outcome = try await review("modify - skip 4", "approve")
    #expect(outcome.status == 0)
    #expect(try read().migrations.count == 4)
  }

  @Test func changeTargetAndUndo() async throws {
    let before = try read()
    let outcome = try await review("change target 1 to worker-02", "undo", "compare", "cancel")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("now goes to worker-02"))
    #expect(outcome.output.contains("Undone."))
    #expect(try read() == before)
  }

  @Test func theEndOfTheInputWritesNothing() async throws {
    let before = try read()
    let outcome = try await review("skip 1")
    #expect(outcome.output.contains("Cancelled: the input ended."))
    #expect(try read() == before)
  }

  @Test func noColourReachesAPipe() async throws {
    let outcome = try await review("modify", "skip 5", "explain 1", "compare", "help", "cancel")
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test(arguments: [
    ("approve", ReviewRequest.approve), ("yes", .approve), ("Modify", .modify),
    ("modify more", .modify), ("skip #5", .edit(.skip([5]))), ("skip 4, 5", .edit(.skip([4, 5]))),
    ("modify - skip 4", .edit(.skip([4]))), ("reorder 3,1,2", .edit(.reorder([3, 1, 2]))),
    ("change target 1 to worker-04", .edit(.retarget(1, "worker-04"))),
    ("retarget 1=worker-04", .edit(.retarget(1, "worker-04"))), ("explain 2", .explain("2")),
    ("done", .done), ("cancel", .cancel), ("", .unclear("")), ("dance", .unclear("")),
  ])
  func linesAreUnderstood(line: String, request: ReviewRequest) {
    #expect(ReviewRequest(line) == request)
  }
}
