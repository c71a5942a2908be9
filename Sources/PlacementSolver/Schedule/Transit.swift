import PlacementModel

/// What the cluster carries while moves are under way, whichever of them ends first.
///
/// A move begins (its VM is on both nodes) and finishes (it has left its source). What is counted
/// is the worst that can be meanwhile: every arrival and no departure for what must not get too
/// much, every departure and no arrival for what must not get too little. Everything is changed in
/// place and can be taken back, in O(resources + groups of the VM).
struct Transit {
  let problem: Problem
  /// Where everything is once all that is under way has finished.
  private(set) var end: Placement
  /// What is under way.
  private(set) var moves: [Step] = []
  /// The slots that are free.
  private var lanes: Lanes
  /// Requests on each node with every arrival and no departure.
  private(set) var used: [Int64]
  /// What each quota's limits are charged with every arrival and no departure.
  private var quotas: QuotaCharges
  /// Tallies with every arrival and no departure, and with every departure and no arrival.
  private(set) var high: Tallies
  private(set) var low: Tallies
  /// Second pods of VMs that move within a domain.
  private(set) var pods: [Int: Int32] = [:]

  init(_ problem: Problem) {
    self.problem = problem
    end = Placement(problem)
    lanes = Lanes(problem)
    used = end.used
    quotas = QuotaCharges(problem)
    high = end.tallies
    low = end.tallies
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

  // MARK: Moving

  /// Begins a move that ``admits(_:)`` allowed.
  mutating func begin(_ step: Step) {
    moves.append(step)
    arrive(step, 1)
    end.set(problem, step.vm, to: step.to)
  }

  /// Takes back a move that has begun.
  mutating func cancel(_ step: Step) {
    moves.removeAll { $0 == step }
    arrive(step, -1)
    end.set(problem, step.vm, to: step.from)
  }

  /// Finishes a move that has begun.
  mutating func finish(_ step: Step) {
    moves.removeAll { $0 == step }
    leave(step, 1)
  }

  /// Finishes everything.
  mutating func finishAll() {
    for step in moves { leave(step, 1) }
    moves.removeAll(keepingCapacity: true)
  }

  /// Makes a whole move whatever the rules say, or takes it back: a trial.
  mutating func jump(_ step: Step, back: Bool = false) {
    if back {
      leave(step, -1)
      arrive(step, -1)
      end.set(problem, step.vm, to: step.from)
    } else {
      arrive(step, 1)
      leave(step, 1)
      end.set(problem, step.vm, to: step.to)
    }
  }

  /// Counts a VM in where it arrives, while it still is where it comes from.
  private mutating func arrive(_ step: Step, _ sign: Int) {
    let p = problem
    guard p.isActive(step.vm) else { return }
    if step.type == .live { sign > 0 ? lanes.enter(step) : lanes.exit(step) }
    charge(step.vm, step.to, sign)
    quotas.add(step.vm, sign, in: p)
    for m in p.memberships(of: step.vm) {
      let g = Int(m.group)
      let (source, target) = (p.domain(g, step.from), p.domain(g, step.to))
      let base = p.tallyStart[g]
      if source == target {
        if target >= 0 && m.tally != .owner { pods[base + target, default: 0] += Int32(sign) }
        continue
      }
      if target >= 0 { high.add(m.tally, Int32(sign), at: base + target) }
      if source >= 0 { low.add(m.tally, -Int32(sign), at: base + source) }
    }
  }

  /// Counts a VM out where it came from.
  private mutating func leave(_ step: Step, _ sign: Int) {
    let p = problem
    guard p.isActive(step.vm) else { return }
    if step.type == .live { sign > 0 ? lanes.exit(step) : lanes.enter(step) }
    if step.from >= 0 {
      charge(step.vm, step.from, -sign)
      quotas.add(step.vm, -sign, in: p)
    }
    for m in p.memberships(of: step.vm) {
      let g = Int(m.group)
      let (source, target) = (p.domain(g, step.from), p.domain(g, step.to))
      let base = p.tallyStart[g]
      if source == target {
        if target >= 0 && m.tally != .owner { pods[base + target, default: 0] -= Int32(sign) }
        continue
      }
      if source >= 0 { high.add(m.tally, -Int32(sign), at: base + source) }
      if target >= 0 { low.add(m.tally, Int32(sign), at: base + target) }
    }
  }

  private mutating func charge(_ vm: Int, _ node: Int, _ sign: Int) {
    let count = problem.resourceCount
    for r in 0..<count {
      used[node * count + r] += Int64(sign) * problem.requests[vm * count + r]
    }
  }

  // MARK: Beginning

  /// Whether a live move or a placement may begin beside what is under way, as far as its own
  /// arrival goes; how it all ends is ``endIsLegal``.
  ///
  /// O(resources + domains of its groups + moves under way).
  func admits(_ step: Step) -> Bool {
    guard hasSlot(step) else { return false }
    guard problem.isActive(step.vm) else { return moves.isEmpty }
    return hasRoom(step.vm, at: step.to) && (step.type == .place || !isHeld(step.vm))
      && quotas.admits(step.vm, in: problem) && groupsAdmit(step)
  }

  /// Whether the limits on migrations leave a slot.
  func hasSlot(_ step: Step) -> Bool { step.type != .live || lanes.admits(step) }

  /// Whether a VM's requests fit beside everything that is or arrives at a node.
  @inline(__always)
  func hasRoom(_ vm: Int, at node: Int) -> Bool {
    let p = problem
    let count = p.resourceCount
    for r in 0..<count
    where used[node * count + r] + p.requests[vm * count + r] > p.limit[node * count + r] {
      return false
    }
    return true
  }

  /// Makes a cold move, where it may be made.
  ///
  /// The VM leaves, then arrives, and both states keep the rules. Nothing else may be under way.
  mutating func goCold(_ step: Step) -> Bool {
    let p = problem
    guard moves.isEmpty, p.isActive(step.vm), step.from >= 0, !isHeld(step.vm) else { return false }
    lift(step.vm, from: step.from, -1)
    var arrival = step
    arrival.from = -1
    if problem.keepsRequiredGroups(of: step.vm, end), hasRoom(step.vm, at: step.to),
      quotas.admits(step.vm, in: p), groupsAdmit(arrival)
    {
      jump(arrival)
      if problem.keepsRequiredGroups(of: step.vm, end) { return true }
      jump(arrival, back: true)
    }
    lift(step.vm, from: step.from, 1)
    return false
  }

  /// Takes a VM off its node, or puts it back.
  private mutating func lift(_ vm: Int, from node: Int, _ sign: Int) {
    let p = problem
    charge(vm, node, sign)
    quotas.add(vm, sign, in: p)
    for m in p.memberships(of: vm) {
      let domain = p.domain(Int(m.group), node)
      guard domain >= 0 else { continue }
      high.add(m.tally, Int32(sign), at: p.tallyStart[Int(m.group)] + domain)
      low.add(m.tally, Int32(sign), at: p.tallyStart[Int(m.group)] + domain)
    }
    end.set(p, vm, to: sign < 0 ? -1 : node)
  }

  /// Takes back a cold move.
  mutating func takeBack(cold step: Step) {
    var arrival = step
    arrival.from = -1
    jump(arrival, back: true)
    lift(step.vm, from: step.from, 1)
  }

  /// Whether a VM depends on one that is in flight.
  private func isHeld(_ vm: Int) -> Bool {
    let companion = problem.dependencies.companion(of: vm) { other in
      problem.migrationTarget[other] != nil || moves.contains { $0.vm == other }
    }
    return companion != nil
  }

  /// Whether the required rules on several VMs let a VM arrive.
  private func groupsAdmit(_ step: Step) -> Bool {
    for m in problem.memberships(of: step.vm) where problem.groups[Int(m.group)].required {
      let move = GroupMove(problem, m, vm: step.vm, from: step.from, to: step.to)
      if !problem.groups[move.g].admits(move, in: self) { return false }
    }
    return true
  }

  // MARK: The end

  /// Whether the rules that are judged when moves have ended are no worse then than at the start,
  /// and no arrival is crowded by those that began after it.
  var endIsLegal: Bool {
    var judged: Set<Int> = []
    for step in moves where problem.isActive(step.vm) {
      for m in problem.memberships(of: step.vm) where problem.groups[Int(m.group)].isJudgedAtEnd {
        let move = GroupMove(problem, m, vm: step.vm, from: step.from, to: step.to)
        if problem.groups[move.g].kind.meaning.isCrowded(move, in: self) { return false }
        judged.insert(move.g)
      }
    }
    return judged.allSatisfy { problem.isNoWorse($0, end) }
  }
}
