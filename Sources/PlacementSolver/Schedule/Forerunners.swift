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

  let problem: Problem
  let steps: [Transit.Step]
  private let batchOf: [Int]
  /// All that must have ended before each move begins.
  private var closures: [PlaceSet] = []

  // What the moves listed so far bring, with nothing that leaves.
  private var used: [Int64]
  private var quotas: QuotaCharges
  private(set) var high: Tallies
  private(set) var low: Tallies
  // Who did what so far, by place in the list.
  private var departures: [[Int]]
  private var charging: [[Int]]
  private(set) var touching: [[Int]]
  private var lastOf: [Int: Int] = [:]
  private var lastCold: Int?

  /// O(moves · departures of their targets + moves² / 64).
  init(_ problem: Problem, _ batches: [[Transit.Step]]) {
    self.problem = problem
    steps = batches.flatMap { $0 }
    batchOf = batches.indices.flatMap { b in batches[b].map { _ in b } }
    let start = Placement(problem)
    used = start.used
    quotas = QuotaCharges(problem)
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

  /// What one move waits for, as it is found.
  struct Wait {
    let list: Forerunners
    /// The move that waits, by place in the list.
    let k: Int
    fileprivate var direct: [Int] = []
    fileprivate var all: PlaceSet

    fileprivate init(_ list: Forerunners, _ k: Int) {
      self.list = list
      self.k = k
      all = PlaceSet(count: list.steps.count)
    }

    /// Whether a move is waited for already.
    func follows(_ j: Int) -> Bool { all.contains(j) }

    /// Whether a move may be waited for, of an earlier batch, and is not yet.
    func mayFollow(_ j: Int) -> Bool { list.batchOf[j] < list.batchOf[k] && !all.contains(j) }

    /// Waits for a move and all that it waits for.
    mutating func insert(_ j: Int) {
      guard !all.contains(j) else { return }
      direct.append(j)
      all.insert(j)
      all.formUnion(list.closures[j])
    }

    /// Waits for all moves of earlier batches that concern a group.
    mutating func forEarlierBatches(of g: Int) {
      for j in list.touching[g].reversed() where list.batchOf[j] < list.batchOf[k] { insert(j) }
    }

    /// Waits for the departures from a domain that give back what would be over there.
    ///
    /// - Parameter amount: How much of an entry of `over` a move gives back.
    mutating func forDepartures(
      from domain: Int,
      of g: Int,
      over: [Int64],
      _ amount: (_ move: Int, _ entry: Int) -> Int64
    ) {
      take(list.leavers(g, domain), over: over, amount)
    }

    /// Takes the earliest of some moves until they give back what is over, then does without those
    /// that turn out not to be needed.
    mutating func take(
      _ candidates: [Int],
      over: [Int64],
      _ amount: (_ move: Int, _ entry: Int) -> Int64
    ) {
      guard over.contains(where: { $0 > 0 }) else { return }
      var over = over
      var chosen: [Int] = []
      for j in candidates where follows(j) {
        for r in over.indices { over[r] -= amount(j, r) }
      }
      for j in candidates where mayFollow(j) {
        guard over.contains(where: { $0 > 0 }) else { break }
        guard over.indices.contains(where: { over[$0] > 0 && amount(j, $0) > 0 }) else { continue }
        for r in over.indices { over[r] -= amount(j, r) }
        chosen.append(j)
      }
      for j in chosen.reversed() {
        let isNeeded = over.indices.contains { over[$0] + amount(j, $0) > 0 && amount(j, $0) > 0 }
        if isNeeded {
          insert(j)
        } else {
          for r in over.indices { over[r] += amount(j, r) }
        }
      }
    }
  }

  private mutating func add(_ k: Int) {
    let needs = needs(of: k)
    // A move that is waited for by another one that is waited for need not be named.
    let direct = needs.direct.filter { j in
      steps[k].type == .cold || !needs.direct.contains { $0 != j && closures[$0].contains(j) }
    }
    after.append(direct.sorted())
    closures.append(needs.all)
    note(k)
  }

  /// What a move waits for: named, and in all.
  private func needs(of k: Int) -> (direct: [Int], all: PlaceSet) {
    let step = steps[k]
    var wait = Wait(self, k)
    if step.type == .cold {
      // A cold move runs alone. From the last on, no move named is waited for by one named later.
      for j in (0..<k).reversed() { wait.insert(j) }
      return (wait.direct, wait.all)
    }
    if let lastCold { wait.insert(lastCold) }
    if let j = lastOf[step.vm] { wait.insert(j) }
    keepDependents(&wait)
    makeRoom(&wait)
    keepQuotas(&wait)
    for m in problem.memberships(of: step.vm) where problem.groups[Int(m.group)].required {
      let move = GroupMove(problem, m, vm: step.vm, from: step.from, to: step.to)
      problem.groups[move.g].kind.meaning.awaitForerunners(move, &wait)
    }
    return (wait.direct, wait.all)
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
      charging[q].append(k)
    }
    quotas.add(step.vm, 1, in: p)
    for m in p.memberships(of: step.vm) {
      let g = Int(m.group)
      touching[g].append(k)
      let (source, target) = (p.domain(g, step.from), p.domain(g, step.to))
      if source == target { continue }
      if target >= 0 { high.add(m.tally, 1, at: p.tallyStart[g] + target) }
      if source >= 0 { low.add(m.tally, -1, at: p.tallyStart[g] + source) }
    }
  }

  private func keepDependents(_ wait: inout Wait) {
    let k = wait.k
    guard steps[k].type != .place else { return }
    let vm = steps[k].vm
    for members in problem.dependencies.sets where members.contains(vm) {
      for j in (0..<k).reversed()
      where steps[j].vm != vm && steps[j].type != .place && members.contains(steps[j].vm) {
        wait.insert(j)
      }
    }
  }

  private func makeRoom(_ wait: inout Wait) {
    let p = problem
    let step = steps[wait.k]
    guard p.isActive(step.vm) else { return }
    let count = p.resourceCount
    let over = (0..<count).map { r -> Int64 in
      let slot = step.to * count + r
      return p.limit[slot] == .max
        ? 0 : used[slot] + p.requests[step.vm * count + r] - p.limit[slot]
    }
    wait.take(departures[step.to], over: over) { j, r in p.requests[steps[j].vm * count + r] }
  }

  private func keepQuotas(_ wait: inout Wait) {
    let p = problem
    let vm = steps[wait.k].vm
    for q in p.quotas.indices where p.quotas[q].isMember[vm] {
      let limits = p.quotas[q].limits
      // Only a pod that left gives something back.
      let leavers = charging[q].filter { steps[$0].from >= 0 }
      wait.take(leavers, over: quotas.excesses(q, with: vm, in: p)) { j, i in
        p.requests[steps[j].vm * p.resourceCount + limits[i].resource]
      }
    }
  }

  // MARK: Rules on several VMs

  /// The moves so far that take a member out of a domain.
  fileprivate func leavers(_ g: Int, _ domain: Int) -> [Int] {
    touching[g].filter {
      problem.domain(g, steps[$0].from) == domain && problem.domain(g, steps[$0].to) != domain
    }
  }

  /// The part that the VM of a move has in a group.
  func part(of j: Int, in g: Int) -> Tally.Role? {
    problem.memberships(of: steps[j].vm).first { Int($0.group) == g }?.tally
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
