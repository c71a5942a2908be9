import ArgumentParser
import PlacementSolver

/// The flags that say how hard to look.
struct SolverArguments: ParsableArguments {
  /// A safety net for large clusters and slow machines: an optimised build needs less.
  static let safetySeconds = 10.0
  /// Pairs of VM and node up to which no net is needed, so that small plans never depend on time.
  static let smallCluster = 1_000

  @Option(help: "How to look: auto, exact, search, lns (large neighbourhoods) or greedy.")
  var solver: SolverOptions.Method = .auto

  @OptionGroup var limits: SearchLimits

  /// Whether planning takes no time worth mentioning.
  static func isSmall(_ cluster: Cluster) -> Bool {
    cluster.virtualMachines.count * cluster.nodes.count <= smallCluster
  }

  /// What was asked for, with the safety net for a large cluster.
  func options(for cluster: Cluster) -> SolverOptions {
    Self.guarded(limits.options(solver), for: cluster)
  }

  /// What counts where nothing was asked for.
  static func usual(for cluster: Cluster) -> SolverOptions {
    guarded(SolverOptions(), for: cluster)
  }

  private static func guarded(_ options: SolverOptions, for cluster: Cluster) -> SolverOptions {
    var options = options
    if options.timeLimit == nil, options.workLimit == nil, !isSmall(cluster) {
      options.timeLimit = .seconds(safetySeconds)
    }
    return options
  }
}

extension SolverOptions.Method: ExpressibleByArgument {}
