import PlacementModel

/// Every node's load before and after, as tiles: darker is fuller.
struct HeatMap {
  let plan: Plan
  let facts: PlanFacts

  /// Above this, tiles are small and carry no words: the table of nodes has them.
  private static let mostNamed = 60
  /// Above this, only nodes that change are shown.
  private static let mostTiles = 4_000

  func render() -> HTML {
    guard !plan.nodes.isEmpty else { return "" }
    let nodes =
      plan.nodes.count <= Self.mostTiles
      ? plan.nodes : Array(plan.nodes.filter(\.changes).prefix(Self.mostTiles))
    let hidden = plan.nodes.count - nodes.count
    let note: HTML =
      hidden > 0
      ? "<p class=\"faint\">\(Format.count(hidden, "node")) without changes not shown.</p>" : ""
    return """
      <h3>CPU</h3>
      \(pair(nodes, "CPU", \.cpu, high: thresholds.cpu.high))
      <h3>Memory</h3>
      \(pair(nodes, "Memory", \.memory, high: thresholds.memory.high))
      \(note)\(legend)
      """
  }

  private var thresholds: Policy.Thresholds {
    plan.inventory?.policy.thresholds ?? Policy.Thresholds()
  }

  private func pair(
    _ nodes: [Plan.NodeState],
    _ name: String,
    _ resource: KeyPath<Plan.NodeState, Plan.Change>,
    high: Double
  ) -> HTML {
    let before = nodes.map { tile($0, name, $0[keyPath: resource].before, high) }
    let after = nodes.map { tile($0, name, $0[keyPath: resource].after, high) }
    let size = nodes.count > Self.mostNamed ? " many" : ""
    return """
      <div class="pair"><div><h4>Now</h4><ul class="heat\(size)" aria-label="\(name) now">\
      \(before.joined())</ul></div>
      <div><h4>After</h4><ul class="heat\(size)" aria-label="\(name) after the plan">\
      \(after.joined())</ul></div></div>
      """
  }

  private func tile(
    _ node: Plan.NodeState,
    _ resource: String,
    _ load: Double,
    _ high: Double
  ) -> HTML {
    let step = load.isFinite ? Int(min(max(load, 0), 0.999) * 10) : 0
    var classes = "h\(step)"
    if load > 1 { classes += " over" } else if load > high { classes += " hot" }
    if facts.drained.contains(node.name) { classes += " drained" }
    let percent = Format.cellPercent(load)
    if plan.nodes.count > Self.mostNamed {
      return "<li class=\"\(classes)\" title=\"\(node.name): \(percent)\"></li>"
    }
    return """
      <li class="\(classes)" title="\(node.name): \(resource) \(percent)">\
      <span>\(node.name)</span><b>\(percent)</b></li>
      """
  }

  private var legend: HTML {
    let scale = (0..<10).map { "<i class=\"h\($0)\"></i>" as HTML }.joined()
    let drained: HTML =
      facts.drained.isEmpty ? "" : "<span><i class=\"dash\"></i>being drained</span>"
    let source = plan.loadSource == .usage ? "measured use" : "requests"
    return """
      <p class="legend"><span class="scale" title="0 to 100 %">0 % \(scale) 100 %</span>\
      <span><i class="ring"></i>above \(Format.percent(thresholds.cpu.high)) CPU or \
      \(Format.percent(thresholds.memory.high)) memory</span>\(drained)\
      <span>\(source) over what is allocatable</span></p>
      """
  }
}
