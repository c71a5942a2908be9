import PlacementModel

/// Which earlier moves each move of an order has to wait for, in whatever order they really end.
///
/// The order's batches are legal one after the other. Here each move gets the fewest earlier ones,
/// of batches before its own, whose ends it needs: the departures that make its room and no others.
/// What it counts on being there is every arrival listed before it, so that the schedule is legal
/// however long each move takes.
struct Forerunners {
  /// The moves that each one waits for directly, by place in the list; ascending.
  private(set) var after: [[Int]] = []

  private let problem: Problem
  private let steps: [Transit.Step]
  private let batchOf: [Int]
  /// All that must have ended before each move begins.
  private var closures: [PlaceSet] = []

  // What the moves listed so far bring, with nothing that leaves.
  private var used: [Int64]
  private var charged: [[Int64]]
  private var high: Tallies
  private var low: Tallies
  // Who did what so far, by place in the list.
  private var departures: [[Int]]
  private var charging: [[Int]]
  private var touching: [[Int]]
  private var lastOf: [Int: Int] = [:]
  private var lastCold: Int?

  /// O(moves · departures of their targets + moves² / 64).
  init(_ problem: Problem, _ batches: [[Transit.Step]]) {
    self.problem = problem
    steps = batches.flatMap { $0 }
    batchOf = batches.indices.flatMap { b in batches[b].map { _ in b } }
    let start = Placement(problem)
    used = start.used
    charged = problem.quotas.map { $0.limits.map(\.used) }
    high = start.tallies
    low = start.tallies
    departures = [[Int]](repeating: [], count: problem.nodeCount)
    charging = [[Int]](repeating: [], count: problem.quotas.count)
    touching = [[Int]](repeating: [], count: problem.groups.count)
    for k in steps.indices { add(k) }
  }

  /// Whether a move has to wait for another one, directly or not.
  func must(_ k: Int, follow j: Int) -> Bool { closures[k].contains(j) }

  // MARK: One move

  private struct Needs {
    var direct: [Int] = []
    var all: PlaceSet

    /// Adds a move and all that it waits for.
    mutating func insert(_ j: Int, _ closures: [PlaceSet]) {
      guard !all.contains(j) else { return }
      direct.append(j)
      all.insert(j)
      all.formUnion(closures[j])
    }
  }

  private mutating func add(_ k: Int) {
    let step = steps[k]
    var needs = Needs(all: PlaceSet(count: steps.count))
    if step.type == .cold {
      // A cold move runs alone. From the last on, nobody named is waited for by one named later.
      for j in (0..<k).reversed() { needs.insert(j, closures) }
    } else {
      if let lastCold { needs.insert(lastCold, closures) }
      if let j = lastOf[step.vm] { needs.insert(j, closures) }
      keepDependents(k, &needs)
      makeRoom(k, &needs)
      keepQuotas(k, &needs)
      for m in problem.memberships(of: step.vm) where problem.groups[Int(m.group)].required {
        keep(Int(m.group), m.tally, k, &needs)
      }
    }
    // Who is waited for by another one that is waited for need not be named.
    let direct = needs.direct.filter { j in
      step.type == .cold || !needs.direct.contains { $0 != j && closures[$0].contains(j) }
    }
    after.append(direct.sorted())
    closures.append(needs.all)
    note(k)
  }

  /// Counts a move in for those that follow.
  private mutating func note(_ k: Int) {
    let p = problem
    let step = steps[k]
    lastOf[step.vm] = k
    if step.type == .cold { lastCold = k }
    guard p.isActive(step.vm) else { return }
    for r in 0..<p.resourceCount {
      used[step.to * p.resourceCount + r] += p.requests[step.vm * p.resourceCount + r]
    }
    if step.from >= 0 { departures[step.from].append(k) }
    for q in p.quotas.indices where p.quotas[q].isMember[step.vm] {
      for (i, limit) in p.quotas[q].limits.enumerated() {
        charged[q][i] += p.requests[step.vm * p.resourceCount + limit.resource]
      }
      charging[q].append(k)
    }
    for m in p.memberships(of: step.vm) {
      let g = Int(m.group)
      touching[g].append(k)
      let (source, target) = (p.domain(g, step.from), p.domain(g, step.to))
      if source == target { continue }
      if target >= 0 { high.add(m.tally, 1, at: p.tallyStart[g] + target) }
      if source >= 0 { low.add(m.tally, -1, at: p.tallyStart[g] + source) }
    }
  }

  private func keepDependents(_ k: Int, _ needs: inout Needs) {
    guard steps[k].type != .place else { return }
    let vm = steps[k].vm
    for members in problem.dependencies where members.contains(vm) {
      for j in (0..<k).reversed()
      where steps[j].vm != vm && steps[j].type != .place && members.contains(steps[j].vm) {
        needs.insert(j, closures)
      }
    }
  }

  private func makeRoom(_ k: Int, _ needs: inout Needs) {
    let p = problem
    let step = steps[k]
    guard p.isActive(step.vm) else { return }
    let count = p.resourceCount
    let over = (0..<count).map { r -> Int64 in
      let slot = step.to * count + r
      return p.limit[slot] == .max
        ? 0 : used[slot] + p.requests[step.vm * count + r] - p.limit[slot]
    }
    take(departures[step.to], over, k, &needs) { j, r in p.requests[steps[j].vm * count + r] }
  }

