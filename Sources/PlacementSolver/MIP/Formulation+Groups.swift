import PlacementModel

extension Formulation {
  /// 1 where a VM ends in a domain, as a function of the choices.
  private func within(_ v: Int, _ g: Int, _ domain: Int) -> MIPModel.Expression {
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
  private func staying(_ v: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    if choices[v].isEmpty {
      sum.constant = 1
    } else {
      for (n, x) in choices[v] where n >= 0 && n == Int(problem.start[v]) { sum.add(1, x) }
    }
    return sum
  }

  private func members(_ g: Int, in domain: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    for v in problem.groups[g].matched { sum.add(1, within(v, g, domain)) }
    return sum
  }

  /// Adds the rows that keep a rule on several VMs, and the cost of what breaks it.
  mutating func addGroup(_ g: Int) {
    switch problem.groups[g].kind {
    case .antiAffinity(let max): addAntiAffinity(g, max)
    case .affinity: addAffinity(g)
    case .spread(let maxSkew), .topologySpread(let maxSkew): addSpread(g, maxSkew)
    case .podAntiAffinity: addPodAntiAffinity(g)
    case .podAffinity: addPodAffinity(g)
    }
  }

  private mutating func addAntiAffinity(_ g: Int, _ max: Int) {
    let p = problem
    let group = p.groups[g]
    for d in group.domains.indices {
      let i = p.tallyStart[g] + d
      var sum = members(g, in: d)
      guard sum.constant + Double(sum.terms.count) > Double(max) else { continue }
      let worst = Swift.max(max, p.startTallies[i].counted)
      if group.required { model.row("apart_\(g)_\(d)", sum, to: Double(worst)) }
      guard !group.required || worst > max else { continue }
      let beyond = excess(of: g, "beyond_\(g)_\(d)")
      definitions.append((beyond, { Double(Swift.max(0, $0.tallies[i].counted - max)) }))
      sum.add(-1, beyond)
      model.row("beyond_\(g)_\(d)", sum, to: Double(max))
    }
  }

  private mutating func addAffinity(_ g: Int) {
    let p = problem
    let group = p.groups[g]
    var placed = MIPModel.Expression()
    for v in group.matched { placed.add(1, placedAnywhere(v)) }
    let excess = excess(
      of: g,
      "outside_\(g)",
      to: group.required ? Double(p.startExcess[g]) : .infinity
    )
    definitions.append((excess, { Double($0.excess[g]) }))
    var one = MIPModel.Expression()
    for d in group.domains.indices {
      let isFullest = model.binary("fullest_\(g)_\(d)")
      one.add(1, isFullest)
      definitions.append(
        (isFullest, { p.fullestDomain(g, $0.tallies) == d ? 1 : 0 })
      )
      // placed - here <= excess wherever this domain is the fullest.
      var outside = placed
      outside.add(-1, members(g, in: d))
      outside.add(-1, excess)
      let all = Double(group.matched.count)
      outside.add(all, isFullest)
      model.row("together_\(g)_\(d)", outside, to: all)
      guard group.required, p.startExcess[g] == 0 else { continue }
      // Nobody outside at all: each member is where the fullest domain is.
      for v in group.matched where p.migrationTarget[v] == nil {
        var here = within(v, g, d)
        here.add(-1, isFullest)
        model.row("follows_\(g)_\(d)", here, to: 0)
      }
    }
    if group.domains.isEmpty { return }
    model.row("fullest_\(g)", from: 1, one, to: 1)
  }

  private func placedAnywhere(_ v: Int) -> MIPModel.Expression {
    var sum = MIPModel.Expression()
    if choices[v].isEmpty {
      sum.constant = problem.start[v] >= 0 ? 1 : 0
    } else {
      for (n, x) in choices[v] where n >= 0 { sum.add(1, x) }
    }
    return sum
  }

  private mutating func addSpread(_ g: Int, _ maxSkew: Int) {
    let p = problem
    let group = p.groups[g]
    let excess = excess(
      of: g,
      "skew_\(g)",
      to: group.required ? Double(p.startExcess[g]) : .infinity
    )
    definitions.append((excess, { Double($0.excess[g]) }))
    let low = model.variable("low_\(g)", to: group.emptiestIsZero ? 0 : .infinity)
    let domains = group.domains.indices.filter { group.eligible[$0] }
    definitions.append(
      (
        low,
        { placement in
          group.emptiestIsZero
            ? 0 : Double(domains.map { placement.tallies[p.tallyStart[g] + $0].counted }.min() ?? 0)
        }
      )
    )
    if case .topologySpread = group.kind, group.required {
      // The scheduler refuses a node that is in none of the constraint's domains.
      for v in group.owners {
        for (n, x) in choices[v] where n >= 0 && n != Int(p.start[v]) && p.domain(g, n) < 0 {
          var never = MIPModel.Expression()
          never.add(1, x)
          model.row("outside_\(g)", never, to: 0)
        }
      }
    }
    for d in domains {
      let here = members(g, in: d)
      var above = here
      above.add(-1, low)
      above.add(-1, excess)
      model.row("skew_\(g)_\(d)", above, to: Double(maxSkew))
      guard !group.emptiestIsZero else { continue }
      var below = MIPModel.Expression()
      below.add(1, low)
      below.add(-1, here)
      model.row("low_\(g)_\(d)", below, to: 0)
    }
  }

  /// Owners and those that they keep away from are different VMs: a domain is for one of the two.
  ///
  /// Rows grow with members × domains, and not with pairs of members.
  private mutating func addSeparation(_ g: Int) {
    let p = problem
    let group = p.groups[g]
    for d in group.domains.indices {
      let taken = model.variable("taken_\(g)_\(d)", to: 1)
      definitions.append(
        (taken, { $0.tallies[p.tallyStart[g] + d].counted > 0 ? 1 : 0 })
      )
      for b in group.matched {
        var row = within(b, g, d)
        guard row.constant > 0 || !row.terms.isEmpty else { continue }
        row.add(-1, taken)
        model.row("taken_\(g)_\(d)", row, to: 0)
      }
      for a in group.owners {
        var row = within(a, g, d)
        guard row.constant > 0 || !row.terms.isEmpty else { continue }
        row.add(1, taken)
        if let company = companies[g]?[a] { row.add(-1, company) }
        model.row("apart_\(g)_\(d)", row, to: 1)
      }
    }
  }

  private mutating func addPodAntiAffinity(_ g: Int) {
    let p = problem
    let group = p.groups[g]
    let owners = Set(group.owners)
    let isDisjoint = !group.matched.contains(where: owners.contains)
    if isDisjoint, !group.required || p.startExcess[g] == 0 {
      if !group.required {
        for a in group.owners {
          let company = excess(of: g, "company_\(g)_\(a)")
          definitions.append((company, { p.hasCompany(a, in: g, $0.tallies, $0.node) ? 1 : 0 }))
          companies[g, default: [:]][a] = company
        }
      }
      return addSeparation(g)
    }
    for a in group.owners {
      // A variable for "this owner has company" where that may be and costs.
      let others = group.matched.filter { $0 != a }
      let meetsAtStart = others.contains { startTogether(a, $0, g) }
      let mayMeet = !group.required || meetsAtStart
      let company = mayMeet ? excess(of: g, "company_\(g)_\(a)") : nil
      if let company {
        definitions.append((company, { p.hasCompany(a, in: g, $0.tallies, $0.node) ? 1 : 0 }))
      }
      for b in others {
        for d in group.domains.indices {
          var both = within(a, g, d)
          both.add(1, within(b, g, d))
          guard both.constant + Double(both.terms.count) > 1 else { continue }
          if let company {
            var pays = both
            pays.add(-1, company)
            model.row("company_\(g)_\(d)", pays, to: 1)
          }
          guard group.required, a < b || !owners.contains(b) || !group.matched.contains(a) else {
            continue
          }
          if startDomains(a, g).contains(d) && startDomains(b, g).contains(d) {
            // Tolerated while both stay, on condition that neither moves within the domain.
            for (mover, other) in [(a, b), (b, a)] {
              var row = within(mover, g, d)
              row.add(-1, staying(mover))
              row.add(1, within(other, g, d))
              model.row("apart_\(g)_\(d)", row, to: 1)
            }
          } else {
            model.row("apart_\(g)_\(d)", both, to: 1)
          }
        }
      }
    }
  }

  private func startTogether(_ a: Int, _ b: Int, _ g: Int) -> Bool {
    let domains = startDomains(b, g)
    return startDomains(a, g).contains { domains.contains($0) }
  }

  /// The domains a VM is in at the start: two for one that another actor migrates.
  private func startDomains(_ v: Int, _ g: Int) -> [Int] {
    let nodes = [Int(problem.start[v])] + (problem.migrationTarget[v].map { [$0] } ?? [])
    return nodes.map { problem.domain(g, $0) }.filter { $0 >= 0 }
  }

  private mutating func addPodAffinity(_ g: Int) {
    let p = problem
    let group = p.groups[g]
    for a in group.owners {
      let others = group.matched.filter { $0 != a }
      let matchesItself = group.matched.contains(a)
      if others.isEmpty && matchesItself { continue }
      let lonely = !group.required || p.startsLonely[g].contains(a)
      let alone = lonely ? excess(of: g, "alone_\(g)_\(a)") : nil
      if let alone {
        definitions.append(
          (alone, { p.isLonely(a, in: g, at: Int($0.node[a]), $0.tallies) ? 1 : 0 })
        )
      }
      let only = matchesItself ? onlyMatch(among: others, g, "\(g)_\(a)") : nil
      for domains in domainsOf(a, g) {
        var here = MIPModel.Expression()
        if domains.count == 1 { here = within(a, g, domains[0]) } else { here.constant = 1 }
        guard here.constant > 0 || !here.terms.isEmpty else { continue }
        for d in domains where d >= 0 { for b in others { here.add(-1, within(b, g, d)) } }
        if let only { here.add(-1, only) }
        if let alone {
          var pays = here
          pays.add(-1, alone)
          model.row("alone_\(g)_\(domains[0])", pays, to: 0)
          guard group.required else { continue }
          // Alone from the start is tolerated while it stays.
          if domains.contains(p.domain(g, Int(p.start[a]))) { here.add(-1, staying(a)) }
        }
        model.row("near_\(g)_\(domains[0])", here, to: 0)
      }
    }
  }

  /// The domains in which an owner may end, each by itself; both together for one that another
  /// actor migrates, which is in two at once.
  private func domainsOf(_ v: Int, _ g: Int) -> [[Int]] {
    if let target = problem.migrationTarget[v] {
      return [[problem.domain(g, Int(problem.start[v])), problem.domain(g, target)]]
    }
    return problem.groups[g].domains.indices.map { [$0] } + [[-1]]
  }

  /// A variable that may be 1 where none of these VMs is in any domain; `nil` where one always is.
  private mutating func onlyMatch(
    among others: [Int],
    _ g: Int,
    _ name: String
  ) -> MIPModel.Variable? {
    let p = problem
    let domains = p.groups[g].domains.indices
    let inside = others.map { b in
      domains.reduce(into: MIPModel.Expression()) { $0.add(1, within(b, g, $1)) }
    }
    if inside.contains(where: { $0.constant > 0 }) { return nil }
    let only = model.variable("only_\(name)", to: 1)
    definitions.append(
      (
        only,
        { placement in
          others.allSatisfy { p.domain(g, Int(placement.node[$0])) < 0 } ? 1 : 0
        }
      )
    )
    for expression in inside where !expression.terms.isEmpty {
      var either = expression
      either.add(1, only)
      model.row("only_\(name)", either, to: 1)
    }
    return only
  }
}

extension Problem {
  /// The domain that holds most members of a group; the first of equals.
  func fullestDomain(_ g: Int, _ tallies: Tallies) -> Int? {
    groups[g].domains.indices.max {
      (tallies[tallyStart[g] + $0].counted, $1) < (tallies[tallyStart[g] + $1].counted, $0)
    }
  }

  /// Whether an owner of a pod anti-affinity group shares its domain with another VM counted.
  func hasCompany(_ owner: Int, in g: Int, _ tallies: Tallies, _ nodes: [Int32]) -> Bool {
    let domain = domain(g, Int(nodes[owner]))
    guard domain >= 0 else { return false }
    let isCounted = memberships(of: owner).contains { Int($0.group) == g && $0.tally == .both }
    return tallies[tallyStart[g] + domain].counted > (isCounted ? 1 : 0)
  }
}
