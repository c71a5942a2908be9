import Foundation
import PlacementExecution
import PlacementModel
import Synchronization

/// The runs of a server: those under way, and the journals and reports of those before.
final class RunKeeper: Sendable {
  private static let runs = "runs"
  private static let reportEnding = ".report.json"
  private static let journalEnding = ".journal"

  private let folder: StateFolder
  private let active = Mutex<[String: ActiveRun]>([:])

  init(folder: StateFolder) throws {
    self.folder = folder
    try folder.make(Self.runs)
  }

  // MARK: Beginning

  /// Begins to carry out an approved plan on a cluster.
  ///
  /// - Throws: `RunRefusal`, `ExecutorError`, `JournalError`.
  func begin(_ plan: Plan, _ options: RunOptions, on kubectl: Kubectl) throws -> ActiveRun {
    let departure = try Blocking.run {
      try await Departure.prepare(plan, on: kubectl, options: options)
    }
    let journal = try JournalFile(creating: path(of: departure.header.run))
    return start(
      ActiveRun(
        header: departure.header,
        executor: departure.executor,
        journal: journal,
        lock: departure.lock,
        onReport: keeper(of: departure.header.run)
      )
    )
  }

  /// Begins to carry out a plan in a simulated cluster.
  func simulate(_ plan: Plan, _ options: RunOptions) throws -> ActiveRun {
    guard let inventory = plan.inventory else {
      throw ToolFailure("the plan does not hold its cluster, so there is none to simulate")
    }
    let simulator = Simulator(inventory)
    let header = RunHeader(run: Departure.identifier(), plan: plan, options: options)
    return start(
      ActiveRun(
        header: header,
        executor: simulator,
        journal: MemoryJournal(),
        clock: simulator,
        isSimulated: true,
        onReport: keeper(of: header.run)
      )
    )
  }

  private func start(_ run: ActiveRun) -> ActiveRun {
    active.withLock { $0[run.header.run] = run }
    _ = run.proceed(nil)
    return run
  }

  private func keeper(of run: String) -> @Sendable (ExecutionReport) -> Void {
    { [folder, weak self] report in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      // Where it cannot be kept, the journal tells all the same.
      if let data = try? encoder.encode(report) {
        try? folder.write(data, to: "\(Self.runs)/\(run)\(Self.reportEnding)")
      }
      // A paused run is its journal: let go of it, so that the command line can resume it as well.
      if !report.isSimulated { self?.active.withLock { $0[run] = nil } }
    }
  }

  private func path(of run: String) -> String {
    folder.path(of: "\(Self.runs)/\(run)\(Self.journalEnding)")
  }

  // MARK: Finding

  /// A run to go on with: one of this server, or one whose journal is kept.
  ///
  /// - Throws: ``ToolFailure`` where there is none; what reading the cluster throws.
  func run(_ name: String, on kubectl: Kubectl) throws -> ActiveRun {
    if let run = active.withLock({ $0[name] }) { return run }
    guard names(endingIn: Self.journalEnding).contains(name) else {
      if names(endingIn: Self.reportEnding).contains(name) {
        throw ToolFailure("this run was simulated and ended with the server; execute the plan again")
      }
      throw unknown(name)
    }
    let (journal, entries) = try JournalFile.reopen(path(of: name))
    let state = try RunState(entries)
    let departure = try Blocking.run { try await Departure.resume(state, on: kubectl) }
    let run = ActiveRun(
      header: state.header,
      resuming: state,
      executor: departure.executor,
      journal: journal,
      lock: departure.lock,
      onReport: keeper(of: name)
    )
    active.withLock { $0[name] = run }
    return run
  }

  /// How a run is or was.
  ///
  /// - Throws: ``ToolFailure`` where there is none.
  func summary(_ name: String) throws -> RunSummary {
    if let run = active.withLock({ $0[name] }) { return run.summary }
    if names(endingIn: Self.reportEnding).contains(name),
      let data = folder.read("\(Self.runs)/\(name)\(Self.reportEnding)"),
      let report = try? JSONDecoder().decode(ExecutionReport.self, from: data)
    {
      return RunSummary(
        run: name,
        plan: report.planDigest,
        isSimulated: report.isSimulated,
        isGoing: false,
        report: report
      )
    }
    guard names(endingIn: Self.journalEnding).contains(name) else { throw unknown(name) }
    throw ToolFailure("the run was cut short; 'resume' finds out from the cluster how it is")
  }

  /// The names of all runs, newest first.
  func names() -> [String] {
    var seen: Set<String> = []
    let known =
      active.withLock { $0.keys.sorted() } + names(endingIn: Self.journalEnding)
      + names(endingIn: Self.reportEnding)
    return known.filter { seen.insert($0).inserted }
  }

  private func names(endingIn ending: String) -> [String] {
    folder.files(in: Self.runs, endingIn: ending).map { String($0.name.dropLast(ending.count)) }
  }

  private func unknown(_ name: String) -> ToolFailure {
    ToolFailure("there is no such run; 'status' lists them", details: [name])
  }
}
