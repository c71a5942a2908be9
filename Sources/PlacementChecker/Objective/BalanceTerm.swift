import PlacementModel

/// A standard deviation over the balance set above its tolerance, as a share of what it was.
struct BalanceTerm {
  let name: TermName
  /// Which of the measured standard deviations it is about: cpu, memory, count.
  let lane: Int
  private let weight: Double
  private let tolerance: Double
  private let floor: Double

  /// The terms of a goal; one that weighs nothing is left out.
  static func terms(_ goal: Goal) -> [BalanceTerm] {
    let weights = TermWeights(goal)
    let all = [
      BalanceTerm(
        name: .balanceCPU,
        lane: 0,
        weight: weights[.balanceCPU],
        tolerance: goal.tolerance.cpu,
        floor: ObjectiveConstants.utilisationFloor
      ),
      BalanceTerm(
        name: .balanceMemory,
        lane: 1,
        weight: weights[.balanceMemory],
        tolerance: goal.tolerance.memory,
        floor: ObjectiveConstants.utilisationFloor
      ),
      BalanceTerm(
        name: .balanceCount,
        lane: 2,
        weight: weights[.balanceCount],
        tolerance: goal.tolerance.count,
        floor: ObjectiveConstants.countFloor
      ),
    ]
    return all.filter { $0.weight > 0 }
  }

  /// The term, with a standard deviation now and at the start.
  func value(_ now: Double, start: Double) -> Double {
    weight * max(0, now - tolerance) / max(start - tolerance, floor)
  }
}
