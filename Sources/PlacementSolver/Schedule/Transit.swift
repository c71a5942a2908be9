import PlacementModel

/// A batch in the making: the placement it starts from, and what the cluster carries while its
/// moves are under way, whichever of them ends first.
struct Transit {
  let problem: Problem
  /// The placement at the batch's start.
  let start: Placement
  /// The moves of the batch.
  private(set) var moves: [Step] = []
  private(set) var out: [Int]
  private(set) var into: [Int]
  /// Requests with every arrival and no departure; only nodes that receive differ.
  private var arriving: [Int: [Int64]] = [:]
  /// What every arrival adds to each quota's limits.
  private var quotaArrivals: [[Int64]]
  /// Tallies with every arrival and no departure, and with every departure and no arrival.
  private var high: [Int: Tally] = [:]
  private var low: [Int: Tally] = [:]
  /// Second pods of VMs that move within a domain.
  private var pods: [Int: Int] = [:]

  init(_ problem: Problem, from start: Placement) {
    self.problem = problem
    self.start = start
    out = problem.inFlight.out
    into = problem.inFlight.into
    quotaArrivals = problem.quotas.map { $0.limits.map { _ in 0 } }
  }

  /// A move of one VM.
  struct Step: Equatable {
    var vm: Int
    /// -1 for a placement.
    var from: Int
    var to: Int
    var type: Plan.MigrationType
    var isFallback = false
    var isParking = false
  }

  /// Whether a move may join the batch, as far as its own arrival goes; what the batch's end looks
  /// like is ``endIsLegal``.
  ///
  /// O(resources + domains of its groups + batch).
  func admits(_ step: Step) -> Bool {
    let p = problem
    let policy = p.inventory.policy.migration
    if step.type == .live {
      guard p.inFlight.total + moves.count < policy.parallelPerCluster,
        out[step.from] < policy.parallelOutboundPerNode,
        into[step.to] < policy.parallelInboundPerNode
      else { return false }
    }
    guard p.isActive(step.vm) else { return moves.isEmpty }
    if step.type != .place && isDependent(step.vm) { return false }
    return hasRoom(step) && quotaAdmits(step) && groupsAdmit(step)
  }

  /// The batch of one cold move; `nil` where its VM may not leave, or not arrive.
  ///
  /// It leaves first, so what it arrives in is a placement without it.
  static func cold(_ problem: Problem, _ step: Step, from start: Placement) -> Transit? {
    var left = start
    left.set(problem, step.vm, to: -1)
    let touched = problem.memberships(of: step.vm).map { Int($0.group) }
    guard touched.allSatisfy({ !problem.groups[$0].required || problem.isNoWorse($0, left) })
    else { return nil }
    var transit = Transit(problem, from: left)
    var arrival = step
    arrival.from = -1
    guard transit.admits(arrival) else { return nil }
    transit.add(arrival)
    guard transit.endIsLegal else { return nil }
    transit.moves = [step]
    return transit
  }

  /// Whether a VM depends on one that is in flight.
  private func isDependent(_ vm: Int) -> Bool {
    problem.dependencies.contains { members in
      members.contains(vm)
        && members.contains { other in
          other != vm
            && (problem.migrationTarget[other] != nil || moves.contains { $0.vm == other })
        }
    }
  }

  private func hasRoom(_ step: Step) -> Bool {
    let p = problem
    let arrived = arriving[step.to]
    for r in 0..<p.resourceCount {
      let i = step.to * p.resourceCount + r
      let used = start.used[i] + (arrived?[r] ?? 0)
      if used + p.requests[step.vm * p.resourceCount + r] > p.limit[i] { return false }
    }
    return true
  }

  private func quotaAdmits(_ step: Step) -> Bool {
    let p = problem
    for (q, quota) in p.quotas.enumerated() where quota.isMember[step.vm] {
      for (i, limit) in quota.limits.enumerated() {
        let request = p.requests[step.vm * p.resourceCount + limit.resource]
        // A cold move has freed its own share.
        let freed = step.type == .cold ? request : 0
        let used = limit.used + quotaPlaced(q, i) - freed + quotaArrivals[q][i]
        // Admission looks only at what a new pod asks for.
        if request > 0 && used + request > limit.hard { return false }
      }
    }
    return true
  }

  /// What VMs placed by earlier batches request, over what the quota counted at the start.
  private func quotaPlaced(_ q: Int, _ i: Int) -> Int64 {
    let p = problem
    let resource = p.quotas[q].limits[i].resource
    var total: Int64 = 0
    for v in p.unplaced where p.quotas[q].isMember[v] && start.node[v] >= 0 {
      total += p.requests[v * p.resourceCount + resource]
    }
    return total
  }

  // MARK: Rules on several VMs

  private func highTally(_ g: Int, _ domain: Int) -> Tally {
    let i = problem.tallyStart[g] + domain
    return high[i] ?? start.tallies[i]
  }

  private func lowTally(_ g: Int, _ domain: Int) -> Tally {
    let i = problem.tallyStart[g] + domain
    return low[i] ?? start.tallies[i]
  }

  private func groupsAdmit(_ step: Step) -> Bool {
    let p = problem
    return p.memberships(of: step.vm).allSatisfy { m in
      let g = Int(m.group)
      guard p.groups[g].required else { return true }
      return admits(step, g, m.tally)
    }
  }

