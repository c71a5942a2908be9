import Foundation
import PlacementModel

/// A proven lower bound on the objective of every legal placement, from one direction a resource.
///
/// A standard deviation is `max { gᵀu : Σ gₙ = 0, ‖g‖ ≤ 1/√N }`. Any such g gives a bound that is
/// linear in the placement, so each VM's least contribution can be taken by itself:
/// `Σ_r w_r·g_r·base + Σ_v min_n (Σ_r w_r·g[n,r]·load[v,r]/size[n,r] + price + preferences)`.
/// Capacity, rules on several VMs and what makes a move dearer are left out, which only lowers it.
/// The directions are improved by gradient steps on a smoothed minimum; the bound is valid after
/// each of them.
struct GradientBound {
  let problem: Problem
  /// Whether forced VMs may stay and waiting ones be left out, because not all can be helped.
  var allowsStuck = false
  /// About how many pairs of VM and node are looked at in all.
  var effort = 60_000_000

  /// What a VM may do, by eligibility class: the nodes of the balance set that take it in.
  private struct Reach {
    /// Positions in the balance set.
    var nodes: [Int] = []
    var stayCosts: [Double] = []
  }

  /// The best bound found, never below 0.
  ///
  /// O(effort).
  func value(near placement: Placement) -> Double {
    let p = problem
    let count = p.balanceSet.count
    guard count > 0 else { return 0 }
    var direction = p.balanceSet.map { placement.utilization[$0] }
    project(&direction)
    var best = -Double.infinity
    var bestDirection = direction
    let steps = min(150, max(3, effort / max(1, p.vmCount * count)))
    var stride = 0.5 / Double(count).squareRoot()
    var warmth = 1.0 / Double(max(1, p.vmCount))
    for _ in 0..<steps {
      let (bound, slope) = evaluate(direction, warmth: 0.02 * warmth)
      if bound > best {
        best = bound
        bestDirection = direction
      } else {
        // Too far: back to the best one, with a shorter step.
        stride *= 0.8
        direction = bestDirection
      }
      warmth *= 0.97
      let length = (slope.reduce(Problem.Load.zero) { $0 + $1 * $1 }).squareRoot()
      let scale = stride / pointwiseMax(length, Problem.Load(repeating: 1e-12))
      for i in direction.indices { direction[i] += slope[i] * scale }
      project(&direction)
    }
    return max(0, best)
  }

  /// Makes every lane sum to 0, and at most 1/√N long.
  private func project(_ direction: inout [Problem.Load]) {
    let mean = direction.reduce(.zero, +) / Double(direction.count)
    var squares = Problem.Load.zero
    for i in direction.indices {
      direction[i] -= mean
      squares += direction[i] * direction[i]
    }
    let length = (squares * Double(direction.count)).squareRoot()
    let scale = 1 / pointwiseMax(length, Problem.Load(repeating: 1))
    for i in direction.indices { direction[i] *= scale }
  }

  /// The bound that a direction gives, and how a smoothed one changes with the direction.
  private func evaluate(
    _ direction: [Problem.Load],
    warmth: Double
  ) -> (bound: Double, slope: [Problem.Load]) {
    let p = problem
    var total = 0.0
    var savings: [Double] = []
    let limited = p.maxMigrations < .max
    var slope = [Problem.Load](repeating: .zero, count: direction.count)
    // The price of a unit of load on each node; outside the balance set it is free.
    let unit = p.balanceSet.enumerated().map { i, n in
      p.weight * direction[i] * p.perAllocatable[n]
    }
    for (i, n) in p.balanceSet.enumerated() {
      total += (unit[i] * p.baseLoad[n]).sum()
      slope[i] += p.weight * p.baseLoad[n] * p.perAllocatable[n]
    }
    var reach: [Int32: Reach] = [:]
    var costs: [Double] = []
    for v in 0..<p.vmCount where p.isActive(v) {
      let kind = p.eligibility.classOf[v]
      if reach[kind] == nil { reach[kind] = self.reach(of: v) }
      guard let nodes = reach[kind] else { continue }
      let stays = stayCost(v, unit)
      costs.removeAll(keepingCapacity: true)
      var least = stays ?? .infinity
      if p.role[v] != .frozen {
        // The cheapest that a move of this VM can be, whatever the node.
        let price = p.start[v] < 0 ? 0 : p.price[v]
        for (i, cost) in zip(nodes.nodes, nodes.stayCosts) {
          costs.append((unit[i] * p.load[v]).sum() + cost + price)
          least = min(least, costs[costs.count - 1])
        }
      }
      guard least < .infinity else { continue }
      if limited, p.role[v] == .movable, let stays {
        total += stays
        savings.append(stays - least)
      } else {
        total += least
      }
      spread(v, stays, costs, nodes.nodes, least, warmth, &slope)
    }
    if limited {
      let forced = p.role.count { $0 == .forced }
      let free = max(0, p.migrationLimit - forced)
      total -= savings.sorted(by: >).prefix(free).reduce(0, +)
    }
    return (total, slope)
  }

  /// The nodes that take VMs of a class in.
  private func reach(of vm: Int) -> Reach {
    let p = problem
    var reach = Reach()
    for (i, n) in p.balanceSet.enumerated() {
      var obstacles = p.eligibility.obstacles[p.eligibility.index(vm, n)]
      obstacles.remove(.liveCPUModel)
      guard obstacles.isEmpty else { continue }
      reach.nodes.append(i)
      reach.stayCosts.append(p.stayCost(vm, n))
    }
    return reach
  }

  /// What a VM contributes where it is; `nil` where it may not stay.
  private func stayCost(_ v: Int, _ unit: [Problem.Load]) -> Double? {
    let p = problem
    let home = Int(p.start[v])
    guard home >= 0 else { return allowsStuck || p.role[v] == .frozen ? 0 : nil }
    guard p.role[v] != .forced || allowsStuck else { return nil }
    let i = p.balancePosition[home]
    return (i >= 0 ? (unit[i] * p.load[v]).sum() : 0) + p.stayCost(v, home)
  }

  /// Adds a VM to the slope, on its cheapest nodes in proportion to how cheap they are.
  private func spread(
    _ v: Int,
    _ stays: Double?,
    _ costs: [Double],
    _ nodes: [Int],
    _ least: Double,
    _ warmth: Double,
    _ slope: inout [Problem.Load]
  ) {
    let p = problem
    let home = Int(p.start[v])
    let stay = stays.map { exp(max(-40, (least - $0) / warmth)) } ?? 0
    var weights = stay
    let near = least + 14 * warmth
    for cost in costs where cost < near { weights += exp((least - cost) / warmth) }
    func add(_ i: Int, _ share: Double) {
      slope[i] += share * p.weight * p.load[v] * p.perAllocatable[p.balanceSet[i]]
    }
    if home >= 0, p.balancePosition[home] >= 0 { add(p.balancePosition[home], stay / weights) }
    for (i, cost) in zip(nodes, costs) where cost < near {
      add(i, exp((least - cost) / warmth) / weights)
    }
  }
}
