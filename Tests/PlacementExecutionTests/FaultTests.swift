import PlacementModel
import Testing

@testable import PlacementExecution

/// What goes wrong, row by row: the report is truthful, nothing starts twice, no VM is left down
/// without a word.
@Suite struct FaultTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var faults: [Fault]
    var status: ExecutionReport.Status
    /// States of moves by number.
    var states: [Int: MoveOutcome.State] = [:]
    var cause: FailureCause?
    var words: String?
  }

  static let rows: [Row] = [
    Row(
      testDescription: "API error when a migration is created",
      faults: [.refuse(.migrate, .init(.unavailable, "etcdserver: leader changed"))],
      status: .complete
    ),
    Row(
      testDescription: "API errors when migrations are created, again and again",
      faults: [.refuse(.migrate, .init(.unavailable, "apiserver not ready"), times: 3)],
      status: .complete
    ),
    Row(
      testDescription: "timeout, yet it was created",
      faults: [.refuse(.migrate, .init(.timeout, "no answer in 30 s"), isCarriedOut: true)],
      status: .complete
    ),
    Row(
      testDescription: "timeout, and it was not created",
      faults: [.refuse(.migrate, .init(.timeout, "no answer in 30 s"))],
      status: .complete
    ),
    Row(
      testDescription: "conflict when a VM is shut down",
      faults: [.refuse(.stop, .init(.conflict, "the object has been modified"))],
      status: .complete
    ),
    Row(
      testDescription: "timeout of a shutdown that happens",
      faults: [.refuse(.stop, .init(.timeout, "no answer"), isCarriedOut: true)],
      status: .complete
    ),
    Row(
      testDescription: "timeout of a start that happens",
      faults: [.refuse(.start, .init(.timeout, "no answer"), isCarriedOut: true)],
      status: .complete
    ),
    Row(
      testDescription: "timeout of a start that does not happen",
      faults: [.refuse(.start, .init(.timeout, "no answer"))],
      status: .complete
    ),
    Row(
      testDescription: "conflict when settings are restored",
      faults: [.refuse(.restore, .init(.conflict, "the object has been modified"), times: 2)],
      status: .complete
    ),
    Row(
      testDescription: "forbidden to migrate",
      faults: [.refuse(.migrate, .init(.forbidden, "cannot create resource"), times: 9)],
      status: .paused,
      states: [1: .failed, 3: .pending],
      cause: .forbidden,
      words: "cannot create resource"
    ),
    Row(
      testDescription: "forbidden to start what was shut down",
      faults: [.refuse(.start, .init(.forbidden, "cannot patch resource"), times: 99)],
      status: .paused,
      states: [4: .done, 5: .failed, 6: .pending],
      cause: .forbidden,
      words: "cannot patch resource"
    ),
    Row(
      testDescription: "the quota rejects a migration",
      faults: [.refuse(.migrate, .init(.quota, "exceeded quota: compute"), times: 9)],
      status: .paused,
      states: [1: .failed],
      cause: .quota
    ),
    Row(
      testDescription: "the quota keeps a migration waiting",
      faults: [.staysQueued(vm: "default/v1", words: "exceeded quota: compute")],
      status: .paused,
      states: [1: .failed, 2: .done, 3: .pending],
      cause: .quota,
      words: "not started within 120 s: exceeded quota: compute"
    ),
    Row(
      testDescription: "pending forever",
      faults: [.staysQueued(vm: "default/v2", words: "waiting for a slot")],
      status: .paused,
      states: [1: .done, 2: .failed, 3: .pending],
      cause: .notStarted,
      words: "not started within 120 s"
    ),
    Row(
      testDescription: "failed, with the reason",
      faults: [
        .fails(vm: "default/v1", reason: "Live migration failed: not completed after 2700 seconds")
      ],
      status: .paused,
      states: [1: .failed, 2: .done, 3: .pending],
      cause: .timeout,
      words: "not completed after 2700 seconds"
    ),
    Row(
      testDescription: "it lands on another node",
      faults: [.landsElsewhere(vm: "default/v1", node: "d")],
      status: .paused,
      states: [1: .failed, 2: .done],
      cause: .wrongNode,
      words: "it runs on d instead of b"
    ),
    Row(
      testDescription: "a VM is deleted before its turn",
      faults: [.vanishes(vm: "default/v3", at: 10)],
      status: .partial,
      states: [3: .dropped, 4: .done, 6: .done],
      words: "gone"
    ),
    Row(
      testDescription: "a VM is deleted while it moves",
      faults: [.vanishes(vm: "default/v1", at: 10)],
      status: .paused,
      states: [1: .failed]
    ),
    Row(
      testDescription: "a VM is stopped by its owner before its turn",
      faults: [.isStopped(vm: "default/v4", at: 10)],
      status: .partial,
      states: [4: .dropped, 6: .done],
      words: "stopped"
    ),
    Row(
      testDescription: "a VM is stopped by its owner while it moves",
      faults: [.isStopped(vm: "default/v1", at: 12)],
      status: .paused,
      states: [1: .failed],
      words: "shut down"
    ),
    Row(
      testDescription: "a target is not Ready meanwhile",
      faults: [.notReady(node: "d", at: 10)],
      status: .partial,
      states: [4: .dropped, 5: .dropped, 3: .done, 6: .done],
      words: "not Ready"
    ),
    Row(
      testDescription: "a target is cordoned meanwhile",
      faults: [.isCordoned(node: "d", at: 10)],
      status: .partial,
      states: [4: .dropped, 5: .dropped, 6: .done],
      words: "cordoned"
    ),
    Row(
      testDescription: "a target is cordoned while a VM waits for it",
      faults: [.isCordoned(node: "d", at: 85)],
      status: .paused,
      states: [5: .failed, 6: .pending],
      cause: .notUp
    ),
    Row(
      testDescription: "somebody else migrates a VM before its turn",
      faults: [.isMigrated(vm: "default/v3", to: "d", at: 10, seconds: 600)],
      status: .partial,
      states: [3: .dropped, 4: .done],
      words: "another migration"
    ),
    Row(
      testDescription: "the tool is missing",
      faults: [.refuse(.transfers, .init(.tool, "kubectl not found"), times: 99)],
      status: .paused,
      states: [1: .pending]
    ),
    Row(
      testDescription: "garbage for an answer",
      faults: [.refuse(.transfers, .init(.garbage, "no JSON"), times: 3)],
      status: .complete
    ),
    Row(
      testDescription: "the network is gone for a minute while VMs migrate",
      faults: [.silence(from: 12, to: 72)],
      status: .complete
    ),
    Row(
      testDescription: "the network is gone for a minute while a VM is down",
      faults: [.silence(from: 85, to: 145)],
      status: .complete
    ),
    Row(
      testDescription: "the network is gone for good",
      faults: [.silence(from: 12, to: 1e9)],
      status: .paused,
      states: [1: .running]
    ),
    Row(
      testDescription: "a cold VM does not come up",
      faults: [.staysDown(vm: "default/r1", words: "0/4 nodes are available: 1 Insufficient cpu")],
      status: .paused,
      states: [5: .failed, 6: .pending],
      cause: .unschedulable,
      words: "not up within 600 s: 0/4 nodes are available"
    ),
    Row(
      testDescription: "a cold VM does not shut down",
      faults: [.staysUp(vm: "default/r1")],
      status: .paused,
      states: [5: .failed, 6: .pending],
      cause: .notUp
    ),
  ]

  @Test(arguments: rows)
  func endsAsItShould(row: Row) async throws {
    var trial = try Trial(faults: row.faults)
    let report = try await trial.run()
    #expect(report.status == row.status)
    for (id, state) in row.states {
      #expect(report.moves[id - 1].state == state, "\(report.moves[id - 1])")
    }
    let troubled = report.moves.filter { $0.state == .failed || $0.state == .dropped }
    if let cause = row.cause { #expect(troubled.contains { $0.cause == cause }, "\(troubled)") }
    if let words = row.words {
      #expect(troubled.contains { $0.message?.contains(words) ?? false }, "\(troubled)")
    }
    if report.status == .paused { #expect(report.reason != nil) }
    if row.states.values.contains(.dropped) { #expect(!report.warnings.isEmpty) }
    trial.checkInvariants(report)
  }

  @Test func whatDoesNotComeUpStaysStartedAndBoundAndTheReportSaysSo() async throws {
    var trial = try Trial(faults: [.staysDown(vm: "default/r1", words: "no room")])
    let report = try await trial.run()
    let leftover = try #require(report.moves[4].leftover)
    #expect(leftover.contains("it is started and waits to come up"))
    #expect(leftover.contains("Always"))
    #expect(trial.simulator.settings["default/r1"] == "Always on d")
  }

  @Test func onlyQueuedMigrationsAreTakenBack() async throws {
    // v2 stays queued until v1 fails.
    var trial = try Trial(
      faults: [
        .fails(vm: "default/v1", reason: "guest agent"),
        .staysQueued(vm: "default/v2", words: "waiting"),
      ]
    )
    let report = try await trial.run()
    #expect(report.status == .paused)
    #expect(report.moves[0].state == .failed)
    #expect(report.moves[1].state == .pending)
    #expect(trial.simulator.record.calls[.cancel] == 1)
  }

  @Test func retryGoesOn() async throws {
    var trial = try Trial(faults: [.fails(vm: "default/v1", reason: "no progress")])
    try await trial.run()
    let report = try await trial.run(.retry)
    #expect(report.status == .complete)
    trial.checkInvariants(report)
  }

  @Test func retryColdGoesOn() async throws {
    var trial = try Trial(faults: [.fails(vm: "default/v1", reason: "no progress")])
    try await trial.run()
    let report = try await trial.run(.retryCold)
    #expect(report.status == .complete)
    #expect(report.moves[0].type == .cold)
    trial.checkInvariants(report)
  }

  @Test func skipGoesOnWithTheRest() async throws {
    var trial = try Trial(faults: [.fails(vm: "default/v1", reason: "no progress")])
    try await trial.run()
    let report = try await trial.run(.skip)
    #expect(report.status == .partial)
    #expect(report.moves.map(\.state) == [.skipped, .done, .done, .done, .done, .done])
  }

  @Test(arguments: [Decision.skip, .abort])
  func whoGivesUpAVMThatIsDownStartsItAnywhere(decision: Decision) async throws {
    var trial = try Trial(faults: [.staysDown(vm: "default/r1", words: "no room")])
    try await trial.run()
    let report = try await trial.run(decision)
    #expect(report.status == (decision == .skip ? .partial : .aborted))
    #expect(report.moves[4].state == .skipped)
    #expect(report.moves[4].message?.contains("with its former settings") ?? false)
    #expect(trial.simulator.settings["default/r1"] == "Always")
    trial.checkInvariants(report)
  }

  @Test func retryOfAColdMoveThatFailed() async throws {
    var trial = try Trial(faults: [.refuse(.start, .init(.forbidden, "no"), times: 1)])
    let paused = try await trial.run()
    #expect(paused.moves[4].state == .failed)
    #expect(paused.moves[4].leftover?.contains("it is stopped") ?? false)
    let report = try await trial.run(.retry)
    #expect(report.status == .complete)
    trial.checkInvariants(report)
  }

  @Test func anInterruptionLetsEndWhatRuns() async throws {
    var trial = try Trial()
    let control = RunControl()
    let report = try await trial.run(control: control) { update in
      if case .entry(.started(1)) = update.event { control.interrupt() }
    }
    #expect(report.status == .paused)
    #expect(report.reason == "interrupted")
    #expect(report.moves.map(\.state).prefix(3) == [.done, .done, .pending])
    let end = try await trial.run(.proceed)
    #expect(end.status == .complete)
    trial.checkInvariants(end)
  }

  @Test func aSecondInterruptionLeavesAtOnce() async throws {
    var trial = try Trial()
    let control = RunControl()
    let report = try await trial.run(control: control) { update in
      if case .entry(.started(1)) = update.event {
        control.interrupt()
        control.interrupt()
      }
    }
    #expect(report.status == .paused)
    #expect(report.reason == "interrupted twice")
    #expect(report.moves[0].state == .running)
    let end = try await trial.run(.proceed)
    #expect(end.status == .complete)
    trial.checkInvariants(end)
  }

  @Test func abortOfARunningMoveCallsItOff() async throws {
    var trial = try Trial()
    let control = RunControl()
    try await trial.run(control: control) { update in
      if case .entry(.started(1)) = update.event {
        control.interrupt()
        control.interrupt()
      }
    }
    let report = try await trial.run(.abort)
    #expect(report.status == .aborted)
    #expect(
      report.moves.map(\.state) == [
        .skipped, .skipped, .notAttempted, .notAttempted, .notAttempted, .notAttempted,
      ]
    )
    trial.checkInvariants(report)
  }
}
