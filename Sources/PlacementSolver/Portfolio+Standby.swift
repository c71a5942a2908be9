import PlacementModel

extension Portfolio {
  /// How often moves are changed and ordered anew before a plan is cut short.
  private static let attempts = 16
  /// How many moves are changed each time, one after the other, until fewer nodes are stranded.
  private static let changes = 8
  /// How many are looked at to find the one to take back, and the one to send elsewhere.
  private static let looks = 8
  /// How often what strands a node is made later.
  private static let delays = 8
  /// How often what is left is improved, and the least and the most work for each time.
  private static let descents = 3
  private static let descentWork = 20_000...4_000_000

  /// Keeps a candidate where it is better than what there is, and nobody is stranded on its way.
  func add(_ candidate: Candidate, to pool: inout Pool, _ context: SolveContext) {
    guard candidate.rank < pool.best.rank else { return }
    let kept = protecting(candidate, mayBlock: !pool.best.stuck.isEmpty, context)
    if kept.isHeldBack { pool.note(heldBack: candidate.rank) }
    pool.scarce.formUnion(kept.scarce)
    pool.add(kept)
  }

  /// Descends once more from the best there is, without the room that is needed when a node fails.
  func descend(aroundScarceRoomOf pool: inout Pool, _ context: inout SolveContext) {
    let range = Self.descentWork
    let work = min(range.upperBound, max(range.lowerBound, context.remainingWork / 4))
    for _ in 0..<Self.descents where !pool.scarce.isEmpty {
      let known = pool.scarce
      var placement = pool.best.order.placement
      var part = context.timeOnly.part(work: work)
      Polish(problem: problem, barred: bars(known)).improve(&placement, &part)
      context.take(part)
      add(
        candidate(pool.method == .greedy ? .greedy : .search, placement, context),
        to: &pool,
        context
      )
      if pool.scarce == known { return }
    }
  }

  /// Keeps VMs that need not move off some nodes.
  func bars(_ nodes: Set<Int>) -> [Int: Set<Int>] {
    let p = problem
    if nodes.isEmpty { return [:] }
    return Dictionary(
      uniqueKeysWithValues: (0..<p.vmCount).filter { p.role[$0] == .movable }.map { ($0, nodes) }
    )
  }

  /// A candidate after none of whose batches a protected node is stranded: itself, the same moves in
  /// another order, or what is left once moves that cause it are taken back.
  ///
  /// The search knows nothing of such nodes.
  ///
  /// O(`attempts` × (`changes` × `looks` × (V + N²) + an order)).
  ///
  /// - Parameter mayBlock: Whether VMs that must move may be among those that do not.
  func protecting(_ candidate: Candidate, mayBlock: Bool, _ context: SolveContext) -> Candidate {
    let p = problem
    guard var stranding = p.stranding(candidate.order) else { return candidate }
    var clock = context.timeOnly
    var kept = candidate
    // At the start there is room for those VMs.
    let start = Placement(p)
    var scarce: Set<Int> = []
    func held(_ kept: Candidate) -> Candidate { self.held(kept, of: candidate, scarce) }
    for _ in 0..<Self.attempts where !clock.isOver() {
      scarce.formUnion(stranding.losses.compactMap { p.standby?.room(p, for: $0, at: start) })
      if let later = delaying(kept, stranding) { return held(later) }
      guard let end = relieved(kept.order.placement, stranding, scarce, mayBlock) else { break }
      kept = self.candidate(candidate.method, end, clock, stopped: candidate.nodes)
      guard let next = p.stranding(kept.order) else { return held(kept) }
      stranding = next
    }
    return held(beginning(of: candidate))
  }

  /// Notes whether it is worse now, and who stays that would have gone.
  private func held(
    _ kept: Candidate,
    of candidate: Candidate,
    _ scarce: Set<Int>
  ) -> Candidate {
    var kept = kept
    kept.scarce = scarce
    kept.isHeldBack = candidate.rank.isBetter(than: kept.rank, by: 1e-9)
    kept.withheld = Set(kept.stuck).subtracting(candidate.stuck)
    return kept
  }

  /// The same moves, those of a batch that strands a node after the others; `nil` where that does not
  /// help.
  private func delaying(_ candidate: Candidate, _ first: Problem.Stranding) -> Candidate? {
    let p = problem
    var (order, stranding) = (candidate.order, first)
    for _ in 0..<Self.delays {
      var batches = order.batches.filter { p.isActive($0[0].vm) }
      guard stranding.batch < batches.count, !batches.joined().contains(where: \.isParking) else {
        return nil
      }
      batches.append(batches.remove(at: stranding.batch - 1))
      let outcome = Sequencer(problem: p).follow(batches.flatMap { $0 })
      guard outcome.stuck == nil else { return nil }
      order.batches = outcome.order.batches
      guard let next = p.stranding(order) else {
        return self.candidate(candidate.method, order, stopped: candidate.nodes)
      }
      stranding = next
    }
    return nil
  }

