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
    let rules = zip(broken(start), broken(end))
    for (name, required) in [("required", true), ("preferred", false)] {
      for (a, b) in rules where a.required == required && (a.cost > 0 || b.cost > 0) {
        terms.append(
          Plan.ScoreTerm(name: "rule.\(name)/\(a.name)", before: a.cost, after: b.cost)
        )
      }
    }
    let overload = (self.overload(start), self.overload(end))
    if overload.0 > 0 || overload.1 > 0 {
      terms.append(Plan.ScoreTerm(name: "overload", before: overload.0, after: overload.1))
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

  /// What each broken rule costs: rules on several VMs one by one, the others by kind.
  private func broken(
    _ placement: Placement
  ) -> [(name: String, required: Bool, cost: Double)] {
    let p = problem
    var found = p.groups.indices.filter { p.groups[$0].isLive }.map { g in
      (
        name: p.groups[g].name, required: p.groups[g].required,
        cost: p.groups[g].price * Double(placement.excess[g])
      )
    }
    var (required, preferred) = (0.0, 0.0)
    for v in 0..<p.vmCount where p.isActive(v) && placement.node[v] >= 0 {
      let i = p.eligibility.index(v, Int(placement.node[v]))
      required += Double(p.eligibility.brokenRules[i])
      preferred += p.eligibility.softCost[i]
    }
    for (rule, members) in zip(p.inventory.rules, p.ruleMembers) {
      let cost = excess(of: rule, members, placement) * p.objective.excess.price(of: rule)
      found.append((rule.name, rule.required, cost))
      if rule.required { required -= cost } else { preferred -= cost }
    }
    // What is left are the VMs' own demands on nodes: taints, selectors, node affinity.
    found.append(("node demands", true, required.clearedOfNoise))
    found.append(("node demands", false, preferred.clearedOfNoise))
    return found
  }

  /// VMs that a fence or ban rule would have elsewhere.
  private func excess(of rule: Rule, _ members: [Int], _ placement: Placement) -> Double {
    let p = problem
    let keptOff: (String) -> Bool
    switch rule.demand {
    case .fence(_, let nodes): keptOff = { !nodes.contains($0) }
    case .ban(_, let nodes): keptOff = { nodes.contains($0) }
    default: return 0
    }
    let count = members.count { v in
      p.isActive(v) && placement.node[v] >= 0 && keptOff(p.nodeName(Int(placement.node[v])))
    }
    return Double(count)
  }

  private func overload(_ placement: Placement) -> Double {
    let p = problem
    var total = 0.0
    for i in placement.used.indices where placement.used[i] > p.limit[i] {
      total +=
        p.limit[i] == 0 ? 1 : Double(placement.used[i] - p.limit[i]) / Double(p.limit[i])
    }
    return total
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
