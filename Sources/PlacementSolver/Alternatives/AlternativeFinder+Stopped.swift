import PlacementModel

extension AlternativeFinder {
  /// The most that are named in one alternative.
  private static let mostStopped = 10

  /// Stopped VMs that would be in the way, or find no room, if they started where they are: moving
  /// them while they are down costs no downtime.
  func stopped() -> Plan.Alternative? {
    guard plan.status != .infeasible, let found = relocations() else { return nil }
    var wider = goal
    wider.maxMigrations = goal.maxMigrations.map { $0 + found.nodes.count }
    let decided = Stipulations(fixed: found.nodes)
    guard let other = solve(wider, deciding: decided), other.status != .infeasible,
      other.summary.downtimeSeconds <= plan.summary.downtimeSeconds
    else { return nil }
    let names = found.nodes.keys.sorted()
    let isOne = names.count == 1
    let moves = names.map { "\($0) to \(found.nodes[$0] ?? "")" }.joined(separator: ", ")
    let what = isOne ? "the stopped VM \(moves)" : "\(names.count) stopped VMs (\(moves))"
    return alternative(
      .stopped,
      "also move \(what)",
      "\(found.reason); as \(isOne ? "it is" : "they are") down already, moving now costs no "
        + "downtime",
      wider,
      [],
      deciding: decided,
      other
    )
  }

  /// Where stopped VMs should better be, by name, and why the first of them should.
  private func relocations() -> (nodes: [String: String], reason: String)? {
    guard let p = try? Problem(inventory: inventory, goal: goal, stipulations: stipulations) else {
      return nil
    }
    let ends = Dictionary(plan.migrations.map { ($0.vm, $0.to) }, uniquingKeysWith: { $1 })
    var placement = Placement(p)
    for (v, n) in p.nodes(named: ends).enumerated()
    where n >= 0 && p.isActive(v) && placement.node[v] != n {
      placement.set(p, v, to: Int(n))
    }
    let crowded = Set(
      (plan.candidates ?? []).filter {
        $0.mark == .overloaded && $0.utilization.after > $0.threshold
      }
      .map(\.node)
    )
    var nodes: [String: String] = [:]
    var reason: String?
    for v in 0..<p.vmCount where p.role[v] == .idle && p.mayMoveStopped[v] && p.start[v] >= 0 {
      let home = Int(p.start[v])
      let hasRoom = p.hasRoomToStart(v, on: home, placement)
      guard !hasRoom || crowded.contains(p.nodeName(home)) else { continue }
      let targets = p.balanceSet.filter { n in
        n != home && !crowded.contains(p.nodeName(n)) && p.mayStart(v, on: n)
          && p.hasRoomToStart(v, on: n, placement)
      }
      guard
        let best = targets.min(by: {
          placement.utilization[$0].sum() < placement.utilization[$1].sum()
        })
      else { continue }
      nodes[p.names[v]] = p.nodeName(best)
      let why =
        hasRoom ? "is beyond its threshold" : "has no room for it to start"
      reason = reason ?? "\(p.names[v]) is stopped on \(p.nodeName(home)), which \(why)"
      if nodes.count == Self.mostStopped { break }
    }
    return reason.map { (nodes, $0) }
  }
}
