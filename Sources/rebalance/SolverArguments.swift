import ArgumentParser
import PlacementSolver

/// The flags that say how hard to look.
struct SolverArguments: ParsableArguments {
  /// A safety net for large clusters and slow machines: an optimised build needs less.
  static let safetySeconds = 10.0
  /// Pairs of VM and node up to which no net is needed, so that small plans never depend on time.
  static let smallCluster = 1_000

  @Option(help: "How to look: auto, exact, search or greedy.")
  var solver: SolverOptions.Method = .auto

  @Option(
    help: ArgumentHelp(
      """
      Stop looking after this long; two runs may then differ. Without any limit, 'plan' stops after \
      \(Int(Self.safetySeconds)) s where VMs × nodes exceed \(Self.smallCluster).
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

  /// What was asked for, and nothing else.
  var options: SolverOptions {
    SolverOptions(
      method: solver,
      timeLimit: timeLimit.map { .seconds($0) },
      workLimit: workLimit,
      seed: seed
    )
  }

  /// What was asked for, with the safety net for a large cluster.
  func options(for cluster: Cluster) -> SolverOptions {
    var options = options
    let pairs = cluster.virtualMachines.count * cluster.nodes.count
    if timeLimit == nil, workLimit == nil, pairs > Self.smallCluster {
      options.timeLimit = .seconds(Self.safetySeconds)
    }
    return options
  }
}

extension SolverOptions.Method: ExpressibleByArgument {}
