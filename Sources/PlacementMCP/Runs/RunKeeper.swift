import Foundation
import PlacementExecution
import PlacementModel
import Synchronization

/// The runs of a server: those under way, and the journals and reports of those before.
///
/// A run on a cluster that is paused is nothing but its journal: the server lets go of it, so that
/// the command line can go on with it as well.
final class RunKeeper: Sendable {
  private static let runs = "runs"
  private static let reportEnding = ".report.json"
  private static let journalEnding = ".journal"

  private let folder: StateFolder
  private let settings: Settings
  private let state = Mutex(State())

  private struct State {
    var active: [String: ActiveRun] = [:]
    /// Runs on which some call decides now.
    var undecided: Set<String> = []
    var holds: [String: Hold] = [:]
  }

  /// What keeps others away from a run and its cluster.
  private struct Hold: Sendable {
    var journal: JournalFile
    var lock: RunLock

    func release() async {
      journal.release()
      await lock.release()
    }
  }

  init(folder: StateFolder, settings: Settings) throws {
    self.folder = folder
    self.settings = settings
    try folder.make(Self.runs)
  }

  // MARK: Beginning

  /// Begins to carry out an approved plan on the cluster, and uses the approval up.
  ///
  /// - Throws: `RunRefusal`, `ExecutorError`, `JournalError`.
  func begin(_ plan: Plan, _ options: RunOptions, by consent: Consent) throws -> ActiveRun {
    let kubectl = settings.kubectl
    let departure = try Blocking.run {
      try await Departure.prepare(plan, on: kubectl, options: options)
    }
    let name = departure.header.run
    let journal = try JournalFile(creating: journalPath(of: name))
    try consent.spend(into: folder.path(of: "\(Self.runs)/\(name)"))
    let run = keep(departure, journal)
    _ = run.proceed(nil)
    return run
  }

  /// Keeps a run on the cluster, and others away from it.
  private func keep(
    _ departure: Departure,
    _ journal: JournalFile,
    resuming known: RunState? = nil
  ) -> ActiveRun {
    let name = departure.header.run
    let run = ActiveRun(
      header: departure.header,
      resuming: known,
      executor: departure.executor,
      journal: journal,
      onStop: { [weak self] in await self?.stopped(name, $0) }
    )
    state.withLock { state in
      state.active[name] = run
      state.holds[name] = Hold(journal: journal, lock: departure.lock)
    }
    return run
  }

  /// Begins to carry out a plan in a simulated cluster, using up an approval where it took one.
  func simulate(
    _ plan: Plan,
    _ options: RunOptions,
    by consent: Consent? = nil
  ) throws -> ActiveRun {
    guard let inventory = plan.inventory else {
      throw ToolFailure("the plan does not hold its cluster, so there is none to simulate")
    }
    let simulator = Simulator(inventory, faults: settings.faults)
    let name = "r" + settings.random().prefix(9)
    try consent?.spend(into: folder.path(of: "\(Self.runs)/\(name)"))
    let run = ActiveRun(
      header: RunHeader(run: name, plan: plan, options: options, simulated: true),
      executor: simulator,
      journal: MemoryJournal(),
      clock: simulator,
      isSimulated: true,
      onStop: { [weak self] in await self?.stopped(name, $0) }
    )
    state.withLock { $0.active[name] = run }
    _ = run.proceed(nil)
    return run
  }

  private func stopped(_ name: String, _ report: ExecutionReport?) async {
    if let report {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      // Where it cannot be kept, the journal tells all the same.
      if let data = try? encoder.encode(report) {
        try? folder.write(data, to: reportName(of: name))
      }
    }
    await letGo(name)
  }

  private func letGo(_ name: String) async {
    let hold = state.withLock { state in
      let hold = state.holds.removeValue(forKey: name)
      // Without a hold it is simulated, and there is nothing of it but what is in memory.
      if hold != nil || state.active[name]?.isOver == true { state.active[name] = nil }
      return hold
    }
    await hold?.release()
  }

  private func journalPath(of run: String) -> String {
    folder.path(of: "\(Self.runs)/\(run)\(Self.journalEnding)")
  }

  private func reportName(of run: String) -> String { "\(Self.runs)/\(run)\(Self.reportEnding)" }

  // MARK: Going on

  /// The command that decides on a run from outside the server; `nil` where nothing can.
  func command(for run: ActiveRun, _ decisions: [Decision]) -> String? {
    guard !run.isSimulated else { return nil }
    let flags = decisions.compactMap { decision -> String? in
      switch decision {
      case .retry: "--retry"
      case .retryCold: "--retry-cold"
      case .skip: "--skip"
      case .abort: "--abort"
      case .proceed: nil
      }
    }
    let words = decisions.contains(.proceed) ? "[--abort]" : flags.joined(separator: " | ")
    return "rebalance resume \(journalPath(of: run.header.run)) \(words)"
  }

  /// A run that goes on now; `nil` where it does not.
  func going(_ name: String) -> ActiveRun? {
    state.withLock { $0.active[name] }.flatMap { $0.isGoing ? $0 : nil }
  }

  /// Has somebody decide how a paused run goes on.
  ///
  /// Whoever else wants to decide on it meanwhile is refused. Where nothing is decided the run is
  /// let go of again.
  ///
  /// - Returns: The run, which goes on.
  /// - Throws: ``ToolFailure`` where there is none to decide on; what `decide` throws, and what
  ///   reading the cluster does.
  func resume(_ name: String, decide: (ActiveRun) throws -> Decision) throws -> ActiveRun {
    let isFree = state.withLock { $0.undecided.insert(name).inserted }
    guard isFree else { throw ToolFailure("another call decides on this run now") }
    defer { _ = state.withLock { $0.undecided.remove(name) } }
    let run = try state.withLock { $0.active[name] } ?? reopen(name)
    guard !run.isGoing else { throw ToolFailure("the run goes on already; 'status' follows it") }
    do {
      guard !run.isOver else { throw ToolFailure("the run is over; 'report' tells how it went") }
      let decision = try decide(run)
      // The report on the pause is about to be wrong.
      folder.remove(reportName(of: name))
      _ = run.proceed(decision)
      return run
    } catch {
      try Blocking.run { [self] in await letGo(name) }
      throw error
    }
  }

  private func reopen(_ name: String) throws -> ActiveRun {
    guard names(endingIn: Self.journalEnding).contains(name) else {
      if names(endingIn: Self.reportEnding).contains(name) {
        throw ToolFailure("the run was simulated and is over; execute the plan again")
      }
      throw unknown(name)
    }
    let (journal, entries) = try JournalFile.reopen(journalPath(of: name))
    let known = try RunState(entries)
    let kubectl = settings.kubectl
    let departure = try Blocking.run { try await Departure.resume(known, on: kubectl) }
    return keep(departure, journal, resuming: known)
  }

  // MARK: Looking

  /// How a run is or was.
  ///
  /// - Throws: ``ToolFailure`` where there is none.
  func summary(_ name: String) throws -> RunSummary {
    if let run = state.withLock({ $0.active[name] }), run.isSimulated || run.isGoing {
      return run.summary
    }
    if names(endingIn: Self.reportEnding).contains(name),
      let data = folder.read(reportName(of: name)),
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
      state.withLock { $0.active.keys.sorted() } + names(endingIn: Self.journalEnding)
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
