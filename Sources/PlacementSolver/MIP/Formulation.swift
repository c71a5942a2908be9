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
  /// What must be done and is not, level by level.
  var levels = LevelExpressions()
  /// The variables of each VM: node and variable; node -1 stands for being placed nowhere.
  private(set) var choices: [[(node: Int, variable: MIPModel.Variable)]]
  var balance: [Balance] = []
  /// What each variable but those of ``choices`` is worth at a placement.
  var definitions: [(variable: MIPModel.Variable, value: (Placement) -> Double)] = []

  init(_ problem: Problem) {
    self.problem = problem
    choices = Array(repeating: [], count: problem.vmCount)
    addChoices()
    addCapacity()
    addMigrationLimit()
    addDowntimeLimit()
    let objective = problem.objective
    for lane in 0..<3 where objective.balance.weight[lane] > 0 { addBalance(lane) }
    if objective.peaks.isCharged { addPeaks() }
    if objective.bursts.isCharged { addBursts() }
    for g in problem.groups.indices { problem.groups[g].kind.meaning.addRows(g, to: &self) }
    addCosts()
  }

  /// Adds a variable for an excess over a group: it costs its price, or counts as a broken rule.
  mutating func excess(
    of g: Int,
    _ name: String,
    to upper: Double = .infinity
  ) -> MIPModel.Variable {
    let group = problem.groups[g]
    let variable = model.variable(name, to: upper, cost: group.price)
    if group.required { levels.required.add(1, variable) }
    return variable
  }

  // MARK: Where VMs go

  private mutating func addChoices() {
    let p = problem
    for v in 0..<p.vmCount {
      let home = Int(p.start[v])
      guard p.role[v] != .frozen, p.role[v] != .idle else { continue }
      var sum = MIPModel.Expression()
      // Staying is always a choice; of a VM that must leave, it counts in a level.
      let stays = model.binary("x_\(p.names[v])_stays")
      switch p.role[v] {
      case .forced: levels.forced.add(1, stays)
      case .idleForced: levels.stopped.add(1, stays)
      case .unplaced: levels.waiting.add(1, stays)
      case .movable, .frozen, .idle: break
      }
      choices[v].append((home, stays))
      sum.add(1, stays)
      for n in p.balanceSet {
        guard let move = p.move(v, to: n) else { continue }
        let x = model.binary(
          "x_\(p.names[v])_\(p.inventory.cluster.nodes[n].name)",
          cost: move.price
        )
        if p.duty(of: v) == .stay { levels.voluntary.add(1, x) }
        if move.isFallback, p.isLeaving(v) { levels.voluntary.add(1, x) }
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
        let home = Int(p.start[v])
        model.constant += p.stayCost(v, home)
        levels.required.constant += Double(p.brokenRules(v, home))
      }
      for (n, x) in choices[v] where n >= 0 {
        model.charge(p.stayCost(v, n), x)
        let broken = p.brokenRules(v, n)
        if broken > 0 { levels.required.add(Double(broken), x) }
      }
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
}
