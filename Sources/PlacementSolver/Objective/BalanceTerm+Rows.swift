/// Standard deviations as rows: `σ` here is at least the tolerance, and the constant takes it off.
extension Formulation {
  /// The variables of one balanced resource.
  struct Balance {
    var lane: Int
    var deviation: MIPModel.Variable
    /// Distance from the mean and share of the squares, for each node of the balance set.
    var distance: [MIPModel.Variable]
    var share: [MIPModel.Variable]
  }

  /// The z-scores that the first tangents touch.
  ///
  /// Few, because every row slows each node of the tree down, and because the tangents at the
  /// incumbents do the rest; measured at 4 nodes × 20 VMs.
  private static let grid = [0.5, 1.0, 1.6]

  mutating func addBalance(_ lane: Int) {
    let p = problem
    let count = Double(p.balanceSet.count)
    guard count > 0 else { return }
    let name = ["cpu", "memory", "count"][lane]
    let (weight, tolerance) = (
      p.objective.balance.weight[lane], p.objective.balance.tolerance[lane]
    )
    let deviation = model.variable("sigma_\(name)", from: tolerance, cost: weight)
    model.constant -= weight * tolerance
    let mean = model.variable("mean_\(name)", from: -.infinity)
    var total = MIPModel.Expression()
    total.add(-count, mean)
    var sumOfShares = MIPModel.Expression()
    sumOfShares.add(-count, deviation)
    var entry = Balance(lane: lane, deviation: deviation, distance: [], share: [])
    definitions.append((deviation, { Self.spread(p, $0, lane).deviation }))
    definitions.append((mean, { Self.spread(p, $0, lane).mean }))
    for n in p.balanceSet {
      let scale = p.perAllocatable[n][lane]
      let load = onNode(n, fixed: p.baseLoad[n][lane] * scale) { p.load[$0][lane] * scale }
      total.add(1, load)
      let distance = model.variable("d_\(name)_\(n)", from: -.infinity)
      var definition = load
      definition.add(-1, mean)
      definition.add(-1, distance)
      model.row("distance_\(name)_\(n)", from: 0, definition, to: 0)
      let share = model.variable("t_\(name)_\(n)")
      func away(_ placement: Placement) -> Double {
        placement.utilization[n][lane] - Self.spread(p, placement, lane).mean
      }
      definitions.append((distance, away))
      definitions.append(
        (share, { away($0) * away($0) / max(1e-9, Self.spread(p, $0, lane).deviation) })
      )
      sumOfShares.add(1, share)
      entry.distance.append(distance)
      entry.share.append(share)
    }
    model.row("mean_\(name)", from: 0, total, to: 0)
    model.row("squares_\(name)", sumOfShares, to: 0)
    balance.append(entry)
    for i in entry.distance.indices {
      for z in Self.grid {
        addTangent(entry, i, z)
        addTangent(entry, i, -z)
      }
    }
  }

  private mutating func addTangent(_ entry: Balance, _ i: Int, _ z: Double) {
    var tangent = MIPModel.Expression()
    tangent.add(2 * z, entry.distance[i])
    tangent.add(-z * z, entry.deviation)
    tangent.add(-1, entry.share[i])
    model.row("tangent", tangent, to: 0)
  }

  /// Adds the tangents that touch at a placement, where the program is then exact.
  mutating func refine(at placement: Placement) {
    for entry in balance {
      let (mean, deviation) = Self.spread(problem, placement, entry.lane)
      guard deviation > 1e-9 else { continue }
      for (i, n) in problem.balanceSet.enumerated() {
        addTangent(entry, i, (placement.utilization[n][entry.lane] - mean) / deviation)
      }
    }
  }

  /// The mean, and the standard deviation where that is above the tolerance, else that.
  private static func spread(
    _ p: Problem,
    _ placement: Placement,
    _ lane: Int
  ) -> (mean: Double, deviation: Double) {
    let loads = p.balanceSet.map { placement.utilization[$0] }
    let mean = loads.reduce(.zero, +) * p.perBalanceNode
    let tolerance = p.objective.balance.tolerance[lane]
    return (mean[lane], max(tolerance, Problem.deviation(loads)[lane]))
  }
}
