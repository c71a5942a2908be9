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

  /// Whether a move may join the batch. O(resources + domains of its groups + batch).
  func admits(_ step: Step) -> Bool {
    let p = problem
    let migrates = step.type == .live
    let policy = p.inventory.policy.migration
    if migrates {
      guard p.inFlight.total + moves.count < policy.parallelPerCluster,
        out[step.from] < policy.parallelOutboundPerNode,
        into[step.to] < policy.parallelInboundPerNode
      else { return false }
    }
    guard p.isActive(step.vm) else { return moves.isEmpty && !isDependent(step.vm) }
    return !isDependent(step.vm) && hasRoom(step) && quotaAdmits(step) && groupsAdmit(step)
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
        // A cold move frees its own share first.
        let request = p.requests[step.vm * p.resourceCount + limit.resource]
        let freed = step.type == .cold ? request : 0
        let used = limit.used + quotaPlaced(q, i) - freed + quotaArrivals[q][i]
        if used + request > limit.hard { return false }
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
    // A cold VM has left before it arrives.
    let leavesFirst = step.type == .cold
    switch p.groups[g].kind {
    case .affinity: return true
    case .antiAffinity(let max):
      guard target >= 0, target != source else { return true }
      let allowed = Swift.max(max, p.startTallies[p.tallyStart[g] + target].counted)
      return highTally(g, target).counted + 1 <= allowed
    case .podAntiAffinity:
      guard target >= 0 else { return true }
      var tally = highTally(g, target)
      if leavesFirst && source == target { tally.add(part, -1) }
      let meets = part != .matched && tally.counted > 0
      let isMet = part != .owner && tally.owners + tally.both > 0
      // Its own source pod only counts against a VM that matches its own term.
      return !meets && !isMet
    case .podAffinity:
      return findsCompany(step, g, part, target: target, leavesFirst: leavesFirst)
        && supportsOthers(step, g, part, source: source)
    case .spread(let maxSkew):
      guard part != .owner, target != source else { return true }
      return skews(step, g, source, target, leavesFirst).allSatisfy {
        $0.all <= Swift.max(maxSkew, maxSkew + p.startExcess[g])
      }
    case .topologySpread(let maxSkew):
      guard part != .owner else { return true }
      let seen = skews(step, g, source, target, leavesFirst)
      guard seen.allSatisfy({ $0.all <= maxSkew + p.startExcess[g] }) else { return false }
      return part == .matched || target < 0 || !p.groups[g].eligible[target]
        || (seen.last.map { $0.target <= maxSkew } ?? true)
    }
  }

  /// The differences between the fullest (and the target's) domain and the emptiest, in each state
  /// that the step passes through.
  private func skews(
    _ step: Step, _ g: Int, _ source: Int, _ target: Int, _ leavesFirst: Bool
  ) -> [(all: Int, target: Int)] {
    let group = problem.groups[g]
    func skew(arrived: Bool, left: Bool) -> (all: Int, target: Int) {
      var (lowest, highest, here) = (Int.max, 0, 0)
      for d in group.domains.indices where group.eligible[d] {
        let up = highTally(g, d).counted + (arrived && d == target ? 1 : 0)
        let down = lowTally(g, d).counted - (left && d == source ? 1 : 0)
        let gone = leavesFirst && d == source ? 1 : 0
        highest = max(highest, up - gone)
        lowest = min(lowest, down + (leavesFirst && arrived && d == target ? 1 : 0))
        if d == target { here = up - gone }
      }
      if group.emptiestIsZero || lowest == .max { lowest = 0 }
      return (highest - lowest, here - lowest)
    }
    return leavesFirst
      ? [skew(arrived: false, left: true), skew(arrived: true, left: true)]
      : [skew(arrived: true, left: true)]
  }

  /// Whether an arrival finds a match that does not leave in this batch.
  private func findsCompany(
    _ step: Step, _ g: Int, _ part: Tally.Role, target: Int, leavesFirst: Bool
  ) -> Bool {
    guard part != .matched else { return true }
    let p = problem
    var anywhere = 0
    for d in 0...p.groups[g].domains.count { anywhere += lowTally(g, d).counted }
    if leavesFirst && part == .both { anywhere -= 1 }
    if anywhere <= 0 && part == .both { return true }
    guard target >= 0 else { return false }
    var here = lowTally(g, target).counted
    if leavesFirst && part == .both && p.domain(g, step.from) == target { here -= 1 }
    return here > 0
  }

  /// Whether the arrivals already in the batch still find a match once this VM leaves.
  private func supportsOthers(
    _ step: Step, _ g: Int, _ part: Tally.Role, source: Int
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
      guard source != target else { continue }
      let base = p.tallyStart[g]
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

  /// The placement when every move of the batch has ended.
  var end: Placement {
    var placement = start
    for step in moves { placement.set(problem, step.vm, to: step.to) }
    return placement
  }
}
