import PlacementModel

/// A few nodes whose VMs may change places among them, all else staying: a small program of its own.
///
/// Where a VM is now is its default, so that doing nothing is all zeros. Squares of distances from
/// the mean stand for the standard deviation: by its concavity, what lessens them by a linear
/// measure lessens it at least as much. Tangents stand for the squares, finer around where a
/// solution lands. Rules on several VMs are rows where they limit a domain; members of others stay.
struct Neighbourhood {
  let problem: Problem
  let nodes: [Int]
  /// Who may move, and from which of the nodes.
  let vms: [(vm: Int, place: Int)]

  private var model = MIPModel()
  private var variables: [(vm: Int, node: Int, variable: MIPModel.Variable)] = []
  private var parts: [Part] = []
  /// Doing nothing.
  private var nothing: [Double] = []

  /// The square of one node's distance from the mean in one lane.
  private struct Part {
    /// In standard deviations.
    var distance: MIPModel.Expression
    var square: MIPModel.Variable
    /// Cost of a unit of the square.
    var price: Double
  }

  /// The largest number of VMs that may be free at once.
  static let most = 60
  /// Distances, in the largest present one, that tangents touch at first.
  private static let grid = [0, 0.05, 0.15, 0.35, 0.7, 1.2]
  private static let rounds = 3

  /// The nodes with everybody on them who may move; `nil` where there is no choice, or too much.
  init?(
    _ placement: Placement,
    _ problem: Problem,
    nodes: [Int],
    guests: [[Int32]],
    barred: [Int: Set<Int>]
  ) {
    self.problem = problem
    self.nodes = nodes
    var vms: [(vm: Int, place: Int)] = []
    for (i, n) in nodes.enumerated() {
      if problem.startsOverfull, placement.isOverfull(problem, n) { return nil }
      for v in guests[n] where Self.isFree(problem, Int(v)) { vms.append((Int(v), i)) }
    }
    guard !vms.isEmpty, vms.count <= Self.most else { return nil }
    self.vms = vms
    build(placement, barred)
    guard !variables.isEmpty else { return nil }
  }

  /// Whether a VM's rules can be said in the program.
  private static func isFree(_ p: Problem, _ v: Int) -> Bool {
    switch p.role[v] {
    case .frozen, .idle, .idleForced: return false
    case .movable, .forced, .unplaced: break
    }
    let tables = p.tables
    let vm = tables.vms[v]
    return (Int(vm.firstGroup)..<Int(vm.endGroup)).allSatisfy { i in
      let group = tables.groups[Int(tables.memberships[i].group)]
      return group.required && group.most >= 0
    }
  }

  /// Whether being on a node is worse in a level than staying where it starts is for the best VM:
  /// the program knows the objective alone.
  private static func isWorse(_ vm: Tables.VM, _ way: Tables.Way, at n: Int, _ tables: Tables)
    -> Bool
  {
    way == .lastResort || tables.brokenRules[vm.stayCosts + n] > 0
      || (n == Int(vm.start) ? vm.stayWeight : vm.leaveWeight) > 0
  }

  // MARK: The program

  private mutating func build(_ placement: Placement, _ barred: [Int: Set<Int>]) {
    let p = problem
    let tables = p.tables
    let count = p.resourceCount
    let mean = placement.sum * tables.perBalanceNode
    let variance = placement.squares * tables.perBalanceNode - mean * mean
    // Near perfect balance, everything is far away in deviations.
    let deviation = pointwiseMax(variance, Tables.Lanes(repeating: 1e-10)).squareRoot()
    let slopes = tables.slope(at: deviation) * deviation * deviation * (0.5 * tables.perBalanceNode)
    let unit = max(slopes.x, slopes.y, 1e-12)
    var loads = nodes.map { n in
      (0..<2).map { lane in
        var sum = MIPModel.Expression()
        sum.constant = (placement.level[n][lane] - mean[lane]) / deviation[lane]
        return sum
      }
    }
    var requests = nodes.map { n in
      (0..<count).map { r in
        var sum = MIPModel.Expression()
        sum.constant = Double(placement.used[n * count + r])
        return sum
      }
    }
    var domains: [Domain: MIPModel.Expression] = [:]
    var order: [Domain] = []
    var moved = MIPModel.Expression()
    for (v, place) in vms {
      let vm = tables.vms[v]
      let from = nodes[place]
      var once = MIPModel.Expression()
      for (i, n) in nodes.enumerated() where i != place {
        let way = placement.way(vm, at: n)
        guard way != .none || n == Int(vm.start), barred[v]?.contains(n) != true,
          !Self.isWorse(vm, way, at: n, tables)
        else { continue }
        let old = placement.way(vm, at: from)
        let cost =
          vm.price * (way.factor - old.factor)
          + tables.stayCosts[vm.stayCosts + n] - tables.stayCosts[vm.stayCosts + from]
        let x = model.binary("x", cost: cost / unit)
        variables.append((v, n, x))
        nothing.append(0)
        once.add(1, x)
        for lane in 0..<2 where tables.weight[lane] > 0 {
          loads[i][lane].add(vm.load[lane] * tables.scale[n][lane] / deviation[lane], x)
          loads[place][lane].add(-vm.load[lane] * tables.scale[from][lane] / deviation[lane], x)
        }
        for r in 0..<count {
          let request = Double(tables.requests[v * count + r])
          requests[i][r].add(request, x)
          requests[place][r].add(-request, x)
        }
        let counts = placement.counts(vm, n) - placement.counts(vm, from)
        if counts != 0 { moved.add(Double(counts), x) }
        for k in Int(vm.firstGroup)..<Int(vm.endGroup) {
          let g = tables.memberships[k].group
          let first = tables.groups[Int(g)].domains
          let (a, b) = (tables.domains[first + from], tables.domains[first + n])
          guard a != b else { continue }
          for (d, sign) in [(a, -1.0), (b, 1.0)] where d >= 0 {
            let key = Domain(group: g, domain: d)
            if domains[key] == nil { order.append(key) }
            domains[key, default: MIPModel.Expression()].add(sign, x)
          }
        }
      }
      if once.terms.count > 1 { model.row("one", once, to: 1) }
    }
    for (i, n) in nodes.enumerated() {
      for r in 0..<count where p.limit[n * count + r] < .max {
        // In shares of the limit, so that memory's bytes do no harm.
        let limit = Double(max(1, p.limit[n * count + r]))
        var share = MIPModel.Expression()
        share.add(1 / limit, requests[i][r])
        model.row("room", share, to: Double(p.limit[n * count + r]) / limit)
      }
    }
    for key in order {
      guard let sum = domains[key] else { continue }
      let slot = p.tallyStart[Int(key.group)] + Int(key.domain)
      let most = max(tables.groups[Int(key.group)].most, p.startTallies[slot].counted)
      model.row("apart", sum, to: Double(most - placement.tallies[slot].counted))
    }
    if p.migrationLimit < .max, !moved.terms.isEmpty {
      model.row("moves", moved, to: Double(max(0, p.migrationLimit - placement.moves)))
    }
    addSquares(placement, loads, deviation, mean, slopes / unit, unit)
  }

