import PlacementModel

/// The start, against which "not worse" is measured.
struct Yardstick {
  let facts: Facts
  let start: State
  /// The excess of each group at the start.
  let excess: [Int]

  /// Measures the start.
  init(_ facts: Facts) {
    self.facts = facts
    let start = State(facts)
    self.start = start
    excess = facts.groups.indices.map { start.excess(of: $0) }
  }

  /// Whether a group forbids anything.
  func binds(_ g: Int) -> Bool { facts.groups[g].required && facts.groups[g].isLive }

  /// What a group has against a state in which nothing is in transit.
  ///
  /// - Parameters:
  ///   - carriers: the carriers of a pod affinity term to look at; `nil` looks at all of them.
  ///   - hasMoved: whether a VM arrived where it is by this plan.
  func problems(
    of g: Int,
    in state: State,
    carriers: [Int]? = nil,
    hasMoved: (Int) -> Bool
  ) -> [Violation] {
    let group = facts.groups[g]
    guard binds(g) else { return [] }
    switch group.kind {
    case .antiAffinity(let most):
      return state.counted[g].counts.keys.sorted().compactMap { domain in
        overfilled(g, domain, state.counted[g][domain], most)
      }
    case .affinity, .spread, .topologySpread:
      let now = state.excess(of: g)
      guard now > excess[g] else { return [] }
      return [
        Violation(group.code, "\(group.title): excess \(now), at the start \(excess[g])")
      ]
    case .podAntiAffinity:
      return conflicts(g, state, hasMoved)
    case .podAffinity:
      return (carriers ?? group.carriers).compactMap { vm in
        discontent(vm, g, state, hasMoved(vm))
      }
    }
  }

  /// What is wrong with a number of members in a domain.
  func overfilled(_ g: Int, _ domain: Int, _ number: Int, _ most: Int) -> Violation? {
    let allowed = max(most, start.counted[g][domain])
    guard number > allowed else { return nil }
    let group = facts.groups[g]
    let place = facts.domainNames[group.key][domain]
    return Violation(
      group.code,
      "\(group.title): \(number) members in domain \(place), allowed are \(allowed)"
    )
  }

  private func conflicts(_ g: Int, _ state: State, _ hasMoved: (Int) -> Bool) -> [Violation] {
    let group = facts.groups[g]
    var found: [Violation] = []
    for vm in group.carriers
    where hasMoved(vm) && state.isSubject(vm) && state.hasConflict(vm, in: g) {
      found.append(conflict(vm, g, "a pod that its term matches"))
    }
    for vm in group.counted where hasMoved(vm) && state.isSubject(vm) {
      let own = group.selfMatching.contains(vm) ? 1 : 0
      if state.domains(of: vm, in: g).contains(where: { state.carrying[g][$0] > own }) {
        found.append(conflict(vm, g, "a pod whose term matches it"))
      }
    }
    return found
  }

  private func conflict(_ vm: Int, _ g: Int, _ what: String) -> Violation {
    let group = facts.groups[g]
    return Violation(
      group.code,
      "\(group.title): it shares a domain with \(what)",
      vm: facts.vms[vm].fullName
    )
  }

  private func discontent(_ vm: Int, _ g: Int, _ state: State, _ moved: Bool) -> Violation? {
    guard state.isSubject(vm) else { return nil }
    // The scheduler takes no node without the key, whatever else is there.
    let homeless = moved && state.domains(of: vm, in: g).isEmpty
    if !homeless, state.isContent(vm, in: g) { return nil }
    guard moved || start.isContent(vm, in: g) else { return nil }
    let group = facts.groups[g]
    return Violation(
      group.code,
      "\(group.title): no other pod that its term matches shares its domain",
      vm: facts.vms[vm].fullName
    )
  }
}
