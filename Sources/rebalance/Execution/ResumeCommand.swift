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

  @Argument(help: "The journal that 'execute' wrote.")
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
    )
  )
  var replan: String?

  @Option(
    help: ArgumentHelp("End the run, and plan the way back of what was moved.", valueName: "file")
  )
  var rollback: String?

  @OptionGroup(title: "Cluster") var cluster: KubectlArguments

  @Option(name: [.short, .customLong("output")], help: "The report: table, markdown, json or html.")
  var output: RunOutput = .table

  func validate() throws {
    let chosen = [retry, retryCold, skip, abort, replan != nil, rollback != nil].count { $0 }
    if chosen > 1 { throw ValidationError("Only one thing can be done at a time.") }
  }

  func run() async throws {
    let (file, entries) = try JournalFile.reopen(journal)
    let state = try RunState(entries)
    let isOver: Bool
    if case .finished = state.phase { isOver = true } else { isOver = false }
    let executor = KubernetesExecutor(
      kubectl: cluster.kubectl,
      pinsLiveMigrations: state.header.pins
    )
    let snapshot = try await ClusterSnapshot.read(cluster.kubectl)
    if let planned = state.header.cluster, planned != snapshot.clusterUID {
      throw Failure(.refused, "error: the journal belongs to another cluster, \(planned)")
    }
    let lock = try RunLock(cluster: snapshot.clusterUID)
    defer { withExtendedLifetime(lock) {} }
    if isOver {
      if replan == nil, rollback == nil {
        return try Console.print("Nothing to do: the run is over.")
      }
    } else {
      let session = RunSession(executor: executor, journal: file, output: output)
      let decision = decision(for: state)
      try await session.run { control in
        Execution(
          resuming: state,
          decision: decision,
          executor: executor,
          journal: file,
          control: control
        )
      }
    }
    if let replan { try await writePlan(to: replan, state, executor, isRollback: false) }
    if let rollback { try await writePlan(to: rollback, state, executor, isRollback: true) }
  }

  private func decision(for state: RunState) -> Decision? {
    if retry { return .retry }
    if retryCold { return .retryCold }
    if skip { return .skip }
    if abort || replan != nil || rollback != nil { return .abort }
    // Without a word of the operator, what failed stays as it is.
    return state.hasFailures ? nil : .proceed
  }

  private func writePlan(
    to path: String,
    _ state: RunState,
    _ executor: KubernetesExecutor,
    isRollback: Bool
  ) async throws {
    let fresh = try await executor.inventory()
    let plan =
      try isRollback
      ? Replanning.rollback(of: state, fresh: fresh) : Replanning.rest(of: state, fresh: fresh)
    let checker = PlanChecker(inventory: plan.inventory ?? fresh, goal: plan.goal)
    guard checker.check(plan).isLegal else {
      throw Failure(.refused, "error: the checker found the new plan illegal, so it is not written")
    }
    try PlanFile.write(plan, to: path)
    Console.error(TableReport.render(plan, style: Console.errorStyle))
    let news = Replanning.news(in: plan, since: state)
    Console.error(
      "\(plan.migrations.count - news.count) of \(plan.migrations.count) moves were approved "
        + "before. Carry it out with: rebalance execute \(path) --approve \(plan.digest)"
    )
  }
}