  private func admits(_ step: Step, _ g: Int, _ part: Tally.Role) -> Bool {
    let p = problem
    let target = p.domain(g, step.to)
    let source = p.domain(g, step.from)
    switch p.groups[g].kind {
    case .affinity: return true
    case .antiAffinity(let max):
      guard target >= 0, target != source else { return true }
      let allowed = Swift.max(max, p.startTallies[p.tallyStart[g] + target].counted)
      return highTally(g, target).counted + 1 <= allowed
    case .podAntiAffinity:
      guard target >= 0 else { return true }
      // The source pod is there while the VM moves, and counts if it is in the same domain.
      let tally = highTally(g, target)
      let meets = part != .matched && tally.counted > 0
      let isMet = part != .owner && tally.owners + tally.both > 0
      return !meets && !isMet
    case .podAffinity:
      return findsCompany(g, part, target: target)
        && supportsOthers(step, g, part, source: source)
    case .spread(let maxSkew):
      guard part != .owner, target != source else { return true }
      let (fullest, emptiest) = extremes(g, arriving: target, leaving: source)
      return fullest - emptiest <= maxSkew + p.startExcess[g]
    case .topologySpread(let maxSkew):
      guard part != .matched else { return true }
      guard target >= 0 else { return false }
      // The scheduler counts pods: a VM that moves within a domain is there twice.
      let counts = part == .both
      let there =
        highTally(g, target).counted + (pods[p.tallyStart[g] + target] ?? 0) + (counts ? 1 : 0)
      let left = counts && source != target ? source : -1
      return there - extremes(g, arriving: -1, leaving: left).emptiest <= maxSkew
    }
  }

  /// The fullest domain with every arrival and the emptiest with every departure.
  private func extremes(
    _ g: Int,
    arriving: Int,
    leaving: Int
  ) -> (fullest: Int, emptiest: Int) {
    let group = problem.groups[g]
    var (lowest, highest) = (Int.max, 0)
    for d in group.domains.indices where group.eligible[d] {
      highest = max(highest, highTally(g, d).counted + (d == arriving ? 1 : 0))
      lowest = min(lowest, lowTally(g, d).counted - (d == leaving ? 1 : 0))
    }
    if group.emptiestIsZero || lowest == .max { lowest = 0 }
    return (highest, lowest)
  }

  /// Whether an arrival finds a match that does not leave in this batch; its own source pod is one.
  private func findsCompany(_ g: Int, _ part: Tally.Role, target: Int) -> Bool {
    guard part != .matched else { return true }
    guard target >= 0 else { return false }
    if lowTally(g, target).counted > 0 { return true }
    let p = problem
    let anywhere = p.groups[g].domains.indices.contains {
      start.tallies[p.tallyStart[g] + $0].counted > 0
    }
    return !anywhere && part == .both
  }

  /// Whether the arrivals already in the batch still find a match once this VM leaves.
  private func supportsOthers(
    _ step: Step,
    _ g: Int,
    _ part: Tally.Role,
    source: Int
  ) -> Bool {
    guard part != .owner, source >= 0 else { return true }
    let p = problem
    guard lowTally(g, source).counted <= 1 else { return true }
    return !moves.contains { other in
      p.domain(g, other.to) == source
        && p.memberships(of: other.vm).contains { Int($0.group) == g && $0.tally != .matched }
    }
  }

  // MARK: Joining

  /// Adds a move that ``admits(_:)`` allowed.
  mutating func add(_ step: Step) {
    let p = problem
    moves.append(step)
    guard p.isActive(step.vm) else { return }
    if step.from >= 0 { out[step.from] += 1 }
    into[step.to] += 1
    var arrived = arriving[step.to] ?? [Int64](repeating: 0, count: p.resourceCount)
    for r in 0..<p.resourceCount { arrived[r] += p.requests[step.vm * p.resourceCount + r] }
    arriving[step.to] = arrived
    for (q, quota) in p.quotas.enumerated() where quota.isMember[step.vm] {
      for (i, limit) in quota.limits.enumerated() {
        quotaArrivals[q][i] += p.requests[step.vm * p.resourceCount + limit.resource]
      }
    }
    for m in p.memberships(of: step.vm) {
      let g = Int(m.group)
      let (source, target) = (p.domain(g, step.from), p.domain(g, step.to))
      let base = p.tallyStart[g]
      guard source != target else {
        if target >= 0 && m.tally != .owner { pods[base + target, default: 0] += 1 }
        continue
      }
      if target >= 0 {
        var tally = highTally(g, target)
        tally.add(m.tally, 1)
        high[base + target] = tally
      }
      if source >= 0 {
        var tally = lowTally(g, source)
        tally.add(m.tally, -1)
        low[base + source] = tally
      }
    }
  }

  /// Whether the rules that are judged at a batch's end are no worse there than at the start.
  var endIsLegal: Bool {
    let p = problem
    var judged: Set<Int> = []
    for step in moves where p.isActive(step.vm) {
      for m in p.memberships(of: step.vm) {
        let group = p.groups[Int(m.group)]
        guard group.required else { continue }
        switch group.kind {
        case .affinity, .podAffinity, .topologySpread: judged.insert(Int(m.group))
        case .antiAffinity, .podAntiAffinity, .spread: break
        }
      }
    }
    if judged.isEmpty { return true }
    let end = self.end
    return judged.allSatisfy { p.isNoWorse($0, end) }
  }

  /// The placement when every move of the batch has ended.
  var end: Placement {
    var placement = start
    for step in moves { placement.set(problem, step.vm, to: step.to) }
    return placement
  }
}