  private func keepQuotas(_ k: Int, _ needs: inout Needs) {
    let p = problem
    let vm = steps[k].vm
    for q in p.quotas.indices where p.quotas[q].isMember[vm] {
      let limits = p.quotas[q].limits
      let over = limits.indices.map { i -> Int64 in
        let request = p.requests[vm * p.resourceCount + limits[i].resource]
        return request > 0 ? charged[q][i] + request - limits[i].hard : 0
      }
      // Only a pod that left gives something back.
      take(charging[q].filter { steps[$0].from >= 0 }, over, k, &needs) { j, i in
        p.requests[steps[j].vm * p.resourceCount + limits[i].resource]
      }
    }
  }

  /// Takes the earliest of some moves until they give back what is over, then does without those
  /// that turn out not to be needed.
  private func take(
    _ candidates: [Int],
    _ over: [Int64],
    _ k: Int,
    _ needs: inout Needs,
    _ amount: (Int, Int) -> Int64
  ) {
    guard over.contains(where: { $0 > 0 }) else { return }
    var over = over
    var chosen: [Int] = []
    for j in candidates where needs.all.contains(j) {
      for r in over.indices { over[r] -= amount(j, r) }
    }
    for j in candidates where !needs.all.contains(j) && batchOf[j] < batchOf[k] {
      guard over.contains(where: { $0 > 0 }) else { break }
      guard over.indices.contains(where: { over[$0] > 0 && amount(j, $0) > 0 }) else { continue }
      for r in over.indices { over[r] -= amount(j, r) }
      chosen.append(j)
    }
    for j in chosen.reversed() {
      let isNeeded = over.indices.contains { over[$0] + amount(j, $0) > 0 && amount(j, $0) > 0 }
      if isNeeded {
        needs.insert(j, closures)
      } else {
        for r in over.indices { over[r] += amount(j, r) }
      }
    }
  }

  // MARK: Rules on several VMs

  private func keep(_ g: Int, _ part: Tally.Role, _ k: Int, _ needs: inout Needs) {
    let p = problem
    let step = steps[k]
    let (source, target) = (p.domain(g, step.from), p.domain(g, step.to))
    let slot = p.tallyStart[g] + target
    switch p.groups[g].kind {
    case .affinity, .podAffinity, .topologySpread:
      // Judged when moves have ended: what one batch does must have ended before the next begins.
      for j in touching[g].reversed() where batchOf[j] < batchOf[k] { needs.insert(j, closures) }
    case .antiAffinity(let max):
      guard target >= 0, target != source else { return }
      let allowed = Swift.max(max, p.startTallies[slot].counted)
      let over = Int64(high[slot].counted + 1 - allowed)
      take(leavers(g, target), [over], k, &needs) { _, _ in 1 }
    case .podAntiAffinity:
      guard target >= 0 else { return }
      let owners = Int64(high[slot].owners + high[slot].both)
      let over = [
        part == .matched ? 0 : Int64(high[slot].counted), part == .owner ? 0 : owners,
      ]
      take(leavers(g, target), over, k, &needs) { j, side in
        guard let other = self.part(of: steps[j].vm, in: g) else { return 0 }
        return side == 0 ? (other == .owner ? 0 : 1) : (other == .matched ? 0 : 1)
      }
    case .spread(let maxSkew):
      guard part != .owner, source != target else { return }
      let most = maxSkew + p.startExcess[g]
      for j in touching[g] where batchOf[j] < batchOf[k] && !needs.all.contains(j) {
        if skew(g, source, target, needs.all) <= most { break }
        needs.insert(j, closures)
      }
    }
  }

  /// The moves so far that take a member out of a domain.
  private func leavers(_ g: Int, _ domain: Int) -> [Int] {
    touching[g].filter {
      problem.domain(g, steps[$0].from) == domain && problem.domain(g, steps[$0].to) != domain
    }
  }

  private func part(of vm: Int, in g: Int) -> Tally.Role? {
    problem.memberships(of: vm).first { Int($0.group) == g }?.tally
  }

  /// The fullest domain with every arrival against the emptiest with every departure, where only
  /// some moves are known to have ended.
  private func skew(_ g: Int, _ source: Int, _ target: Int, _ ended: PlaceSet) -> Int {
    let p = problem
    let base = p.tallyStart[g]
    let domains = p.groups[g].domains.indices
    var most = domains.map { high[base + $0].counted + ($0 == target ? 1 : 0) }
    var least = domains.map { low[base + $0].counted - ($0 == source ? 1 : 0) }
    for j in touching[g] where ended.contains(j) && part(of: steps[j].vm, in: g) != .owner {
      let (from, to) = (p.domain(g, steps[j].from), p.domain(g, steps[j].to))
      if from == to { continue }
      if from >= 0 { most[from] -= 1 }
      if to >= 0 { least[to] += 1 }
    }
    let eligible = domains.filter { p.groups[g].eligible[$0] }
    let bottom = p.groups[g].emptiestIsZero ? 0 : eligible.map { least[$0] }.min() ?? 0
    return (eligible.map { most[$0] }.max() ?? 0) - bottom
  }
}

/// A set of places in a list.
struct PlaceSet {
  private var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  func contains(_ i: Int) -> Bool { words[i >> 6] >> UInt64(i & 63) & 1 == 1 }
  mutating func insert(_ i: Int) { words[i >> 6] |= 1 << UInt64(i & 63) }
  mutating func formUnion(_ other: PlaceSet) {
    for w in words.indices { words[w] |= other.words[w] }
  }
}
