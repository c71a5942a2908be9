import ArgumentParser
import Dispatch
import Foundation
import PlacementExecution
import PlacementReport
import PlacementSolver

/// Carries a run along in front of an operator: shows progress, takes Ctrl-C, asks what to do.
struct RunSession {
  var executor: any Executor
  var journal: any Journal
  var clock: any ExecutionClock = WallClock()
  var isSimulated = false
  var output: RunOutput

  /// Whether somebody is there who can be asked.
  static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Runs to the end, or to a pause for which nobody is there.
  ///
  /// - Throws: `ExitCode` 4 where it did not end well.
  func run(_ first: (RunControl) -> Execution) async throws {
    let control = RunControl()
    let signals = Self.interruptions(control)
    defer { signals.forEach { $0.cancel() } }
    var (report, state) = await follow(first(control))
    while report.status == .paused, report.count(.failed) > 0, control.interruptions == 0,
      Self.isInteractive, let paused = state, case .paused = paused.phase
    {
      Console.error(ExecutionDocument.table(report, style: Console.errorStyle))
      guard let decision = Self.ask() else { break }
      let next = Execution(
        resuming: paused,
        decision: decision,
        executor: executor,
        journal: journal,
        clock: clock,
        control: control
      )
      (report, state) = await follow(next)
    }
    report.isSimulated = isSimulated
    try Console.print(output.text(report))
    if report.status == .paused {
      if let file = journal as? JournalFile { Console.error(Self.hint(report, file.path)) }
      throw ExitCode(Failure.Status.paused.rawValue)
    }
  }

  private static func hint(_ report: ExecutionReport, _ path: String) -> String {
    let options =
      report.count(.failed) > 0 ? " --retry | --retry-cold | --skip | --abort" : " [--abort]"
    return "The journal is \(path). Go on with: rebalance resume \(path)\(options)"
  }

  // MARK: - Following

  private func follow(_ execution: Execution) async -> (ExecutionReport, RunState?) {
    var shown: [Int: String] = [:]
    var trouble = ""
    var last: RunUpdate?
    for await update in execution {
      last = update
      switch update.event {
      case .entry: show(update.progress, &shown)
      case .tick: break
      case .trouble(let words):
        if words != trouble { Console.error("warning: \(words); trying again") }
        trouble = words
      case .stopped(let report): return (report, update.state)
      }
    }
    // A run always ends with a report; without one there is nothing to say but what is known.
    let moves = last?.progress.moves ?? []
    let report = ExecutionReport(run: "", planDigest: "", status: .paused, moves: moves)
    return (report, last?.state)
  }

  /// Shows each move anew when something about it has changed but the time.
  private func show(_ progress: ExecutionProgress, _ shown: inout [Int: String]) {
    for move in progress.moves where move.state != .pending && move.state != .notAttempted {
      let key = "\(move.state.rawValue) \(move.message ?? "")"
      guard shown[move.id] != key else { continue }
      shown[move.id] = key
      let done = progress.moves.count { $0.state == .done }
      let line = ProgressDocument.line(move, style: Console.errorStyle)
      Console.error("[\(done)/\(progress.moves.count)] " + line.trimmingCharacters(in: .newlines))
    }
  }

  // MARK: - Asking

  private static func ask() -> Decision? {
    while true {
      Console.error("retry | retry cold | skip | abort | quit?")
      guard let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased() else {
        return nil
      }
      switch answer {
      case "retry": return .retry
      case "retry cold", "retry-cold": return .retryCold
      case "skip": return .skip
      case "abort": return .abort
      case "quit", "": return nil
      default: break
      }
    }
  }

  private static func interruptions(_ control: RunControl) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        control.interrupt()
        Console.error(
          control.interruptions == 1
            ? "Interrupted: nothing new starts, what runs may end. Once more to stop watching."
            : "Interrupted again: what runs goes on by itself; 'rebalance resume' picks it up."
        )
      }
      source.resume()
      return source
    }
  }
}

/// How the report of a run is printed.
enum RunOutput: String, ExpressibleByArgument, CaseIterable {
  case table, markdown, json, html

  func text(_ report: ExecutionReport) throws -> String {
    switch self {
    case .table: return ExecutionDocument.table(report, style: Console.style)
    case .markdown: return ExecutionDocument.markdown(report)
    case .html: return ExecutionDocument.html(report)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
  }
}
