import PlacementModel

@testable import PlacementChecker

/// Every moment that a live batch can have: each VM has not started, is on both nodes, or is done.
///
/// Each moment is looked at as if it were a cluster of its own, in which another actor moves those
/// in transit.
struct Interleavings {
  private let test: Case
  private let placement: [String: String]
  private let batch: [Plan.Migration]

  init(_ test: Case, _ placement: [String: String], _ batch: [Plan.Migration]) {
    self.test = test
    self.placement = placement
    self.batch = batch
  }

  /// What is worse at some moment than at the start.
  func breaches() -> [String] {
    let start = State(test.facts)
    let before = State(facts(at: nil))
    var found: [String] = []
    let moments = batch.reduce(1) { product, _ in product * 3 }
    for moment in 0..<moments {
      let state = State(facts(at: moment))
      for g in state.facts.groups.indices where state.facts.groups[g].required {
        switch state.facts.groups[g].kind {
        case .antiAffinity(let most):
          for (domain, number) in state.counted[g].counts
          where number > max(most, start.counted[g][domain]) {
            found.append("anti-affinity \(g): \(number) in domain \(domain)")
          }
        case .spread where state.excess(of: g) > start.excess(of: g):
          found.append("spread \(g): \(state.excess(of: g))")
        default: break
        }
      }
      for slot in state.requests.indices {
        guard let limit = state.facts.limits[slot], state.requests[slot] > limit else { continue }
        if state.requests[slot] > before.requests[slot] {
          found.append("requests \(state.requests[slot]) in slot \(slot)")
        }
      }
      for (q, quota) in state.facts.quotas.enumerated() {
        for (e, entry) in quota.entries.enumerated()
        where state.quotaUse[q][e] > max(entry.hard, before.quotaUse[q][e]) {
          found.append("quota \(q): \(state.quotaUse[q][e])")
        }
      }
    }
    return found
  }

  /// The cluster at a moment; before the batch where none is given.
  private func facts(at moment: Int?) -> Facts {
    var inventory = test.inventory
    var rest = moment ?? 0
    var phases: [String: Int] = [:]
    for move in batch {
      phases[move.vm] = rest % 3
      rest /= 3
    }
    for v in inventory.cluster.virtualMachines.indices {
      let name = inventory.cluster.virtualMachines[v].fullName
      if let node = placement[name] { inventory.cluster.virtualMachines[v].node = node }
      guard let move = batch.first(where: { $0.vm == name }) else { continue }
      switch phases[name] {
      case 1: inventory.cluster.virtualMachines[v].migratingTo = move.to
      case 2: inventory.cluster.virtualMachines[v].node = move.to
      default: break
      }
    }
    return Facts(inventory: inventory, goal: test.goal)
  }
}
