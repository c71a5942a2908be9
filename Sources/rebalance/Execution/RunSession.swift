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

  /// How a run ended.
  struct Ending {
    var state: RunState
    /// Whether the operator wants a plan for the rest.
    var wantsNewPlan = false
  }

  /// Runs to the end, or to a pause for which nobody is there.
  ///
  /// - Throws: `ExitCode` 4 where it did not end well.
  func run(_ first: (RunControl) -> Execution) async throws -> Ending {
    let control = RunControl()
    let signals = Self.interruptions(control)
    defer { signals.forEach { $0.cancel() } }
    var (report, ending) = try await follow(first(control))
    while report.status == .paused, report.count(.failed) > 0, control.interruptions == 0,
      Self.isInteractive, case .paused = ending.state.phase
    {
      Console.error(ExecutionDocument.table(report, style: Console.errorStyle))
      guard let answer = Self.ask() else { break }
      let next = Execution(
        resuming: ending.state,
        decision: answer.decision,
        executor: executor,
        journal: journal,
        clock: clock,
        control: control
      )
      (report, ending) = try await follow(next)
      ending.wantsNewPlan = answer == .replan
    }
    report.isSimulated = isSimulated
    try Console.print(output.text(report))
    let file = (journal as? JournalFile)?.path
    if report.status == .paused {
      if let file { Console.error(Self.hint(report, file)) }
      throw ExitCode(Failure.Status.paused.rawValue)
    }
    if report.status == .aborted, !ending.wantsNewPlan, report.count(.done) > 0, let file {
      Console.error(
        "What was moved stays moved. For a plan of the way back: "
          + "rebalance resume \(file) --rollback FILE"
      )
    }
    return ending
  }

  private static func hint(_ report: ExecutionReport, _ path: String) -> String {
    let options =
      report.count(.failed) > 0
      ? " --retry | --retry-cold | --skip | --abort | --replan FILE" : " [--abort]"
    return "The journal is \(path). Go on with: rebalance resume \(path)\(options)"
  }

  // MARK: - Following

  private func follow(_ execution: Execution) async throws -> (ExecutionReport, Ending) {
    var shown: [Int: String] = [:]
    var trouble = ""
    for await update in execution {
      switch update.event {
      case .entry: show(update.progress, &shown)
      case .tick: break
      case .trouble(let words):
        if words != trouble { Console.error("warning: \(words); trying again") }
        trouble = words
      case .stopped(let report): return (report, Ending(state: update.state))
      }
    }
    // A run always ends with a report.
    throw CancellationError()
  }

  /// Shows each move anew when something about it has changed but the time.
  private func show(_ progress: ExecutionProgress, _ shown: inout [Int: String]) {
    for move in progress.moves where move.state != .pending && move.state != .notAttempted {
      let key = "\(move.state.rawValue) \(move.message ?? "")"
      guard shown[move.id] != key else { continue }
      shown[move.id] = key
      let done = progress.moves.count { $0.state == .done }
      let line = ProgressDocument.line(move, style: Console.errorStyle)
        .trimmingCharacters(in: .newlines)
      Console.error("[\(done)/\(progress.moves.count)] \(line)\(rest(progress, after: move))")
    }
  }

  /// How long the rest will take, where a move has just ended and there is a rest.
  private func rest(_ progress: ExecutionProgress, after move: MoveOutcome) -> String {
    guard move.state == .done, progress.remainingSeconds >= 1 else { return "" }
    return " - about \(Format.shortDuration(progress.remainingSeconds)) left"
  }

  // MARK: - Asking

  /// What an operator answers to a failure.
  private enum Answer {
    case retry, retryCold, skip, abort, replan

    var decision: Decision {
      switch self {
      case .retry: .retry
      case .retryCold: .retryCold
      case .skip: .skip
      case .abort, .replan: .abort
      }
    }
  }

  private static func ask() -> Answer? {
    while true {
      Console.error("retry | retry cold | skip | replan | abort | quit?")
      guard let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased() else {
        return nil
      }
      switch answer {
      case "retry": return .retry
      case "retry cold", "retry-cold": return .retryCold
      case "skip": return .skip
      case "replan": return .replan
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
        switch control.interruptions {
        case 1:
          Console.error(
            "Interrupted: nothing new starts, what runs may end. Once more to stop watching."
          )
        case 2:
          Console.error(
            "Interrupted again: what runs goes on by itself; 'rebalance resume' picks it up."
          )
        default:
          // Where the cluster does not answer there is nothing to wait for: the journal is safe.
          Foundation.exit(Failure.Status.paused.rawValue)
        }
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
