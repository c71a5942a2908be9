import PlacementModel

/// A planning task as a mixed-integer linear program.
///
/// `x[v,n]` is 1 where VM v ends on node n; pairs that rules on one VM and one node forbid have no
/// variable. The standard deviation σ of a resource is bounded from below by tangents of
/// t·σ ≥ d², t a node's share of the squares and d its distance from the mean:
/// `t ≥ 2a·d − a²·σ` for z-scores a, `Σ t ≤ N·σ`. Each tangent is valid for every placement, so
/// the program's bound is one on the true objective; more tangents only sharpen it.
struct Formulation {
  let problem: Problem
  var model = MIPModel()
  /// The variables of each VM: node and variable; node -1 stands for being placed nowhere.
  private(set) var choices: [[(node: Int, variable: MIPModel.Variable)]]
  private var balance: [Balance] = []
  /// Whether an owner of a preferred group shares its domain with whom it should not.
  var companies: [Int: [Int: MIPModel.Variable]] = [:]
  /// What each variable but those of ``choices`` is worth at a placement.
  var definitions: [(variable: MIPModel.Variable, value: (Placement) -> Double)] = []

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

  init(_ problem: Problem) {
    self.problem = problem
    choices = Array(repeating: [], count: problem.vmCount)
    addChoices()
    addCapacity()
    addMigrationLimit()
    addDowntimeLimit()
    for lane in 0..<3 where problem.weight[lane] > 0 { addBalance(lane) }
    if problem.chargesPeaks { addPeaks() }
    if !problem.burst.isEmpty { addBursts() }
    for g in problem.groups.indices { addGroup(g) }
    addCosts()
  }

  // MARK: Where VMs go

  private mutating func addChoices() {
    let p = problem
    for v in 0..<p.vmCount {
      let home = Int(p.start[v])
      guard p.role[v] != .frozen, p.role[v] != .idle else { continue }
      var sum = MIPModel.Expression()
      // Staying is always a choice; for who must leave it costs more than anything else.
      let stays = model.binary(
        "x_\(p.names[v])_stays",
        cost: p.role[v] == .movable ? 0 : Problem.stuckPenalty
      )
      choices[v].append((home, stays))
      sum.add(1, stays)
      for n in p.balanceSet {
        guard let move = p.move(v, to: n) else { continue }
        let x = model.binary(
          "x_\(p.names[v])_\(p.inventory.cluster.nodes[n].name)",
          cost: move.price + move.penalty
        )
        choices[v].append((n, x))
        sum.add(1, x)
      }
      model.row("one_\(p.names[v])", from: 1, sum, to: 1)
    }
  }

  private mutating func addCosts() {
    let p = problem
    for v in 0..<p.vmCount where p.isActive(v) {
      if choices[v].isEmpty, p.start[v] >= 0 {
        model.constant += p.stayCost(v, Int(p.start[v]))
      }
      for (n, x) in choices[v] where n >= 0 { model.charge(p.stayCost(v, n), x) }
    }
  }

  private mutating func addMigrationLimit() {
    let p = problem
    guard p.maxMigrations < .max else { return }
    var moved = MIPModel.Expression()
    for v in 0..<p.vmCount where p.start[v] >= 0 {
      for (n, x) in choices[v] where n != Int(p.start[v]) { moved.add(1, x) }
    }
    model.row("maxMigrations", moved, to: Double(p.maxMigrations))
  }

  private mutating func addDowntimeLimit() {
    let p = problem
    guard let most = p.goal.maxDowntime, p.downtimeLimit < .max else { return }
    var down = MIPModel.Expression()
    for v in 0..<p.vmCount where p.isActive(v) && p.start[v] >= 0 {
      for (n, x) in choices[v] where p.way(v, to: n).isDown && n != Int(p.start[v]) {
        down.add(p.inventory.policy.migration.coldDowntime, x)
      }
    }
    model.row("maxDowntime", down, to: most * (1 + 1e-9))
  }

