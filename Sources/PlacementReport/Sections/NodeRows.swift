import PlacementModel

/// The nodes before and after, in the allocation view.
enum NodeRows {
  /// Clusters above this size list only the nodes that change.
  static let longestFullList = 30

  static func blocks(_ plan: Plan, _ facts: PlanFacts) -> [Block] {
    let shown = selection(plan, facts)
    var blocks: [Block] = [.heading(level: 2, "📊 Node State: Before → After")]
    if !shown.isEmpty {
      blocks.append(.table(Table(columns: columns, rows: shown.map { row($0, plan, facts) })))
    }
    let hidden = plan.nodes.count - shown.count
    if hidden > 0 {
      let further = shown.isEmpty ? "node" : "further node"
      blocks.append(
        .paragraph(
          "\(own: Format.count(hidden, further + " does", plural: further + "s do")) not change."
        )
      )
    }
    blocks.append(
      .paragraph("CPU and Memory: vCPUs and guest memory of the VMs over the node's capacity.")
    )
    return blocks
  }

  /// The nodes worth a row: all of a small cluster, those that change of a large one.
  static func selection(_ plan: Plan, _ facts: PlanFacts) -> [Plan.NodeState] {
    guard plan.nodes.count > longestFullList else { return plan.nodes }
    return plan.nodes.filter { node in
      node.changes || facts.traffic[node.name] != nil || facts.drained.contains(node.name)
    }
  }

  static let columns = [
    Column("Node"),
    Column("VMs Now", .trailing),
    Column("CPU Now", .trailing),
    Column("Memory Now", .trailing),
    Column("→"),
    Column("VMs After", .trailing),
    Column("CPU After", .trailing),
    Column("Memory After", .trailing),
    Column("Change"),
  ]

  private static func row(
    _ node: Plan.NodeState,
    _ plan: Plan,
    _ facts: PlanFacts
  ) -> [Cell] {
    [
      Cell(.data(node.name)),
      Cell("\(node.vms.before)"),
      percent(node.allocation.cpu.before),
      percent(node.allocation.memory.before),
      Cell("→"),
      Cell("\(node.vms.after)"),
      percent(node.allocation.cpu.after),
      percent(node.allocation.memory.after),
      change(node, plan, facts),
    ]
  }

  private static func percent(_ fraction: Double) -> Cell {
    Cell(
      "\(own: Format.cellPercent(fraction))",
      tone: OvercommitSection.isOvercommitted(fraction) ? .bad : .neutral
    )
  }

  private static func change(
    _ node: Plan.NodeState,
    _ plan: Plan,
    _ facts: PlanFacts
  ) -> Cell {
    let traffic = facts.traffic[node.name] ?? PlanFacts.Traffic()
    if facts.drained.contains(node.name) {
      if node.vms.after == 0 {
        // A blocked VM may be a stopped one that is still here: it counts nowhere.
        return Cell(plan.blocked.isEmpty ? "✓ Drained" : "✓ No running VMs", tone: .good)
      }
      return Cell("\(own: Format.count(node.vms.after, "VM")) left", tone: .caution)
    }
    switch (traffic.leaving, traffic.arriving) {
    case (0, 0): return Cell("-", tone: .faint)
    case (_, 0): return Cell("✓ Reduced load", tone: .good)
    case (0, _): return Cell("← Receiving VMs")
    default: break
    }
    // VMs come and go: what counts is the load that stays behind.
    let load = node.cpu.after + node.memory.after - node.cpu.before - node.memory.before
    if load < -0.005 { return Cell("✓ Reduced load", tone: .good) }
    return load > 0.005 ? Cell("← Receiving VMs") : Cell("↔ Exchanging VMs")
  }
}

extension Plan.NodeState {
  /// Whether any figure of the node differs after the plan.
  var changes: Bool {
    vms.before != vms.after
      || [cpu, memory, allocation.cpu, allocation.memory, requests.cpu, requests.memory]
        .contains { ($0.after - $0.before).magnitude > 1e-9 }
  }
}
