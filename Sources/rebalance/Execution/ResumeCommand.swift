import ArgumentParser
import Foundation
import PlacementExecution
import PlacementReport
import PlacementSolver

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a run after a crash, an interruption or a failure.",
    discussion: """
      What really happened is read from the cluster, so that nothing is done twice. What was \
      approved needs no new approval; a plan that --replan or --rollback writes does.
      """
  )

  @Argument(help: "The journal that 'execute' wrote.", completion: .file())
  var journal: String

  @Flag(help: "Try what failed again with the same settings.")
  var retry = false

  @Flag(help: "Try what failed again as cold migrations.")
  var retryCold = false

  @Flag(help: "Go on without what failed.")
  var skip = false

  @Flag(help: "End the run; VMs that are down or bound are restored.")
  var abort = false

  @Option(
    help: ArgumentHelp(
      "End the run, and plan the rest afresh for the same goal.",
      valueName: "file"
    ),
    completion: .file()
  )
  var replan: String?

  @Option(
    help: ArgumentHelp("End the run, and plan the way back of what was moved.", valueName: "file"),
    completion: .file()
  )
  var rollback: String?

  @OptionGroup(title: "Cluster") var cluster: KubectlArguments

  @Option(
    name: [.short, .customLong("output")],
    help: "The report: table, markdown, json or html."
  )
  var output: RunOutput = .table

  func validate() throws {
    let chosen = [retry, retryCold, skip, abort, replan != nil, rollback != nil].count { $0 }
    if chosen > 1 { throw ValidationError("Only one thing can be done at a time.") }
  }

  func run() async throws {
    let (file, entries) = try JournalFile.reopen(journal)
    let state: RunState
    do { state = try RunState(entries) } catch { throw JournalError("\(journal): \(error)") }
    if state.isFinished, replan == nil, rollback == nil {
      return try Console.print("Nothing to do: the run is over.")
    }
    let departure = try await Departure.resume(state, on: cluster.kubectl)
    try await departure.whileLocked { departure in
      for warning in departure.warnings { Console.error("warning: \(warning)") }
      try await resume(state, file, departure.executor)
    }
  }

  private func resume(
    _ state: RunState,
    _ file: JournalFile,
    _ executor: KubernetesExecutor
  ) async throws {
    var state = state
    var rest = replan
    // Of a run that is over only a plan is wanted.
    if !state.isFinished {
      let session = RunSession(executor: executor, journal: file, output: output)
      let decision = decision(for: state)
      let ending = try await session.run { [state] control in
        Execution(
          resuming: state,
          decision: decision,
          executor: executor,
          journal: file,
          control: control
        )
      }
      // What ran when the process died may have ended since.
      state = ending.state
      if ending.wantsNewPlan { rest = rest ?? journal + ".rest.json" }
    }
    if let rest { try await FollowUp.replan.write(to: rest, after: state, executor) }
    if let rollback { try await FollowUp.rollback.write(to: rollback, after: state, executor) }
  }

  private func decision(for state: RunState) -> Decision? {
    if retry { return .retry }
    if retryCold { return .retryCold }
    if skip { return .skip }
    if abort || replan != nil || rollback != nil { return .abort }
    // Without a word of the operator, what failed stays as it is.
    return state.hasFailures ? nil : .proceed
  }
}
