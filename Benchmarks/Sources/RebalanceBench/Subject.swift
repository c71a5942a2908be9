import PlacementIO
import PlacementSolver

/// What is planned for: the clusters of one size and kind, or the one in a file.
struct Subject {
  /// The kind of cluster, or the scenario's name.
  var kind: String
  var size: ClusterSize
  /// The task for a seed.
  var scenario: (UInt64) -> Scenario

  static func synthetic(sizes: [ClusterSize], kinds: [SyntheticCluster.Kind]) -> [Subject] {
    sizes.flatMap { size in
      kinds.map { kind in
        Subject(kind: kind.rawValue, size: size) { seed in
          SyntheticCluster(
            kind: kind,
            nodes: size.nodes,
            virtualMachines: size.virtualMachines,
            seed: seed
          ).scenario()
        }
      }
    }
  }

  static func files(_ paths: [String]) throws(InputError) -> [Subject] {
    var subjects: [Subject] = []
    for path in paths {
      let scenario = try Scenario(contentsOfFile: path)
      let cluster = scenario.inventory.cluster
      subjects.append(
        Subject(
          kind: scenario.name,
          size: ClusterSize(
            nodes: cluster.nodes.count,
            virtualMachines: cluster.virtualMachines.count
          ),
          scenario: { _ in scenario }
        )
      )
    }
    return subjects
  }
}
