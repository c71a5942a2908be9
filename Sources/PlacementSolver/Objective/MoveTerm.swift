import PlacementModel

/// The prices of moves: a share for each move, and one for each byte of guest memory.
enum MoveTerm {
  /// What a live move of each VM costs; O(V).
  static func livePrices(_ guestMemory: [Double], weight: Double) -> [Double] {
    let total = guestMemory.reduce(0, +)
    let once = ObjectiveConstants.priceOfAllMoves / Double(max(1, guestMemory.count))
    return guestMemory.map { memory in
      let share = total > 0 ? memory / total : 0
      return weight * (once + ObjectiveConstants.priceOfAllMemory * share)
    }
  }

  /// What a way to a node costs, in prices of a live move.
  @inline(__always)
  static func factor(_ way: Tables.Way) -> Double {
    switch way {
    case .none, .place: 0
    case .live, .stopped: 1
    case .cold, .fallback, .lastResort: ObjectiveConstants.coldFactor
    }
  }
}