  /// What a node carries, as a function of the choices; stopped VMs carry nothing.
  func onNode(_ n: Int, fixed: Double, _ amount: (Int) -> Double) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    sum.constant = fixed
    for v in 0..<problem.vmCount where problem.isActive(v) {
      let value = amount(v)
      guard value != 0 else { continue }
      if choices[v].isEmpty {
        if Int(problem.start[v]) == n { sum.constant += value }
      } else {
        for (node, x) in choices[v] where node == n { sum.add(value, x) }
      }
    }
    return sum
  }

  // MARK: Capacity

  private mutating func addCapacity() {
    let p = problem
    let start = Placement(p)
    for n in 0..<p.nodeCount {
      let isOverfull = start.isOverfull(p, n)
      // 1 once an overfull node fits and may take VMs in.
      let fits = isOverfull ? model.binary("fits_\(n)") : nil
      if let fits { definitions.append((fits, { $0.isOverfull(p, n) ? 0 : 1 })) }
      for r in 0..<p.resourceCount {
        addCapacity(n, r, fits, used: start.used[n * p.resourceCount + r])
      }
      guard let fits else { continue }
      for v in 0..<p.vmCount where Int(p.start[v]) != n {
        for (node, x) in choices[v] where node == n {
          var arrival = MIPModel.Expression()
          arrival.add(1, x)
          arrival.add(-1, fits)
          model.row("closed_\(n)_\(p.names[v])", arrival, to: 0)
        }
      }
    }
  }

  private mutating func addCapacity(
    _ n: Int,
    _ r: Int,
    _ fits: MIPModel.Variable?,
    used: Int64
  ) {
    let p = problem
    let limit = p.limit[n * p.resourceCount + r]
    guard limit < .max else { return }
    let base = p.baseRequests[n * p.resourceCount + r]
    func request(_ v: Int) -> Int64 { p.requests[v * p.resourceCount + r] }
    // In multiples of the greatest common divisor, so that one unit too many is no rounding error.
    var unit: Int64 = 0
    var possible = base
    var room = limit - base
    var largestStopped: Int64 = 0
    for v in 0..<p.vmCount {
      if !p.isActive(v) {
        if choices[v].contains(where: { $0.node == n }) {
          largestStopped = max(largestStopped, request(v))
        }
      } else if choices[v].isEmpty {
        if Int(p.start[v]) == n {
          room -= request(v)
          possible += request(v)
        }
      } else if choices[v].contains(where: { $0.node == n }) {
        unit = gcd(unit, request(v))
        possible += request(v)
      }
    }
    guard possible + largestStopped > limit else { return }
    unit = max(unit, 1)
    let name = "\(p.resources[r])_\(n)"
    let sum = onNode(n, fixed: 0) { self.choices[$0].isEmpty ? 0 : Double(request($0) / unit) }
    // Over the limit by no more than at the start, and by nothing once the node takes VMs in.
    var slack = MIPModel.Expression()
    if let fits, used > limit {
      let scale = Double(unit)
      let excess = Double(used - limit) / scale
      let over = model.variable("over_\(name)", cost: limit > 0 ? scale / Double(limit) : 0)
      let i = n * p.resourceCount + r
      definitions.append((over, { Double(max(0, $0.used[i] - limit)) / scale }))
      var opens = MIPModel.Expression()
      opens.add(1, over)
      opens.add(excess, fits)
      model.row("opens_\(name)", opens, to: excess)
      var exact = sum
      exact.add(-1, over)
      model.row("limit_\(name)", exact, to: Double(room) / scale)
      if limit == 0 { addNothingLeft(name, sum, i, room: room) }
      slack.constant = excess
      slack.add(-excess, fits)
    } else {
      model.row("limit_\(name)", sum, to: Double(floorDivide(room, unit)))
    }
    addStopped(n, r, sum, unit: unit, free: Double(floorDivide(room, unit)), slack)
  }

  /// A resource with limit 0 costs 1 while anything of it is requested.
  private mutating func addNothingLeft(
    _ name: String,
    _ sum: MIPModel.Expression,
    _ i: Int,
    room: Int64
  ) {
    if room < 0 {
      model.constant += 1
      return
    }
    let any = model.binary("any_\(name)", cost: 1)
    definitions.append((any, { $0.used[i] > 0 ? 1 : 0 }))
    for term in sum.terms {
      var demand = MIPModel.Expression()
      demand.add(1, term.variable)
      demand.add(-1, any)
      model.row("any_\(name)", demand, to: 0)
    }
  }

  /// A stopped VM goes where it could start: by itself it fits besides what runs there.
  private mutating func addStopped(
    _ n: Int,
    _ r: Int,
    _ sum: MIPModel.Expression,
    unit: Int64,
    free: Double,
    _ slack: MIPModel.Expression
  ) {
    let p = problem
    for v in 0..<p.vmCount where p.role[v] == .idleForced {
      let request = p.requests[v * p.resourceCount + r]
      for (node, x) in choices[v] where node == n && node != Int(p.start[v]) {
        var besides = sum
        besides.add((Double(request) / Double(unit)).rounded(.up), x)
        besides.add(-1, slack)
        model.row("starts_\(p.names[v])_\(n)_\(r)", besides, to: free)
      }
    }
  }

  // MARK: Balance

  private mutating func addBalance(_ lane: Int) {
    let p = problem
    let count = Double(p.balanceSet.count)
    guard count > 0 else { return }
    let name = ["cpu", "memory", "count"][lane]
    let deviation = model.variable("sigma_\(name)", cost: p.weight[lane])
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

  private static func spread(
    _ p: Problem,
    _ placement: Placement,
    _ lane: Int
  ) -> (mean: Double, deviation: Double) {
    let loads = p.balanceSet.map { placement.utilization[$0] }
    let mean = loads.reduce(.zero, +) * p.perBalanceNode
    return (mean[lane], Problem.deviation(loads)[lane])
  }

  private mutating func addPeaks() {
    let p = problem
    for n in p.balanceSet {
      for lane in 0..<2 {
        let scale = p.perAllocatable[n][lane]
        var above = onNode(n, fixed: p.baseLoad[n][lane] * scale) { p.load[$0][lane] * scale }
        let peak = model.variable("peak_\(lane)_\(n)", cost: 5 * p.perBalanceNode)
        definitions.append((peak, { max(0, $0.utilization[n][lane] - p.peak[lane]) }))
        above.add(-1, peak)
        model.row("peak_\(lane)_\(n)", above, to: p.peak[lane])
      }
    }
  }

  /// What the bursts on a node exceed the average by.
  private mutating func addBursts() {
    let p = problem
    for n in p.balanceSet {
      for lane in 0..<2 {
        let scale = p.perAllocatable[n][lane]
        let share = p.burstShare[lane]
        var above = onNode(n, fixed: 0) { p.burst[$0][lane] * scale }
        let burst = model.variable("burst_\(lane)_\(n)", cost: 5 * p.perBalanceNode)
        definitions.append((burst, { max(0, $0.burst[n][lane] - share) }))
        above.add(-1, burst)
        model.row("burst_\(lane)_\(n)", above, to: share)
      }
    }
  }

  // MARK: From and to placements

  /// The values of all variables at a placement; stopped VMs go where `stopped` says.
  func values(at placement: Placement, stopped: [Int32]) -> [Double] {
    var values = [Double](repeating: 0, count: model.variableCount)
    for v in choices.indices {
      let node = problem.isActive(v) ? placement.node[v] : stopped[v]
      for (n, x) in choices[v] where n == Int(node) { values[x.index] = 1 }
    }
    for (variable, value) in definitions { values[variable.index] = value(placement) }
    return values
  }

  /// The node of every VM in a solution.
  func nodes(in values: [Double]) -> [Int32] {
    var nodes = problem.start
    for v in choices.indices {
      if let chosen = choices[v].first(where: { values[$0.variable.index] > 0.5 }) {
        nodes[v] = Int32(chosen.node)
      }
    }
    return nodes
  }

  /// Forbids one combination of choices that the program could not know to be illegal.
  mutating func forbid(_ nodes: [Int32]) {
    var sum = MIPModel.Expression()
    var count = 0.0
    for v in choices.indices {
      for (n, x) in choices[v] where n == Int(nodes[v]) {
        sum.add(1, x)
        count += 1
      }
    }
    model.row("forbidden", sum, to: count - 1)
  }

  /// Forbids that all of these VMs go where they were to go: no order leads there.
  mutating func forbid(_ moves: [(vm: Int, node: Int)]) {
    var sum = MIPModel.Expression()
    for move in moves {
      for (n, x) in choices[move.vm] where n == move.node { sum.add(1, x) }
    }
    model.row("unreachable", sum, to: Double(sum.terms.count) - 1)
  }

  private func gcd(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : gcd(b, a % b) }

  private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}
