import PlacementModel

extension Relaxation {
  private static let lanes = 8
  private static let pairsWithLimits = 5_000_000

  /// Turns a task into its relaxation.
  ///
  /// - Parameters:
  ///   - stuck: How many VMs may be left on drained nodes or without a node.
  ///   - voluntary: How many moves there may be of VMs outside the scope; none keeps them where
  ///     they are.
  init(_ p: Problem, stuck: Int, voluntary: Int = .max) {
    nodeCount = p.balanceSet.count
    let objective = p.objective
    weight = Vector(lowHalf: objective.balance.weight, highHalf: .zero)
    tolerance = Vector(lowHalf: objective.balance.tolerance, highHalf: .zero)
    // In large clusters no single limit matters enough to look at every node for it.
    rows = p.vmCount * nodeCount > Self.pairsWithLimits ? [] : Self.rows(p)
    let (rows, start) = (rows, Placement(p))
    var scale: [Vector] = []
    var limit: [Vector] = []
    var charge: [Vector] = []
    for n in p.balanceSet {
      var (unit, most, price) = (Vector.zero, Vector.zero, Vector.zero)
      for lane in 0..<3 where weight[lane] > 0 { unit[lane] = p.perAllocatable[n][lane] }
      for (i, row) in rows.enumerated() {
        let lane = 3 + i
        switch row {
        case .request(let resource):
          let k = n * p.resourceCount + resource
          guard p.limit[k] > 0, p.limit[k] < .max else { continue }
          unit[lane] = 1 / Double(p.limit[k])
          most[lane] = 1
          // Being over a limit from the start is a matter of levels: here it is free.
          price[lane] = start.used[k] > p.limit[k] ? 0 : .infinity
        case .peak(let source):
          unit[lane] = p.perAllocatable[n][source]
          most[lane] = objective.peaks.threshold[source]
          price[lane] = objective.peaks.price
        case .burst(let source):
          unit[lane] = p.perAllocatable[n][source]
          most[lane] = objective.bursts.average[source]
          price[lane] = objective.bursts.price
        }
      }
      scale.append(unit)
      limit.append(most)
      charge.append(price)
    }
    self.scale = scale
    self.limit = limit
    self.charge = charge
    base = p.balanceSet.indices.map { i in
      Self.amount(p, rows, p.baseLoad[p.balanceSet[i]], burst: .zero) {
        p.baseRequests[p.balanceSet[i] * p.resourceCount + $0]
      }
        * scale[i]
    }
    constant = -objective.balance.offset
    var left = stuck
    (choices, kinds) = ([], [])
    var isOpen = false
    var book: [KindKey: Int32] = [:]
    for v in 0..<p.vmCount where p.isActive(v) {
      let home = Int(p.start[v])
      let place = home >= 0 ? p.balancePosition[home] : -1
      let burst = objective.bursts.isCharged ? objective.bursts.amounts[v] : .zero
      let amount = Self.amount(p, rows, p.load[v], burst: burst) {
        p.requests[v * p.resourceCount + $0]
      }
      let stay = home >= 0 ? p.stayCost(v, home) : 0
      let isFixed = p.role[v] == .frozen || voluntary == 0 && p.duty(of: v) == .stay
      let kind = isFixed ? nil : Self.kind(of: v, p, &book, &kinds)
      guard let kind, !kinds[Int(kind)].nodes.isEmpty else {
        if p.role[v] == .forced || p.role[v] == .unplaced { left -= 1 }
        constant += stay
        if place >= 0 { base[place] += amount * scale[place] }
        continue
      }
      let mayStay = p.role[v] == .movable
      if mayStay, place < 0 { isOpen = true }
      choices.append(
        Choice(
          vm: Int32(v),
          kind: kind,
          home: Int32(place),
          role: p.role[v],
          amount: amount,
          price: p.role[v] == .unplaced ? 0 : p.price[v],
          stay: stay
        )
      )
    }
    stuckLimit = max(0, left)
    // What must move, stopped VMs too, takes its part of the limit; what is stuck leaves it to others.
    let forced = choices.count { $0.role == .forced } + p.role.count { $0 == .idleForced }
    moveLimit =
      p.maxMigrations == .max ? .max : max(0, p.maxMigrations - max(0, forced - stuckLimit))
    hasFixedMean =
      !isOpen && stuckLimit == 0
      && (0..<3).allSatisfy { lane in
        objective.balance.weight[lane] <= 0
          || scale.allSatisfy { $0[lane] == scale[0][lane] }
      }
  }

