import ArgumentParser
import PlacementSolver

/// The flags that say how hard to look.
struct SolverArguments: ParsableArguments {
  /// Long enough for what an optimised build does by default; a safety net for others.
  static let defaultSeconds = 10.0

  @Option(help: "How to look: auto, exact, search or greedy.")
  var solver: SolverOptions.Method = .auto

  @Option(
    help: ArgumentHelp(
      """
      Stop looking after this long; two runs may then differ. Default: \(Int(Self.defaultSeconds)), \
      unless --work-limit is given.
      """,
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
    let seconds = timeLimit ?? (workLimit == nil ? Self.defaultSeconds : nil)
    return SolverOptions(
      method: solver,
      timeLimit: seconds.map { .seconds($0) },
      workLimit: workLimit,
      seed: seed
    )
  }
}

extension SolverOptions.Method: ExpressibleByArgument {}
