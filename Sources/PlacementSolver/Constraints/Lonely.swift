import PlacementModel

/// Members share no domain with VMs that are none, see ``PodAntiAffinityKind``.
extension Rule.Lonely: RuleMeaning {
  func addGroups(_ rule: Rule, _ members: [Int], to builder: inout GroupBuilder) {
    let inside = Set(members)
    let others = builder.vms.indices.filter { !inside.contains($0) }
    builder.addApart(rule, members, from: others, topologyKey)
  }
}
