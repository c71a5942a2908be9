import PlacementModel

/// How evenly the load is spread: the figures that the solver works on.
enum BalanceSection {
  static func blocks(_ plan: Plan, _ facts: PlanFacts) -> [Block] {
    let moving = plan.nodes.contains(where: \.changes)
    var blocks: [Block] = [
      .heading(level: 3, moving ? "Load Balance: Before → After" : "Load Balance")
    ]
    let members = plan.nodes.filter(\.balanced)
    let source: RichText =
      switch plan.loadSource {
      case .usage: "Load is measured use over what is allocatable (load source: usage)."
      case .requests: "Load is requests over what is allocatable (load source: requests)."
      }
    let nodes = Format.count(members.count, "node")
    let scope: RichText =
      members.count == plan.nodes.count
      ? "Standard deviation across \(own: members.count == 1 ? "1 node" : "all \(nodes)"):"
      : """
      Standard deviation across the \(own: nodes) that \(own: members.count == 1 ? "is" : "are") \
      Ready, schedulable and not being drained:
      """
    blocks.append(.paragraph("\(source) \(scope)"))
    blocks.append(.bullets(BalancedResource.allCases.map { Bullet(line($0, plan, members)) }))
    let shown = NodeRows.selection(plan, facts)
    if !shown.isEmpty {
      blocks.append(.table(LoadTable.table(shown, moving: moving, drained: facts.drained)))
    }
    return blocks
  }

  private static func line(
    _ resource: BalancedResource,
    _ plan: Plan,
    _ members: [Plan.NodeState]
  ) -> RichText {
    let change = resource.change(plan.balance)
    let before = resource.format(change.before)
    let after = resource.format(change.after)
    let now = range(resource, members, \.before)
    let then = range(resource, members, \.after)
    var text: RichText = "\(strong: "\(own: resource.name):")"
    switch Trend(resource, change) {
    case .falls(let improvement):
      text += " \(own: before) → \(own: after) (\(own: improvement) improvement)"
    case .rises: text += " \(own: before) → \(own: after)"
    case .stays: text += " \(own: after)"
    }
    if now.isEmpty { return text }
    text += now == then ? "; nodes at \(own: now)" : "; nodes at \(own: now) → \(own: then)"
    return text
  }

  /// The lowest and the highest value on a node: `38-85 %`.
  private static func range(
    _ resource: BalancedResource,
    _ members: [Plan.NodeState],
    _ moment: KeyPath<Plan.Change, Double>
  ) -> String {
    let values = members.map { node -> Double in
      switch resource {
      case .cpu: node.cpu[keyPath: moment]
      case .memory: node.memory[keyPath: moment]
      case .count:
        moment == \.before ? Double(node.vms.before) : Double(node.vms.after)
      }
    }
    guard let low = values.min(), let high = values.max() else { return "" }
    let scale = resource == .count ? 1.0 : 100.0
    let unit = resource == .count ? "" : " %"
    let least = Format.decimal(low * scale, places: 0)
    let most = Format.decimal(high * scale, places: 0)
    return (least == most ? least : "\(least)-\(most)") + unit
  }
}
