/// Room on the nodes.
extension Formulation {
  mutating func addCapacity() {
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
      let over = model.variable("over_\(name)")
      if limit > 0 { levels.required.add(scale / Double(limit), over) }
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
      levels.required.constant += 1
      return
    }
    let any = model.binary("any_\(name)")
    levels.required.add(1, any)
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

  private func gcd(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : gcd(b, a % b) }

  private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}
