import PlacementModel

/// What rules on several VMs are made of, as functions of the choices.
extension Formulation {
  /// 1 where a VM ends in a domain, as a function of the choices.
  func within(_ v: Int, _ g: Int, _ domain: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    let p = problem
    if choices[v].isEmpty {
      let home = p.domain(g, Int(p.start[v]))
      let away = p.migrationTarget[v].map { p.domain(g, $0) }
      sum.constant = p.start[v] >= 0 && (home == domain || away == domain) ? 1 : 0
    } else {
      for (n, x) in choices[v] where n >= 0 && p.domain(g, n) == domain { sum.add(1, x) }
    }
    return sum
  }

  /// 1 where a VM stays on its node.
  func staying(_ v: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    if choices[v].isEmpty {
      sum.constant = 1
    } else {
      for (n, x) in choices[v] where n >= 0 && n == Int(problem.start[v]) { sum.add(1, x) }
    }
    return sum
  }

  /// The number of VMs in a domain that a group counts.
  func members(_ g: Int, in domain: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    for v in problem.groups[g].matched { sum.add(1, within(v, g, domain)) }
    return sum
  }

  /// 1 where a VM is placed on any node.
  func placedAnywhere(_ v: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    if choices[v].isEmpty {
      sum.constant = problem.start[v] >= 0 ? 1 : 0
    } else {
      for (n, x) in choices[v] where n >= 0 { sum.add(1, x) }
    }
    return sum
  }

  /// Whether two VMs share a domain at the start.
  func startTogether(_ a: Int, _ b: Int, _ g: Int) -> Bool {
    let domains = startDomains(b, g)
    return startDomains(a, g).contains { domains.contains($0) }
  }

  /// The domains a VM is in at the start: two for one that another actor migrates.
  func startDomains(_ v: Int, _ g: Int) -> [Int] {
    let nodes = [Int(problem.start[v])] + (problem.migrationTarget[v].map { [$0] } ?? [])
    return nodes.map { problem.domain(g, $0) }.filter { $0 >= 0 }
  }
}
