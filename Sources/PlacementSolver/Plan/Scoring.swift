import PlacementModel

/// The figures of a plan: terms of the objective, balance, and every node before and after.
struct Scoring {
  let problem: Problem
  let start: Placement

  /// The objective's terms at the start and at the end; they sum to the objective.
  func terms(end: Placement, moves: Double, parked: Double) -> [Plan.ScoreTerm] {
    let p = problem
    var terms: [Plan.ScoreTerm] = []
    func add(_ name: TermName, _ before: Double, _ after: Double) {
      terms.append(Plan.ScoreTerm(name: name.rawValue, before: before, after: after))
    }
    let balance = p.objective.balance
    let (before, after) = (
      balance.values(deviations(start)), balance.values(deviations(end))
    )
    for (lane, name) in [TermName.balanceCPU, .balanceMemory, .balanceCount].enumerated()
    where balance.weight[lane] > 0 {
      add(name, before[lane], after[lane])
    }
    if p.objective.peaks.isCharged { add(.peaks, peaks(start), peaks(end)) }
    if p.objective.bursts.isCharged { add(.bursts, bursts(start), bursts(end)) }
    add(.moves, 0, moves)
    for (a, b) in zip(preferences(start), preferences(end)) where a.cost > 0 || b.cost > 0 {
      add(.preferred(a.name), a.cost, b.cost)
    }
    return terms
  }

  private func deviations(_ placement: Placement) -> Problem.Load {
    Problem.deviation(problem.balanceSet.map { placement.utilization[$0] })
  }

  private func peaks(_ placement: Placement) -> Double {
    problem.balanceSet.reduce(0) {
      $0 + problem.objective.peaks.value(placement.utilization[$1])
    }
  }

  private func bursts(_ placement: Placement) -> Double {
    problem.balanceSet.reduce(0) { $0 + placement.burstCost(placement.burst[$1]) }
  }

  /// What is not done of the levels, before and after.
  func levels(_ before: Levels, _ after: Levels) -> [Plan.ScoreTerm] {
    func row(_ name: String, _ count: (Levels) -> Double) -> Plan.ScoreTerm {
      Plan.ScoreTerm(name: name, before: count(before), after: count(after))
    }
    return [
      row("forced") { Double($0.forced) }, row("stopped") { Double($0.stopped) },
      row("waiting") { Double($0.waiting) }, row("required") { $0.required.clearedOfNoise },
      row("voluntary") { Double($0.voluntary) },
    ]
  }

  /// What each preferred rule that is broken costs: rules on several VMs one by one, the others by
  /// kind.
  private func preferences(_ placement: Placement) -> [(name: String, cost: Double)] {
    let p = problem
    var found = p.groups.indices.filter { !p.groups[$0].required && p.groups[$0].isLive }.map { g in
      (name: p.groups[g].name, cost: p.groups[g].price * Double(placement.excess[g]))
    }
    var rest = 0.0
    for v in 0..<p.vmCount where p.isActive(v) && placement.node[v] >= 0 {
      rest += p.stayCost(v, Int(placement.node[v]))
    }
    for (rule, members) in zip(p.inventory.rules, p.ruleMembers) where !rule.required {
      let cost = excess(of: rule, members, placement) * p.objective.excess.price(of: rule)
      found.append((rule.name, cost))
      rest -= cost
    }
    // What is left are the VMs' own wishes: taints to avoid, preferred node affinity.
    found.append(("node demands", rest.clearedOfNoise))
    return found
  }

  /// VMs that a rule on one VM and one node would have elsewhere.
  private func excess(of rule: Rule, _ members: [Int], _ placement: Placement) -> Double {
    let p = problem
    guard let place = rule.demand.meaning.placeRule else { return 0 }
    let count = members.count { v in
      p.isActive(v) && placement.node[v] >= 0 && place.excludes(p.nodeName(Int(placement.node[v])))
    }
    return Double(count)
  }

  /// Standard deviations before and after.
  func balance(end: Placement) -> Plan.Balance {
    let (before, after) = (deviations(start), deviations(end))
    func change(_ lane: Int) -> Plan.Change {
      Plan.Change(before: before[lane], after: after[lane])
    }
    return Plan.Balance(cpu: change(0), memory: change(1), count: change(2))
  }

  /// Every node before and after.
  func nodes(end: Placement) -> [Plan.NodeState] {
    let p = problem
    let (before, after) = allocations(end)
    return p.inventory.cluster.nodes.enumerated().map { n, node in
      let capacity = Problem.load(node.capacity, rounded: false, count: 1)
      let allocatable = Problem.load(node.allocatable, rounded: false, count: 1)
      func share(_ load: Problem.Load, _ size: Problem.Load, _ lane: Int) -> Double {
        size[lane] > 0 ? load[lane] / size[lane] : 0
      }
      func change(_ lane: Int) -> Plan.Change {
        Plan.Change(
          before: start.utilization[n][lane],
          after: end.utilization[n][lane]
        )
      }
      func allocation(_ lane: Int) -> Plan.Change {
        Plan.Change(
          before: share(before[n], capacity, lane),
          after: share(after[n], capacity, lane)
        )
      }
      func requests(_ lane: Int) -> Plan.Change {
        Plan.Change(
          before: share(self.requests(start, n), allocatable, lane),
          after: share(self.requests(end, n), allocatable, lane)
        )
      }
      return Plan.NodeState(
        name: node.name,
        vms: Plan.NodeState.Count(
          before: Int(before[n][2]),
          after: Int(after[n][2])
        ),
        cpu: change(0),
        memory: change(1),
        allocation: Plan.NodeState.Pair(cpu: allocation(0), memory: allocation(1)),
        requests: Plan.NodeState.Pair(cpu: requests(0), memory: requests(1)),
        capacity: Plan.NodeState.Size(cpu: capacity[0], memory: capacity[1]),
        balanced: p.inBalance[n]
      )
    }
  }

  /// vCPUs, guest memory and number of the VMs on each node, before and after.
  private func allocations(
    _ end: Placement
  ) -> (before: [Problem.Load], after: [Problem.Load]) {
    let p = problem
    // Held here, so that each VM is looked at and not copied.
    let vms = p.inventory.cluster.virtualMachines
    var before = [Problem.Load](repeating: .zero, count: p.nodeCount)
    var after = before
    for v in vms.indices where p.isActive(v) {
      let load = Problem.load(vms[v].guest, rounded: false, count: 1)
      if start.node[v] >= 0 { before[Int(start.node[v])] += load }
      if end.node[v] >= 0 { after[Int(end.node[v])] += load }
    }
    return (before, after)
  }

  private func requests(_ placement: Placement, _ n: Int) -> Problem.Load {
    let i = n * problem.resourceCount
    // Cpu and memory come first among the resources.
    return [Double(placement.used[i]) / 1_000, Double(placement.used[i + 1]), 0, 0]
  }
}

extension Double {
  /// Zero where only rounding is left of a difference.
  fileprivate var clearedOfNoise: Double { abs(self) < 1e-12 ? 0 : self }
}
