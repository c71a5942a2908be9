import ArgumentParser
import PlacementSolver

/// The flags that say how hard to look.
struct SolverArguments: ParsableArguments {
  @Option(help: "How to look: auto, exact, search or greedy.")
  var solver: SolverOptions.Method = .auto

  @Option(
    help: ArgumentHelp(
      "Stop looking after this long. Two runs may then differ; --work-limit is repeatable.",
      valueName: "seconds"
    )
  )
  var timeLimit: Double?

  @Option(
    help: ArgumentHelp(
      "Stop after this much work (move evaluations). The same limit gives the same bytes.",
      valueName: "n"
    )
  )
  var workLimit: Int?

  @Option(help: ArgumentHelp("Where random choices start.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws {
    if let timeLimit, !(timeLimit.isFinite && timeLimit > 0 && timeLimit < 1e9) {
      throw ValidationError("--time-limit is a number of seconds above 0.")
    }
    if let workLimit, workLimit < 1 { throw ValidationError("--work-limit is a number above 0.") }
  }

  var options: SolverOptions {
    SolverOptions(
      method: solver,
      timeLimit: timeLimit.map { .seconds($0) },
      workLimit: workLimit,
      seed: seed
    )
  }
}

extension SolverOptions.Method: ExpressibleByArgument {}
