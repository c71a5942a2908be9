import PlacementModel

/// What the plan achieves and what it takes, in three lines.
enum SummarySection {
  static func blocks(_ plan: Plan, _ facts: PlanFacts) -> [Block] {
    var blocks: [Block] = []
    let improvements = improvements(plan)
    if !improvements.isEmpty {
      blocks.append(
        .paragraph("\(strong: "Key Improvement:") \(improvements.joined(separator: "; "))")
      )
    }
    blocks.append(.paragraph("\(strong: "Rebalance Summary:")"))
    blocks.append(.bullets([Bullet(totals(plan, facts)), Bullet(times(plan))]))
    blocks.append(.paragraph("\(strong: "Execution Mode:") \(mode(plan))"))
    return blocks
  }

  // MARK: Key improvement

  private static func improvements(_ plan: Plan) -> [RichText] {
    var parts = drains(plan)
    parts += spread(plan)
    var better: [RichText] = []
    var other: [RichText] = []
    for resource in BalancedResource.of(plan.goal) {
      let change = resource.change(plan.balance)
      let name: RichText = "\(own: resource.nameInSentence) standard deviation"
      let figures: RichText =
        "from \(own: resource.format(change.before)) to \(own: resource.format(change.after))"
      switch Trend(resource, change) {
      case .falls(let improvement):
        better.append("\(name) reduced \(figures) (\(own: improvement) improvement)")
      case .stays: other.append("\(name) stays at \(own: resource.format(change.after))")
      case .rises: other.append("\(name) rises \(figures)")
      }
    }
    parts += better + other
    return parts.isEmpty ? repairs(plan) : parts
  }

  private static func drains(_ plan: Plan) -> [RichText] {
    let wanted = Set(plan.goal.drain)
    let nodes = plan.nodes.filter { wanted.contains($0.name) }
    let empty = nodes.filter { $0.vms.after == 0 }
    let rest = nodes.filter { $0.vms.after > 0 }
    var parts: [RichText] = []
    if !empty.isEmpty {
      let leaving = empty.map(\.vms.before).saturatingSum
      let names = RichText.list(empty.map(\.name), atMost: 6)
      let count = Format.count(leaving, "running VM moves", plural: "running VMs move")
      let result: RichText =
        plan.blocked.isEmpty
        ? "\(names) drained (\(own: count) away)"
        : "\(names) without running VMs (\(own: count) away)"
      parts.append(result)
    }
    for node in rest.prefix(6) {
      let before = Format.count(node.vms.before, "VM")
      parts.append("\(node.name) emptied in part, from \(own: before) to \(node.vms.after)")
    }
    if rest.count > 6 { parts.append("\(rest.count - 6) more nodes emptied in part") }
    return parts
  }

  private static func spread(_ plan: Plan) -> [RichText] {
    guard plan.goal.optimize == .count else { return [] }
    let before = plan.nodes.count { $0.vms.before > 0 }
    let after = plan.nodes.count { $0.vms.after > 0 }
    guard after > before else { return [] }
    return [
      """
      Distribution from \(own: Format.count(before, "node")) to \
      \(own: Format.count(after, "node")) hosting VMs
      """
    ]
  }

  /// Without balance and drain, the term of the objective that falls the most tells the gain.
  private static func repairs(_ plan: Plan) -> [RichText] {
    let gain = plan.score.max { $0.before - $0.after < $1.before - $1.after }
    guard let gain, gain.before - gain.after > 1e-6 else { return [] }
    let before = Format.decimal(gain.before, places: 3)
    let after = Format.decimal(gain.after, places: 3)
    return ["Score term \(gain.name) reduced from \(own: before) to \(own: after)"]
  }

  // MARK: Summary

  private static func totals(_ plan: Plan, _ facts: PlanFacts) -> RichText {
    let running = plan.nodes.map(\.vms.before).saturatingSum
    let movers = facts.journeys.count { $0.origin != nil && !$0.isStopped }
    let parking = plan.migrations.count { $0.kind == .parking }
    var parts: [RichText] = [
      "Total VMs: \(facts.journeys.count)",
      "Live: \(plan.summary.live)",
      "Cold: \(plan.summary.cold)",
      "Staying: \(running > movers ? running - movers : 0)",
    ]
    if plan.summary.placements > 0 { parts.append("Placed: \(plan.summary.placements)") }
    if parking > 0 { parts.append("Parking moves: \(parking)") }
    return parts.joined(separator: " | ")
  }

  private static func times(_ plan: Plan) -> RichText {
    let down = plan.summary.downtimeSeconds
    let downtime = down > 0 ? Format.downtime(down) : "none"
    let duration = Format.duration(plan.summary.estimatedSeconds)
    let batches = Format.count(plan.batches.count, "batch", plural: "batches")
    return "Total Downtime: \(own: downtime) | Duration: ~\(own: duration) (\(own: batches))"
  }

  private static func mode(_ plan: Plan) -> RichText {
    let widest = plan.batches.map(\.migrations.count).max() ?? 0
    if plan.edits.contains(where: { $0.action == .sequential }) {
      return "\(strong: "Sequential") (user requested) - one VM at a time"
    }
    if widest <= 1, plan.batches.count > 1 {
      return "\(strong: "Sequential") - one VM at a time"
    }
    if plan.batches.count <= 1 {
      return "\(strong: "Parallel") (default) - all VMs rebalance simultaneously"
    }
    return """
      \(strong: "Parallel") (default) - \(plan.batches.count) batches one after the other, \
      up to \(widest) VMs of a batch simultaneously
      """
  }
}

extension Sequence where Element == Int {
  /// The sum, held at the largest number: a plan read from a file may claim anything.
  var saturatingSum: Int {
    reduce(0) { sum, next in
      let (result, overflow) = sum.addingReportingOverflow(next)
      return overflow ? (next > 0 ? .max : .min) : result
    }
  }
}
