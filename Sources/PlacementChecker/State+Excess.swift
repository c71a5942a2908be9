import PlacementModel

/// How far groups are from what they demand.
extension State {
  /// The excess over a group's demand.
  func excess(of g: Int) -> Int {
    let rule = facts.groups[g]
    let occupancy = counted[g]
    switch rule.kind {
    case .antiAffinity(let most):
      return occupancy.counts.values.reduce(0) { $0 + max(0, $1 - most) }
    case .affinity:
      return occupancy.placed - (occupancy.counts.values.max() ?? 0)
    case .spread(let maxSkew), .topologySpread(let maxSkew, _):
      guard let (fullest, emptiest) = extremes(of: g) else { return 0 }
      return max(0, fullest - emptiest - maxSkew)
    case .podAntiAffinity:
      return rule.carriers.count { isSubject($0) && hasConflict($0, in: g) }
    case .podAffinity:
      return rule.carriers.count { isSubject($0) && !isContent($0, in: g) }
    }
  }

  /// The numbers in the fullest and the emptiest of the judged domains, with some VMs more or less;
  /// `nil` where no domain is judged.
  ///
  /// - Parameters:
  ///   - more: VMs added to domains before the fullest is sought.
  ///   - fewer: VMs taken from domains before the emptiest is sought.
  func extremes(
    of g: Int,
    more: [Int: Int] = [:],
    fewer: [Int: Int] = [:]
  ) -> (fullest: Int, emptiest: Int)? {
    let rule = facts.groups[g]
    guard let judged = rule.judged, !judged.isEmpty else { return nil }
    var fullest = 0
    var emptiest = Int.max
    var occupied = 0
    for (domain, number) in counted[g].counts where judged.contains(domain) {
      occupied += 1
      fullest = max(fullest, number + (more[domain] ?? 0))
      emptiest = min(emptiest, number - (fewer[domain] ?? 0))
    }
    for (domain, number) in more where judged.contains(domain) && counted[g][domain] == 0 {
      fullest = max(fullest, number)
    }
    if occupied < judged.count { emptiest = 0 }
    if case .topologySpread(_, let minDomains) = rule.kind, judged.count < minDomains {
      emptiest = 0
    }
    return (fullest, emptiest)
  }

  /// Whether a VM has a pod on some node.
  func isSubject(_ vm: Int) -> Bool {
    running[vm] && (position[vm] != Facts.none || facts.secondNode[vm] != Facts.none)
  }

  /// The domains a VM is in, without repetition.
  func domains(of vm: Int, in g: Int) -> [Int] {
    var found: [Int] = []
    for node in nodes(of: vm) {
      let domain = domain(of: node, in: g)
      if domain != Facts.none, !found.contains(domain) { found.append(domain) }
    }
    return found
  }

  /// Whether a VM shares a domain with another one that a term of its own matches.
  func hasConflict(_ vm: Int, in g: Int) -> Bool {
    let own = facts.groups[g].selfMatching.contains(vm) ? 1 : 0
    return domains(of: vm, in: g).contains { counted[g][$0] > own }
  }

  /// Whether a VM shares a domain with another one that a term of its own matches, or matches that
  /// term itself while no other VM does.
  func isContent(_ vm: Int, in g: Int) -> Bool {
    let own = facts.groups[g].selfMatching.contains(vm) ? 1 : 0
    let shared = domains(of: vm, in: g)
    if shared.contains(where: { counted[g][$0] > own }) { return true }
    return own == 1 && counted[g].inDomain == (shared.isEmpty ? 0 : 1)
  }
}
