import PlacementModel

/// The prices of moves.
extension Facts {
  /// What moves cost in all.
  func prices(of moves: [(vm: Int, type: Plan.MigrationType)]) -> Double {
    TermWeights(goal)[.moves] * moves.reduce(0) { $0 + price(of: $1.vm, $1.type) }
  }

  /// The price of a move, at a weight of 1.
  private func price(of vm: Int, _ type: Plan.MigrationType) -> Double {
    if type == .place || vms.isEmpty { return 0 }
    let memory = vms[vm].guest[.memory].value
    let share = totalGuestMemory > 0 ? memory / totalGuestMemory : 0
    let once =
      ObjectiveConstants.priceOfAllMoves / Double(vms.count)
      + ObjectiveConstants.priceOfAllMemory * share
    let factor = policy.workloads[vms[vm].workload.rawValue]?.price ?? 1
    return factor * (type == .cold && active[vm] ? ObjectiveConstants.coldFactor * once : once)
  }
}
