/// Where the members of a group are in a placement.
struct GroupView {
  let group: Group
  /// The VMs that the group counts and that are on a node.
  let placed: [Int]
  /// How many of them are in each domain; domains without any are left out.
  let counts: [Int: Int]
  private let domains: [Int: Int]

  /// Looks at a group.
  ///
  /// O(members).
  init(_ g: Int, _ placement: Placement, in p: Problem) {
    group = p.groups[g]
    placed = group.matched.filter { placement.node[$0] >= 0 }
    var domains: [Int: Int] = [:]
    for v in group.owners + group.matched where placement.node[v] >= 0 {
      domains[v] = p.domain(g, Int(placement.node[v]))
    }
    var counts: [Int: Int] = [:]
    for v in placed { if let d = domains[v], d >= 0 { counts[d, default: 0] += 1 } }
    self.domains = domains
    self.counts = counts
  }

  /// The domain of a VM: -1 for none, `nil` for one that is on no node.
  func domain(of vm: Int) -> Int? { domains[vm] }

  /// How many other VMs that the group counts share the domain of an owner; 0 in no domain.
  func others(with owner: Int, countsItself: Bool) -> Int {
    guard let d = domains[owner] else { return 0 }
    return (counts[d] ?? 0) - (countsItself && d >= 0 ? 1 : 0)
  }
}
