import ArgumentParser
import PlacementSolver

/// The flags that say when to stop looking, and where random choices start.
struct SearchLimits: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Stop looking after this long; two runs may then differ. Without any limit, 'plan' stops after \
      \(Int(SolverArguments.safetySeconds)) s where VMs × nodes exceed \(SolverArguments.smallCluster).
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

  /// Options for one way of looking.
  func options(_ method: SolverOptions.Method) -> SolverOptions {
    SolverOptions(
      method: method,
      timeLimit: timeLimit.map { .seconds($0) },
      workLimit: workLimit,
      seed: seed
    )
  }
}