  private struct Domain: Hashable {
    var group: Int32
    var domain: Int32
  }

  private mutating func addSquares(
    _ placement: Placement,
    _ loads: [[MIPModel.Expression]],
    _ deviation: Tables.Lanes,
    _ mean: Tables.Lanes,
    _ price: Tables.Lanes,
    _ unit: Double
  ) {
    let tables = problem.tables
    for lane in 0..<2 where tables.weight[lane] > 0 {
      let isTolerant = tables.tolerance[lane] > 0
      let present = loads.map { $0[lane].constant }
      let first = parts.count
      let middle = present.reduce(0, +) / Double(present.count)
      let reach = max(0.05, present.map { abs($0 - middle) }.max() ?? 0)
      for (load, now) in zip(loads, present) {
        let square = model.variable("square", cost: isTolerant ? 0 : price[lane])
        nothing.append(now * now)
        let part = Part(distance: load[lane], square: square, price: price[lane])
        parts.append(part)
        for step in Self.grid {
          touch(part, at: middle + step * reach)
          if step > 0 { touch(part, at: middle - step * reach) }
        }
        touch(part, at: now)
        guard tables.peakPrice > 0, tables.peak[lane].isFinite else { continue }
        let above = model.variable(
          "above",
          cost: tables.peakPrice * deviation[lane] / unit
        )
        let threshold = (placement.peakLevel[lane] - mean[lane]) / deviation[lane]
        nothing.append(max(0, now - threshold))
        var sum = load[lane]
        sum.add(-1, above)
        model.row("peak", sum, to: threshold)
      }
      if isTolerant {
        let enough = tables.tolerance[lane] / deviation[lane]
        let count = Double(problem.balanceSet.count)
        // Nodes outside this neighbourhood keep their part of the squares, which sum to the count.
        let others = max(0, count - present.reduce(0) { $0 + $1 * $1 })
        addExcess(parts[first...], over: count * enough * enough - others, price[lane])
      }
    }
  }

  /// Charges squares only for what is more than the tolerance allows them in all.
  private mutating func addExcess(_ parts: ArraySlice<Part>, over most: Double, _ price: Double) {
    let excess = model.variable("excess", cost: price)
    var sum = MIPModel.Expression()
    for part in parts { sum.add(1, part.square) }
    sum.add(-1, excess)
    model.row("tolerance", sum, to: most)
    nothing.append(max(0, parts.reduce(0) { $0 + nothing[$1.square.index] } - most))
  }

  /// Adds the tangent of the square at a distance.
  private mutating func touch(_ part: Part, at a: Double) {
    var tangent = MIPModel.Expression()
    tangent.add(1, part.square)
    tangent.add(-2 * a, part.distance)
    model.row("tangent", from: -a * a, tangent)
  }

  // MARK: Solving

  /// Where VMs would go in a better arrangement; empty where none was found.
  ///
  /// Whatever goes wrong in the backend is as if nothing was found.
  mutating func solve(_ backend: any MIPBackend, _ context: inout SolveContext) -> [(
    vm: Int, node: Int
  )] {
    var found: [(vm: Int, node: Int)] = []
    for _ in 0..<Self.rounds {
      var limits = context.programLimits(work: Self.work)
      limits.relativeGap = 1e-4
      let result = backend.solve(model, incumbent: nothing, limits: limits)
      context.spend(max(1_000, result.work))
      guard let values = result.values, values.count == model.variableCount else { return found }
      let moves = variables.filter { values[$0.variable.index] > 0.5 }
      found = moves.map { ($0.vm, $0.node) }
      // Where a square is taken for less than it is, the program thinks too well of the place.
      var mistake = 0.0
      for part in parts {
        let distance = part.distance.value(values)
        let error = distance * distance - values[part.square.index]
        guard error > 1e-9 else { continue }
        mistake += part.price * error
        touch(part, at: distance)
      }
      if mistake < 0.01 || context.isExhausted { break }
    }
    return found
  }

  /// The most work that one program may take: a fraction of a second.
  private static let work = 200_000
}

extension MIPModel.Expression {
  /// What it comes to.
  func value(_ values: [Double]) -> Double {
    terms.reduce(constant) { $0 + $1.coefficient * values[$1.variable.index] }
  }
}
