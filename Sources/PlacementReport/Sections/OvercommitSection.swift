import PlacementModel

/// The warning about nodes whose VMs were promised more than the machine has.
enum OvercommitSection {
  static func isOvercommitted(_ fraction: Double) -> Bool {
    fraction > 1 + 1e-9
  }

  static func blocks(_ plan: Plan) -> [Block] {
    let cpu = plan.nodes.contains { isOvercommitted($0.allocation.cpu.after) }
    let memory = plan.nodes.contains { isOvercommitted($0.allocation.memory.after) }
    guard cpu || memory, !plan.migrations.isEmpty else { return [] }
    var impact: [Bullet] = []
    if cpu { impact.append(Bullet("CPU: VMs compete for cores and are throttled under load")) }
    if memory {
      impact.append(Bullet("Memory: VMs risk eviction or an out-of-memory kill under load"))
    }
    return [
      .paragraph("⚠️ \(strong: "OVERCOMMIT WARNING")", .caution),
      .paragraph("\(strong: "Node(s) will be overcommitted after this rebalance:")", .caution),
      .bullets(plan.nodes.flatMap(lines)),
      .paragraph("\(strong: "Impact:")"),
      .bullets(impact),
      .paragraph("\(strong: "Recommendations:")"),
      .bullets([
        Bullet("Add nodes to the cluster"),
        Bullet("Review the instance types: smaller ones may do"),
        Bullet("Monitor these nodes after the rebalance"),
      ]),
      .paragraph("\(strong: "Proceed with overcommit?") (yes/cancel)", .caution),
    ]
  }

  private static func lines(_ node: Plan.NodeState) -> [Bullet] {
    var lines: [Bullet] = []
    let cpu = node.allocation.cpu.after
    if isOvercommitted(cpu) {
      let allocated = Format.cores(cpu * node.capacity.cpu)
      let capacity = Format.cores(node.capacity.cpu)
      lines.append(
        line(node, "CPU", cpu, "\(allocated) vCPUs allocated / \(capacity) vCPUs capacity")
      )
    }
    let memory = node.allocation.memory.after
    if isOvercommitted(memory) {
      let allocated = Format.bytes(memory * node.capacity.memory)
      let capacity = Format.bytes(node.capacity.memory)
      lines.append(line(node, "Memory", memory, "\(allocated) allocated / \(capacity) capacity"))
    }
    return lines
  }

  private static func line(
    _ node: Plan.NodeState,
    _ resource: String,
    _ fraction: Double,
    _ figures: String
  ) -> Bullet {
    // A node at 100.3 % must not read "100% - 0% overcommit".
    let places = fraction < 1.01 ? 1 : 0
    let total = Format.decimal(fraction * 100, places: places) + "%"
    let excess = Format.decimal((fraction - 1) * 100, places: places) + "%"
    return Bullet(
      """
      \(strong: .data(node.name)): \(own: resource) \(own: total) (\(own: figures)) - \
      \(strong: "\(own: excess) overcommit")
      """,
      tone: .bad
    )
  }
}
