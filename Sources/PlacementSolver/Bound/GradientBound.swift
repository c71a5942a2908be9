import Foundation
import PlacementModel

/// A proven lower bound on the objective of every legal placement, from one direction a resource.
///
/// A standard deviation is `max { gᵀu : Σ gₙ = 0, ‖g‖ ≤ 1/√N }`. Any such g gives a bound that is
/// linear in the placement, so each VM's least contribution can be taken by itself:
/// `Σ_r w_r·g_r·base + Σ_v min_n (Σ_r w_r·g[n,r]·load[v,r]/size[n,r] + price + preferences)`.
/// Capacity and rules on several VMs are left out, which only lowers it. The directions are
/// improved by gradient steps on a smoothed minimum; the bound is valid after each of them.
struct GradientBound {
  let problem: Problem
  /// Whether forced VMs may stay and waiting ones be left out, because not all can be helped.
  var allowsStuck = false
  /// How many steps the directions are improved.
  var steps = 60

  private struct Option {
    var node: Int
    var cost: Double
  }

  /// The best bound found, never below 0. O(steps·V·N).
  func value(near placement: Placement, _ budget: inout Budget) -> Double {
    let p = problem
    let count = p.balanceSet.count
    guard count > 0 else { return 0 }
    let options = self.options
    var direction = p.balanceSet.map { placement.utilization[$0] }
    project(&direction)
    var best = 0.0
    var bestDirection = direction
    let pairs = options.reduce(0) { $0 + $1.count }
    // A step changes the bound by about its length times the imbalance that it leaves.
    var stride = 0.5 / Double(count).squareRoot()
    for step in 0..<steps where !budget.isExhausted {
      budget.spend(pairs)
      let warmth = 0.02 / Double(step + 2)
      let (bound, slope) = evaluate(direction, options, warmth: warmth / Double(max(1, p.vmCount)))
      if bound > best {
        best = bound
        bestDirection = direction
      } else {
        stride *= 0.85
        direction = bestDirection
      }
      let norm = (slope.reduce(Problem.Load.zero) { $0 + $1 * $1 }).squareRoot()
      let scale = (stride / pointwiseMax(norm, Problem.Load(repeating: 1e-12)))
      for i in direction.indices { direction[i] += slope[i] * scale }
      project(&direction)
    }
    return best
  }

  /// What each VM may do: the nodes of the balance set it may be on, with their fixed costs.
  private var options: [[Option]] {
    let p = problem
    var position = [Int](repeating: -1, count: p.nodeCount)
    for (i, n) in p.balanceSet.enumerated() { position[n] = i }
    return (0..<p.vmCount).map { v in
      guard p.isActive(v) else { return [] }
      let home = Int(p.start[v])
      var options: [Option] = []
      if home >= 0, p.role[v] != .forced || allowsStuck {
        options.append(Option(node: position[home], cost: p.stayCost(v, home)))
      }
      if home < 0, allowsStuck { options.append(Option(node: -1, cost: 0)) }
      guard p.role[v] != .frozen else { return options }
      for (i, n) in p.balanceSet.enumerated() {
        guard let move = p.move(v, to: n) else { continue }
        options.append(Option(node: i, cost: move.price + p.stayCost(v, n)))
      }
      return options
    }
  }

  /// Makes every lane sum to 0 and gives it length 1/√N.
  private func project(_ direction: inout [Problem.Load]) {
    let mean = direction.reduce(.zero, +) / Double(direction.count)
    var squares = Problem.Load.zero
    for i in direction.indices {
      direction[i] -= mean
      squares += direction[i] * direction[i]
    }
    let length = (squares * Double(direction.count)).squareRoot()
    let scale = (1 / length).replacing(with: 0, where: length .< 1e-12)
    for i in direction.indices { direction[i] *= scale }
  }

  /// The bound that a direction gives, and how a smoothed one changes with the direction.
  private func evaluate(
    _ direction: [Problem.Load], _ options: [[Option]], warmth: Double
  ) -> (bound: Double, slope: [Problem.Load]) {
    let p = problem
    var total = 0.0
    var savings: [Double] = []
    let limited = p.maxMigrations < .max
    var slope = [Problem.Load](repeating: .zero, count: direction.count)
    // The price of a unit of load on each node.
    let unit = p.balanceSet.enumerated().map { i, n in
      p.weight * direction[i] * p.perAllocatable[n]
    }
    for (i, n) in p.balanceSet.enumerated() {
      total += (unit[i] * p.baseLoad[n]).sum()
      slope[i] += p.weight * p.baseLoad[n] * p.perAllocatable[n]
    }
    var costs: [Double] = []
    for v in options.indices where !options[v].isEmpty {
      costs.removeAll(keepingCapacity: true)
      var least = Double.infinity
      for option in options[v] {
        let load = option.node >= 0 ? (unit[option.node] * p.load[v]).sum() : 0
        costs.append(load + option.cost)
        least = min(least, load + option.cost)
      }
      if limited && p.role[v] == .movable {
        // Staying is the first option; moving saves the difference.
        total += costs[0]
        savings.append(costs[0] - least)
      } else {
        total += least
      }
      var weights = 0.0
      for cost in costs { weights += exp((least - cost) / warmth) }
      for (option, cost) in zip(options[v], costs) where option.node >= 0 {
        let share = exp((least - cost) / warmth) / weights
        guard share > 1e-6 else { continue }
        slope[option.node] +=
          share * p.weight * p.load[v] * p.perAllocatable[p.balanceSet[option.node]]
      }
    }
    if limited {
      let forced = p.role.count { $0 == .forced }
      let free = max(0, p.migrationLimit - forced)
      total -= savings.sorted(by: >).prefix(free).reduce(0, +)
    }
    return (total, slope)
  }
}
