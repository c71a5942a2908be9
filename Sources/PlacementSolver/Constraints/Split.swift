import PlacementModel

/// Members of two groups share no domain: each group keeps away from all later ones, see
/// ``PodAntiAffinityKind``. A VM belongs to the first group that names it.
extension Rule.Split: RuleMeaning {
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder) {
    var seen: Set<Int> = []
    let parts = Problem.members(of: groups, builder.vms).map { members in
      let fresh = members.filter { !seen.contains($0) }
      seen.formUnion(fresh)
      return fresh
    }
    for i in parts.indices.dropLast() {
      builder.addApart(rule, parts[i], from: parts[(i + 1)...].flatMap { $0 }.sorted(), topologyKey)
    }
  }
}
