import PlacementModel

/// What the plan brings and what it takes, in a few large figures.
enum Headline {
  static func render(_ plan: Plan, _ facts: PlanFacts) -> HTML {
    var tiles = BalancedResource.of(plan.goal).map { balance($0, plan) }
    if plan.goal.optimize == .none || !plan.goal.drain.isEmpty { tiles += drained(plan) }
    tiles.append(moves(plan))
    let down = plan.summary.downtimeSeconds
    tiles.append(
      tile(
        "Downtime",
        down > 0 ? Format.downtime(down) : "none",
        plan.summary.live > 0 ? "live moves pause for less than 1 s" : "all VMs together"
      )
    )
    tiles.append(
      tile(
        "Duration",
        plan.migrations.isEmpty ? "-" : "~" + Format.duration(plan.summary.estimatedSeconds),
        Format.count(plan.batches.count, "batch", plural: "batches")
      )
    )
    if plan.status != .infeasible {
      tiles.append(
        tile("Captured", Format.share(plan.solver.captured), "of the provable improvement")
      )
    }
    return "<ul class=\"tiles\">\(tiles.joined(separator: "\n"))</ul>"
  }

  private static func balance(_ resource: BalancedResource, _ plan: Plan) -> HTML {
    let change = resource.change(plan.balance)
    let (before, after) = (resource.format(change.before), resource.format(change.after))
    let note: String
    switch Trend(resource, change) {
    case .falls(let improvement): note = "\(improvement) improvement"
    case .stays: note = "unchanged"
    case .rises: note = "rises"
    }
    let figure = before == after ? after : "\(before) → \(after)"
    return tile("\(resource.name) standard deviation", figure, note)
  }

  private static func drained(_ plan: Plan) -> [HTML] {
    let wanted = Set(plan.goal.drain)
    let nodes = plan.nodes.filter { wanted.contains($0.name) }
    guard !nodes.isEmpty else { return [] }
    let empty = nodes.count { $0.vms.after == 0 }
    return [tile("Nodes emptied", "\(empty) of \(nodes.count)", "by this plan")]
  }

  private static func moves(_ plan: Plan) -> HTML {
    let summary = plan.summary
    var parts = ["\(summary.live) live", "\(summary.cold) cold"]
    if summary.placements > 0 { parts.append("\(summary.placements) placed") }
    return tile("Migrations", String(summary.migrations), parts.joined(separator: ", "))
  }

  private static func tile(_ label: String, _ figure: String, _ note: String) -> HTML {
    // A number and its unit stay on one line.
    return """
      <li class="tile"><span>\(label)</span><b>\(figure.holdingUnits)</b>\
      <span>\(note.holdingUnits)</span></li>
      """
  }
}