  /// The resources whose limits are most likely to matter, as many as there is room for.
  private static func rows(_ p: Problem) -> [Row] {
    var rows: [Row] = p.objective.peaks.isCharged ? [.peak(lane: 0), .peak(lane: 1)] : []
    if p.objective.bursts.isCharged { rows += [.burst(lane: 0), .burst(lane: 1)] }
    var fills: [(resource: Int, fill: Double)] = []
    for r in 0..<p.resourceCount {
      var (used, room) = (0.0, 0.0)
      for n in p.balanceSet where p.limit[n * p.resourceCount + r] < .max {
        used += Double(p.baseRequests[n * p.resourceCount + r])
        room += Double(p.limit[n * p.resourceCount + r])
      }
      for v in 0..<p.vmCount where p.isActive(v) {
        used += Double(p.requests[v * p.resourceCount + r])
      }
      if used > 0, room > 0 { fills.append((r, used / room)) }
    }
    fills.sort { ($1.fill, $0.resource) < ($0.fill, $1.resource) }
    rows += fills.prefix(lanes - 3 - rows.count).map { .request(resource: $0.resource) }
    return rows
  }

  private static func amount(
    _ p: Problem,
    _ rows: [Row],
    _ load: Problem.Load,
    burst: Problem.Load,
    _ request: (Int) -> Int64
  ) -> Vector {
    var amount = Vector.zero
    for lane in 0..<3 where p.objective.balance.weight[lane] > 0 { amount[lane] = load[lane] }
    for (i, row) in rows.enumerated() {
      switch row {
      case .request(let resource): amount[3 + i] = Double(request(resource))
      case .peak(let lane): amount[3 + i] = load[lane]
      case .burst(let lane): amount[3 + i] = burst[lane]
      }
    }
    return amount
  }

  /// What decides where a VM may go and how.
  private struct KindKey: Hashable {
    var mobility: Problem.MobilityClass
    /// Requests of a VM that is too large for some nodes; `nil` for those that fit everywhere.
    var requests: [Int64]?
  }

  private static func kind(
    of v: Int,
    _ p: Problem,
    _ book: inout [KindKey: Int32],
    _ kinds: inout [Kind]
  ) -> Int32 {
    let requests = (0..<p.resourceCount).map { p.requests[v * p.resourceCount + $0] }
    func fits(_ n: Int) -> Bool {
      requests.indices.allSatisfy { r in
        let k = n * p.resourceCount + r
        return requests[r] == 0 || p.baseRequests[k] + requests[r] <= p.limit[k]
      }
    }
    let fitsAll = p.balanceSet.allSatisfy(fits)
    let key = KindKey(
      mobility: p.mobilityClass(of: v),
      requests: fitsAll ? nil : requests
    )
    if let known = book[key] { return known }
    var kind = Kind()
    for (i, n) in p.balanceSet.enumerated() {
      let way = p.way(v, to: n)
      guard way != .none, fits(n) else { continue }
      kind.nodes.append(Int32(i))
      kind.dearness.append(way.factor)
      kind.cost.append(p.stayCost(v, n))
    }
    kind.isUniform =
      kind.dearness.allSatisfy { $0 == kind.dearness[0] }
      && kind.cost.allSatisfy { $0 == kind.cost[0] }
    book[key] = Int32(kinds.count)
    kinds.append(kind)
    return Int32(kinds.count - 1)
  }
}
