import PlacementModel
import Testing

@testable import PlacementExecution

/// kill -9 between any two entries of the journal, and between an entry and its command.
@Suite struct CrashTests {
  struct Story: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var faults: [Fault] = []
    var pins = false
    /// What the operator decides whenever the run pauses because of a failure.
    var decision: Decision = .retry
  }

  static let stories = [
    Story(testDescription: "all goes well"),
    Story(testDescription: "with pins", pins: true),
    Story(
      testDescription: "a migration fails and is retried cold",
      faults: [.fails(vm: "default/v3", reason: "no progress")],
      decision: .retryCold
    ),
    Story(
      testDescription: "with pins, a migration fails and is skipped",
      faults: [.fails(vm: "default/v3", reason: "no progress")],
      pins: true,
      decision: .skip
    ),
    Story(
      testDescription: "a cold VM stays down and the run is aborted",
      faults: [.staysDown(vm: "default/r1", words: "no room")],
      decision: .abort
    ),
    Story(
      testDescription: "answers are lost",
      faults: [
        .refuse(.migrate, .init(.timeout, "no answer"), isCarriedOut: true),
        .refuse(.stop, .init(.timeout, "no answer"), isCarriedOut: true),
        .refuse(.start, .init(.timeout, "no answer"), isCarriedOut: true),
        .refuse(.restore, .init(.timeout, "no answer"), isCarriedOut: true),
      ]
    ),
  ]

  @Test(arguments: stories)
  func anyCrashIsSurvived(story: Story) async throws {
    let whole = try await tell(story, dyingAfter: .max, keepsLast: true)
    #expect(whole.entries > 30)
    for point in 1..<whole.entries {
      for keepsLast in [false, true] {
        let end = try await tell(story, dyingAfter: point, keepsLast: keepsLast)
        #expect(
          end.report.status == whole.report.status,
          "crash after \(point), \(keepsLast): \(end.report)"
        )
        #expect(end.report.count(.done) == whole.report.count(.done), "crash after \(point)")
      }
    }
  }

  /// Runs a story to its end; the first process dies at an entry, the operator starts the next.
  private func tell(
    _ story: Story,
    dyingAfter point: Int,
    keepsLast: Bool
  ) async throws -> (report: ExecutionReport, entries: Int) {
    var trial = try Trial(faults: story.faults, pins: story.pins)
    let dying = DyingJournal([], after: point, keepsLast: keepsLast)
    var report = try await trial.run(journal: dying)
    if trial.entries.isEmpty { report = try await trial.run() }
    // The machine that died is a while away.
    await trial.simulator.sleep(seconds: 3)
    for _ in 0..<10 where !isOver(report) {
      let state = try RunState(trial.entries)
      let hasFailures = state.moves.contains {
        if case .failed = $0.status { true } else { false }
      }
      switch state.phase {
      case .aborting: report = try await trial.run()
      case .paused, .running, .stopping:
        // First what runs is let end; then the operator is asked.
        if hasFailures, case .paused = state.phase {
          report = try await trial.run(story.decision)
        } else {
          report = try await trial.run(hasFailures ? nil : .proceed)
        }
      case .finished: report = try await trial.run()
      }
    }
    trial.checkInvariants(report)
    return (report, trial.entries.count)
  }

  private func isOver(_ report: ExecutionReport) -> Bool {
    switch report.status {
    case .complete, .partial, .aborted: true
    case .running, .paused: false
    }
  }
}
