import PlacementModel

/// Which node sends VMs to which, as arrows; of many nodes the busiest, the rest as one.
struct FlowMap {
  private static let mostNodes = 14
  private static let rowHeight = 34
  private static let width = 760
  private static let boxWidth = 210

  private var sources: [String] = []
  private var targets: [String] = []
  private var arrows: [Arrow] = []
  private var restOfSources = 0
  private var restOfTargets = 0

  private struct Arrow {
    var from: Int
    var to: Int
    var type: Plan.MigrationType
    var vms: [String]
  }

  init(_ plan: Plan) {
    var leaving: [String: Int] = [:]
    var arriving: [String: Int] = [:]
    for move in plan.migrations {
      leaving[move.from ?? "", default: 0] += 1
      arriving[move.to, default: 0] += 1
    }
    let order = Dictionary(
      plan.nodes.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    (sources, restOfSources) = Self.busiest(leaving, order)
    (targets, restOfTargets) = Self.busiest(arriving, order)
    let sourceID = Dictionary(
      sources.enumerated().map { ($1, $0) },
      uniquingKeysWith: { a, _ in a }
    )
    let targetID = Dictionary(
      targets.enumerated().map { ($1, $0) },
      uniquingKeysWith: { a, _ in a }
    )
    var index: [String: Int] = [:]
    for move in plan.migrations {
      let from = sourceID[move.from ?? ""] ?? sources.count
      let to = targetID[move.to] ?? targets.count
      let key = "\(from) \(to) \(move.type.rawValue)"
      if let i = index[key] {
        arrows[i].vms.append(move.vm)
      } else {
        index[key] = arrows.count
        arrows.append(Arrow(from: from, to: to, type: move.type, vms: [move.vm]))
      }
    }
  }

  /// The nodes with the most moves in the order of the inventory, and how many are left out.
  private static func busiest(
    _ counts: [String: Int],
    _ order: [String: Int]
  ) -> (names: [String], rest: Int) {
    func place(_ name: String) -> Int { order[name] ?? -1 }
    let ranked = counts.sorted {
      ($1.value, place($0.key), $0.key) < ($0.value, place($1.key), $1.key)
    }
    let most = counts.count <= mostNodes + 1 ? counts.count : mostNodes
    let chosen = ranked.prefix(most).map(\.key).sorted { (place($0), $0) < (place($1), $1) }
    return (chosen, counts.count - most)
  }

  func render() -> HTML {
    guard !arrows.isEmpty else { return "" }
    let left = sources.count + (restOfSources > 0 ? 1 : 0)
    let right = targets.count + (restOfTargets > 0 ? 1 : 0)
    let height = max(left, right) * Self.rowHeight + 30
    let most = arrows.map(\.vms.count).max() ?? 1
    let leftTop = (height - 30 - left * Self.rowHeight) / 2 + 30
    let rightTop = (height - 30 - right * Self.rowHeight) / 2 + 30
    var body: HTML = """
      <text class="soft" x="0" y="16">From</text>\
      <text class="soft" x="\(Self.width)" y="16" text-anchor="end">To</text>
      """
    for arrow in arrows.sorted(by: { $0.vms.count > $1.vms.count }) {
      body += path(arrow, leftTop, rightTop, most)
    }
    for i in 0..<left {
      let name = i < sources.count ? sources[i] : ""
      body += box(0, leftTop, i, name.isEmpty ? none(i < sources.count, restOfSources) : name)
    }
    for i in 0..<right {
      let name = i < targets.count ? targets[i] : none(false, restOfTargets)
      body += box(Self.width - Self.boxWidth, rightTop, i, name)
    }
    return """
      <figure><div class="scroll" tabindex="0" role="region" aria-label="Moves between nodes">\
      <svg viewBox="0 0 \(Self.width) \(height)" role="img" aria-labelledby="flow-title" \
      style="max-width:\(Self.width)px">\
      <title id="flow-title">Arrows from the nodes that VMs leave to those they go to</title>\
      \(body)</svg></div>\
      <figcaption class="legend"><span><i class="line-live"></i>live</span>\
      <span><i class="line-cold"></i>cold (dashed)</span>\
      <span><i class="line-place"></i>placed (dotted)</span>\
      <span>thickness: number of moves</span></figcaption></figure>
      """
  }

  private func none(_ isPlacement: Bool, _ rest: Int) -> String {
    isPlacement ? "no node yet" : "\(rest) other nodes"
  }

  private func center(_ top: Int, _ row: Int) -> Int { top + row * Self.rowHeight + 14 }

  private func path(_ arrow: Arrow, _ leftTop: Int, _ rightTop: Int, _ most: Int) -> HTML {
    let (x1, x2) = (Self.boxWidth + 4, Self.width - Self.boxWidth - 10)
    // Those of another type between the same nodes run beside it.
    let shift = arrow.type == .live ? 0 : arrow.type == .cold ? 7 : -7
    let (y1, y2) = (center(leftTop, arrow.from) + shift, center(rightTop, arrow.to) + shift)
    let middle = (x1 + x2) / 2
    let share = Double(arrow.vms.count) / Double(max(most, 1))
    let thickness = Format.shortDecimal(most == 1 ? 2.5 : 1.5 + 6.5 * share, places: 1)
    let from = arrow.from < sources.count ? sources[arrow.from] : none(false, restOfSources)
    let to = arrow.to < targets.count ? targets[arrow.to] : none(false, restOfTargets)
    let names = arrow.vms.prefix(12).joined(separator: ", ")
    let rest = arrow.vms.count > 12 ? " and \(arrow.vms.count - 12) more" : ""
    let origin = from.isEmpty ? "no node yet" : from
    let color = "var(--\(arrow.type.rawValue))"
    return """
      <g><title>\(origin) → \(to), \(arrow.type.rawValue): \(names)\(rest)</title>\
      <path class="arrow \(arrow.type.rawValue)" stroke-width="\(thickness)" \
      d="M\(x1) \(y1)C\(middle) \(y1) \(middle) \(y2) \(x2) \(y2)"/>\
      <path style="fill:\(color)" d="M\(x2 + 6) \(y2)l-10 -5v10z"/></g>
      """
  }

  private func box(_ x: Int, _ top: Int, _ row: Int, _ name: String) -> HTML {
    let y = top + row * Self.rowHeight
    let shown = name.displayWidth > 26 ? name.prefix(columns: 25) + "…" : name
    return """
      <g><title>\(name)</title>\
      <rect class="node" x="\(x)" y="\(y)" width="\(Self.boxWidth)" height="28" rx="5"/>\
      <text x="\(x + 10)" y="\(y + 18)">\(shown)</text></g>
      """
  }
}
