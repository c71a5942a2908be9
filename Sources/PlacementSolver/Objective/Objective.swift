import PlacementModel

/// The terms of the objective for one problem, a property each.
struct Objective {
  let balance: BalanceTerm
  let peaks: PeakTerm
  let bursts: BurstTerm
  let excess: ExcessPrices

  /// The terms of a goal.
  ///
  /// - Parameters:
  ///   - weights: The weights that the goal gives them.
  ///   - start: The standard deviations at the start.
  init(
    _ goal: Goal,
    _ weights: TermWeights,
    _ inventory: Inventory,
    balanceSet: [Int],
    start: Problem.Load
  ) {
    balance = BalanceTerm(goal, weights, start: start)
    peaks = PeakTerm(weights[.peaks], inventory.policy.thresholds, nodes: balanceSet.count)
    bursts = BurstTerm(weights[.bursts], inventory, balanceSet)
    excess = ExcessPrices(weights, vmCount: inventory.cluster.virtualMachines.count)
  }

  /// About what the objective changes by when a standard deviation changes by 1; the unit of
  /// temperatures.
  func unit(nodes: Int) -> Double {
    let weight = balance.weight.sum()
    return max(weight > 0 ? weight : peaks.price * Double(nodes), 1e-9)
  }
}

extension Problem {
  /// Whether numbers of VMs are balanced, and neither cpu nor memory counts in any way.
  var balancesCountsAlone: Bool {
    let weight = objective.balance.weight
    return weight[2] > 0 && weight[0] <= 0 && weight[1] <= 0 && !objective.peaks.isCharged
      && !objective.bursts.isCharged
  }
}
