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
    ] { #expect(outcome.words.contains(words), "\(words)\n\(outcome.output)") }
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

  @Test func approvingWritesAnApprovalThatExecuteTakes() async throws {
    let outcome = try await review("skip 5", "approve")
    #expect(outcome.words.contains("Run it with: rebalance execute \(file)"))
    let run = try await Tool.run(["execute", file], environment: ["KUBECTL": "/no/kubectl"])
    // It gets past the approval, and no further without a cluster.
    #expect(run.errors.contains("/no/kubectl was not found"), "\(run.errors)")
  }

  @Test func everyLineFitsEightyColumns() async throws {
    let outcome = try await review(
      "modify",
      "skip 5",
      "reoptimize",
      "explain",
      "explain 1",
      "explain worker-03",
      "compare",
      "explain app-vm-05 worker-01",
      "retarget 1 worker-09",
      "skip 9",
      "help",
      "explain more",
      "accept alternative",
      "dance",
      "done",
      "approve"
    )
    for line in outcome.output.split(separator: "\n")
    where !line.contains("sha256:") && !line.contains(file) {
      // A line of the prompt holds what was answered, too.
      #expect(line.count <= 80 || line.contains("> ") || !line.contains(" "), "\(line)")
    }
    #expect(outcome.output.contains("cancel)> modify\n"), "what was read stands after its prompt")
  }

  @Test func reoptimizeKeepsWhatWasDecided() async throws {
    let outcome = try await review("skip 5", "reoptimize", "approve")
    #expect(outcome.words.contains("The rest is planned anew: CPU improvement 71 % → "))
    let plan = try read()
    #expect(plan.edits.map(\.action) == [.skip, .reoptimize])
    #expect(!plan.migrations.contains { $0.vm == "prod/app-vm-05" })
  }

  @Test(.enabled(if: Terminal.script != nil, "no script(1) is installed, so there is no terminal"))
  func onATerminal() async throws {
    let tool = try #require(Tool.executable)
    let command = "stty cols 80 rows 24; '\(tool.path)' review '\(file)'"
    let outcome = try await Tool.run(
      ["-qec", command, "/dev/null"],
      input: "modify\nskip 5\ndone\napprove\n",
      environment: ["COLUMNS": "", "TERM": "xterm-256color", "LANG": "C.UTF-8"],
      program: Terminal.script
    )
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("\u{1B}["), "colours on a terminal")
    let plain = outcome.output.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "")
    #expect(plain.contains("Updated Rebalancing Plan") && plain.contains("Approved:"))
    for line in plain.split(whereSeparator: \.isNewline)
    where !line.contains("sha256:") && !line.contains(file) {
      // What was typed is echoed after the prompt.
      #expect(line.count <= 80 || line.contains("> ") || !line.contains(" "), "\(line)")
    }
    #expect(try read().migrations.count == 4)
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
    ("reoptimize", .edit(.reoptimize)), ("accept alternative", .edit(.accept(nil))),
    ("accept alternative 2", .edit(.accept(2))), ("accept 2", .edit(.accept(2))),
    ("keep original", .keepOriginal), ("explain more", .alternative(nil)),
    ("explain alternative 1", .alternative(1)), ("done", .done),
    ("include app-01 on worker-04", .edit(.include("app-01", "worker-04"))),
    ("move prod/app-01 to worker-04", .edit(.include("prod/app-01", "worker-04"))),
    (
      "include app-01",
      .unclear("include <VM> on <node>, such as: include prod/app-01 on worker-04")
    ),
    ("cancel", .cancel),
    ("", .unclear("")), ("dance", .unclear("")),
  ])
  func linesAreUnderstood(line: String, request: ReviewRequest) {
    #expect(ReviewRequest(line) == request)
  }
}

/// A terminal that is none, by script(1) as util-linux has it.
enum Terminal {
  static let script: URL? = {
    let url = URL(filePath: "/usr/bin/script")
    return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
  }()
}

extension Tool.Outcome {
  /// The output with every run of blanks and line ends as one space: text as it was before it was
  /// broken into lines.
  var words: String {
    output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
