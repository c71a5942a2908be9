import ArgumentParser
import Foundation
import PlacementExecution
import PlacementIO
import PlacementSolver

/// The `rebalance` command, also `kubectl rebalance` where it is linked as `kubectl-rebalance`.
@main
struct Rebalance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebalance",
    abstract: "Plan where virtual machines should be, and the order that gets them there.",
    discussion: """
      Reads a cluster (a scenario document, or what kubectl printed), and writes a plan that is \
      checked step by step. Nothing is ever changed by planning; 'execute' carries an approved plan \
      out.

      Exit status: 0 done, also where there is nothing to do; 1 bad input; 3 the goal cannot be \
      reached; 4 carrying out paused or failed; 5 refused; 64 wrong usage.
      """,
    version: PlacementVersion.current,
    subcommands: [
      PlanCommand.self, CompareCommand.self, ShowCommand.self, ModifyCommand.self,
      ExplainCommand.self, ReviewCommand.self, VerifyCommand.self, TestCommand.self,
      ApproveCommand.self, ExecuteCommand.self, ResumeCommand.self, SnapshotCommand.self,
      MCPCommand.self,
    ]
  )

  static func main() async {
    do {
      try MemoryLimit.respect()
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      failure.lines.forEach(Console.error)
      Foundation.exit(failure.status.rawValue)
    } catch let error as InputError {
      Console.error("error: \(error)")
      Foundation.exit(Failure.Status.badInput.rawValue)
    } catch let error as PlanEditError {
      EditFailure.lines(error).forEach(Console.error)
      Foundation.exit(Failure.Status.badInput.rawValue)
    } catch let error as ExecutorError {
      Console.error("error: \(error)")
      Foundation.exit(Failure.Status.badInput.rawValue)
    } catch let error as JournalError {
      Console.error("error: \(error)")
      Foundation.exit(Failure.Status.badInput.rawValue)
    } catch let refusal as RunRefusal {
      for remark in refusal.remarks { Console.error("warning: \(remark)") }
      Console.error("error: \(refusal)")
      Foundation.exit(Failure.Status.refused.rawValue)
    } catch let error as PlanningError {
      Console.error("error: \(error)")
      Foundation.exit(Failure.Status.badInput.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}

/// Why a command ends without success.
struct Failure: Error {
  /// The exit status.
  enum Status: Int32 {
    case badInput = 1
    case infeasible = 3
    case paused = 4
    case refused = 5
    case usage = 64
  }

  var status: Status
  /// What to say on standard error.
  var lines: [String]

  init(_ status: Status, _ lines: String...) {
    self.status = status
    self.lines = lines
  }

  init(_ status: Status, lines: [String]) {
    self.status = status
    self.lines = lines
  }
}