  /// An end with some moves less, or other ones, by which fewer nodes are stranded, if that is found.
  private func relieved(
    _ end: Placement,
    _ stranding: Problem.Stranding,
    _ scarce: Set<Int>,
    _ mayBlock: Bool
  ) -> Placement? {
    var (stranding, relieved) = (stranding, end)
    let before = stranding.losses.count
    for _ in 0..<Self.changes where stranding.losses.count >= before {
      guard let change = changed(relieved, stranding, scarce, mayBlock) else { break }
      relieved = change.end
      stranding.state = change.state
      stranding.losses = change.losses
    }
    return relieved.node == end.node ? nil : relieved
  }

  /// A change to where one VM ends, with where everything is when nodes are stranded and at the end.
  private struct Change {
    var isLikely: Bool
    var objective: Double
    var vm: Int
    var state: Placement
    var end: Placement
    var losses: [Failover.Loss] = []

    /// What is looked at first: where it is likely to help, then what costs least.
    var rank: (Int, Double, Int) { (isLikely ? 0 : 1, objective, vm) }
  }

  /// One move less, or a VM that must move elsewhere: what strands least, then costs least.
  private func changed(
    _ end: Placement,
    _ stranding: Problem.Stranding,
    _ scarce: Set<Int>,
    _ mayBlock: Bool
  ) -> Change? {
    let p = problem
    // Who came to a node that is lost, or to where its VM would find room.
    let places = scarce.union(stranding.losses.map(\.node))
    var (state, last) = (stranding.state, end)
    var (returns, others): ([Change], [Change]) = ([], [])
    for v in 0..<p.vmCount where p.isActive(v) && state.node[v] != p.start[v] {
      let (now, then) = (Int(state.node[v]), Int(last.node[v]))
      let isFree = p.role[v] == .movable
      let isBound = !p.stipulated.isEmpty && p.stipulated[v] != nil
      let home = Int(p.start[v])
      let targets =
        isFree || isBound
        ? [] : p.balanceSet.filter { $0 != then && $0 != home && p.move(v, to: $0) != nil }
      for n in (isFree || mayBlock ? [home] : []) + targets {
        state.set(p, v, to: n)
        last.set(p, v, to: n)
        if p.isLegal(last), p.isLegal(state) {
          let change = Change(
            isLikely: places.contains(now),
            objective: last.objective(p),
            vm: v,
            state: state,
            end: last
          )
          if n == home { note(change, in: &returns) } else { note(change, in: &others) }
        }
        state.set(p, v, to: now)
        last.set(p, v, to: then)
      }
    }
    // Who must move goes elsewhere before it stays, where that helps.
    return best(others, below: stranding.losses.count) ?? best(returns, below: .max)
  }

  /// Keeps the changes that are to be looked at.
  private func note(_ change: Change, in list: inout [Change]) {
    if list.count < Self.looks {
      list.append(change)
    } else if let worst = list.indices.max(by: { list[$0].rank < list[$1].rank }),
      change.rank < list[worst].rank
    {
      list[worst] = change
    }
  }

  private func best(_ changes: [Change], below most: Int) -> Change? {
    let p = problem
    let counted = changes.map { change in
      var change = change
      change.losses = p.standby?.losses(p, change.state) ?? []
      return change
    }
    return counted.filter { $0.losses.count < most }.min { a, b in
      a.losses.count == b.losses.count ? a.rank < b.rank : a.losses.count < b.losses.count
    }
  }

  /// The most batches from the first on that end legally and strand nobody on the way.
  private func beginning(of candidate: Candidate) -> Candidate {
    let p = problem
    var state = Placement(p)
    var parked: Set<Int> = []
    var order = Orderer.Order(placement: state)
    let batches = candidate.order.batches.filter { p.isActive($0[0].vm) }
    for (b, batch) in batches.enumerated() {
      for step in batch {
        state.set(p, step.vm, to: step.to)
        if step.isParking { parked.insert(step.vm) } else { parked.remove(step.vm) }
      }
      if p.standby?.losses(p, state).isEmpty == false { break }
      guard parked.isEmpty, p.isLegal(state) else { continue }
      order.batches = Array(batches[...b])
      order.placement = state
    }
    order.parkingPrice = p.parkingPrice(of: order.batches.flatMap { $0 })
    return self.candidate(candidate.method, order, stopped: candidate.nodes)
  }
}
