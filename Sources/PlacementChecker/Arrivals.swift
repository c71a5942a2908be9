import PlacementModel

/// A move as it is replayed, with numbers for names.
struct Mover {
  var vm: Int
  /// Where it is while the batch runs, or ``Facts/none`` where it has left or never was.
  var from: Int
  var to: Int
}

/// VMs that arrive together, in any order, while those that leave may leave at any moment.
///
/// A live batch is that; a placement is one in which nobody leaves; a cold move, once its VM has
/// left, is the placement of one VM.
struct Arrivals {
  /// What the movers change in one group.
  private struct Shift {
    /// VMs new in a domain.
    var more: [Int: Int] = [:]
    /// VMs that leave a domain.
    var fewer: [Int: Int] = [:]
    /// Pods new in a domain: also those of VMs that move within it.
    var pods: [Int: Int] = [:]
    /// Carriers of the term that are new in a domain.
    var carriers: [Int: Int] = [:]
  }

  let yardstick: Yardstick
  private let movers: [Mover]
  private var shifts: [Int: Shift] = [:]
  private var facts: Facts { yardstick.facts }

  /// Prepares for movers, active ones only.
  init(_ movers: [Mover], _ state: State, _ yardstick: Yardstick) {
    self.yardstick = yardstick
    self.movers = movers
    for mover in movers {
      for g in state.facts.countedIn[mover.vm] {
        let from = state.domain(of: mover.from, in: g)
        let to = state.domain(of: mover.to, in: g)
        if to != Facts.none { shifts[g, default: Shift()].pods[to, default: 0] += 1 }
        if from == to { continue }
        if to != Facts.none { shifts[g, default: Shift()].more[to, default: 0] += 1 }
        if from != Facts.none { shifts[g, default: Shift()].fewer[from, default: 0] += 1 }
      }
      for g in state.facts.carries[mover.vm] {
        let from = state.domain(of: mover.from, in: g)
        let to = state.domain(of: mover.to, in: g)
        if from == to || to == Facts.none { continue }
        shifts[g, default: Shift()].carriers[to, default: 0] += 1
      }
    }
  }

  /// Everything the rules on several VMs have against it, in a state in which all who leave are
  /// still there.
  func problems(in state: State) -> [Violation] {
    var found: [Violation] = []
    for g in shifts.keys.sorted() where yardstick.binds(g) {
      guard let shift = shifts[g] else { continue }
      switch facts.groups[g].kind {
      case .antiAffinity(let most):
        for domain in shift.more.keys.sorted() {
          let number = state.counted[g][domain] + (shift.more[domain] ?? 0)
          if let problem = yardstick.overfilled(g, domain, number, most) { found.append(problem) }
        }
      case .spread(let maxSkew):
        if let problem = skew(g, shift, maxSkew, state) { found.append(problem) }
      default: break
      }
    }
    return found + podProblems(in: state)
  }

  /// What the scheduler has against it because of pods' own terms.
  func podProblems(in state: State) -> [Violation] {
    movers.flatMap { mover in
      podProblems(of: mover, in: state).map { code, message in
        Violation(
          code,
          message,
          vm: facts.vms[mover.vm].fullName,
          node: facts.nodes[mover.to].name
        )
      }
    }
  }

  private func skew(_ g: Int, _ shift: Shift, _ maxSkew: Int, _ state: State) -> Violation? {
    guard let (fullest, emptiest) = state.extremes(of: g, more: shift.more, fewer: shift.fewer)
    else { return nil }
    let excess = fullest - emptiest - maxSkew
    guard excess > yardstick.excess[g] else { return nil }
    let group = facts.groups[g]
    return Violation(
      group.code,
      "\(group.title): up to \(fullest) members in a domain against \(emptiest) in another,"
        + " allowed are \(maxSkew) more"
    )
  }

  // MARK: - Pods' own terms

  /// What the scheduler has against an arrival because of other pods.
  private func podProblems(of mover: Mover, in state: State) -> [(Violation.Code, String)] {
    var found: [(Violation.Code, String)] = []
    // A stopped VM's terms bind it when it starts, though nobody else is subject to them.
    for g in facts.carries[mover.vm] where facts.groups[g].required {
      switch facts.groups[g].kind {
      case .podAntiAffinity: found += ownConflict(mover, g, state)
      case .podAffinity: found += missingCompany(mover, g, state)
      case .topologySpread(let maxSkew, _): found += crowding(mover, g, maxSkew, state)
      default: break
      }
    }
    for g in facts.countedIn[mover.vm]
    where facts.groups[g].kind == .podAntiAffinity && yardstick.binds(g) {
      let domain = state.domain(of: mover.to, in: g)
      if domain == Facts.none { continue }
      let own = facts.groups[g].selfMatching.contains(mover.vm) ? 1 : 0
      let others = state.carrying[g][domain] + (shifts[g]?.carriers[domain] ?? 0) - own
      if others > 0 {
        found.append((.antiAffinity, "\(others) pods there have a term that keeps it away"))
      }
    }
    return found
  }

  private func ownConflict(_ mover: Mover, _ g: Int, _ state: State) -> [(Violation.Code, String)] {
    let group = facts.groups[g]
    let domain = state.domain(of: mover.to, in: g)
    if domain == Facts.none { return [] }
    // Its own source pod counts; the arriving pod itself does not.
    let arriving = group.selfMatching.contains(mover.vm)
    let isNew = state.domain(of: mover.from, in: g) != domain
    let others =
      state.counted[g][domain] + (shifts[g]?.more[domain] ?? 0) - (arriving && isNew ? 1 : 0)
    guard others > 0 else { return [] }
    let place = facts.domainNames[group.key][domain]
    return [(group.code, "\(group.title): \(others) pods that its term matches in \(place)")]
  }

  private func missingCompany(
    _ mover: Mover,
    _ g: Int,
    _ state: State
  ) -> [(Violation.Code, String)] {
    let group = facts.groups[g]
    let domain = state.domain(of: mover.to, in: g)
    guard domain != Facts.none else {
      return [(group.code, "\(group.title): the node lacks the term's topology key")]
    }
    // Who leaves the domain in this batch is no company, but for the VM's own source pod, which is
    // there as long as it moves.
    let leavers = shifts[g]?.fewer[domain] ?? 0
    if state.counted[g][domain] - leavers > 0 { return [] }
    if state.counted[g].inDomain == 0, group.selfMatching.contains(mover.vm) { return [] }
    return [(group.code, "\(group.title): no pod that its term matches is there to stay")]
  }

  private func crowding(
    _ mover: Mover,
    _ g: Int,
    _ maxSkew: Int,
    _ state: State
  ) -> [(Violation.Code, String)] {
    let group = facts.groups[g]
    let domain = state.domain(of: mover.to, in: g)
    guard domain != Facts.none else {
      return [(group.code, "\(group.title): the node is in none of its domains")]
    }
    let there = state.counted[g][domain] + (shifts[g]?.pods[domain] ?? 0)
    let emptiest = state.extremes(of: g, fewer: shifts[g]?.fewer ?? [:])?.emptiest ?? 0
    guard there - emptiest > maxSkew else { return [] }
    let place = facts.domainNames[group.key][domain]
    return [
      (
        group.code,
        "\(group.title): \(there) pods in \(place) against \(emptiest) in another domain,"
          + " allowed are \(maxSkew) more"
      )
    ]
  }
}
