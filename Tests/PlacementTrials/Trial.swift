import PlacementModel
import PlacementOracle

/// A cluster and a goal, to be planned for.
public struct Trial: Sendable, Hashable {
  /// The cluster, rules and limits.
  public var inventory: Inventory
  /// What is wanted.
  public var goal: Goal

  /// Creates a trial.
  public init(inventory: Inventory, goal: Goal) {
    self.inventory = inventory
    self.goal = goal
  }

  /// The random tiny cluster of a seed.
  public init(seed: UInt64) {
    let drawn = RandomCase(seed: seed)
    self.init(inventory: drawn.inventory, goal: drawn.goal)
  }

  /// The cluster after a plan was carried out.
  public func carriedOut(_ plan: Plan) -> Trial {
    var trial = self
    var place: [String: String] = [:]
    for move in plan.migrations { place[move.vm] = move.to }
    for i in trial.inventory.cluster.virtualMachines.indices {
      let name = trial.inventory.cluster.virtualMachines[i].fullName
      guard let node = place[name] else { continue }
      let vm = trial.inventory.cluster.virtualMachines[i]
      // Measured use moves along.
      for (n, sign) in [(vm.node, -1), (node, 1)] where vm.isActive {
        guard let at = trial.inventory.cluster.nodes.firstIndex(where: { $0.name == n }),
          var usage = trial.inventory.cluster.nodes[at].usage
        else { continue }
        for resource in [ResourceName.cpu, .memory] {
          usage[resource].billionths += Int128(sign) * vm.usage[resource].billionths
        }
        trial.inventory.cluster.nodes[at].usage = usage
      }
      trial.inventory.cluster.virtualMachines[i].node = node
    }
    return trial
  }
}
