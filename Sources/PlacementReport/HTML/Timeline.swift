import PlacementModel

/// When each migration runs and how full that makes the nodes; of a large plan, how many run when.
struct Timeline {
  /// Above this many rows, bars give way to a curve: the table of migrations has every start.
  private static let mostRows = 60
  /// Above this many nodes, their occupancy is left out.
  private static let mostNodes = 24
  private static let (width, left, height) = (920.0, 50.0, 220.0)

  let plan: Plan

  func render() -> HTML {
    guard plan.migrations.contains(where: { $0.endSeconds > 0 }) else { return "" }
    let lanes = GanttChart.lanes(plan)
    if lanes.count > Self.mostRows { return flights + note }
    var parts = figure(
      "When each move runs",
      GanttChart.svg(plan),
      """
      <span><i class="line-live"></i>live</span><span><i class="line-cold"></i>cold</span>\
      <span><i class="line-parking"></i>to a parking place</span><span>A row for each node that \
      VMs leave and each move at a time there; the numbers are those of the table.</span>
      """
    )
    parts += note
    let courses = OccupancyChart.courses(plan, .memory)
    if !courses.isEmpty, courses.count <= Self.mostNodes {
      for (title, resource) in [("Memory", ResourceName.memory), ("CPU", .cpu)] {
        parts += "<h3>\(title) requests of the nodes meanwhile</h3>"
        parts += figure(
          "\(title) requests of each node while the plan runs",
          OccupancyChart.svg(plan, resource: resource),
          """
          <span><i class="there"></i>there</span><span><i class="twice"></i>on its way, charged \
          on both nodes</span><span>The line is what is allocatable; the figure is the highest \
          point.</span>
          """
        )
      }
    }
    return parts
  }

  private var note: HTML {
    let schedule =
      plan.timeline?.schedule == .streaming
      ? "Each move starts as soon as what it waits for is done"
      : "Each batch starts when the one before it is done"
    return """
      <p class="faint">\(schedule). Times are estimates from memory sizes and the bandwidth of \
      the policy.</p>
      """
  }

  private func figure(_ label: String, _ svg: String, _ legend: HTML) -> HTML {
    """
    <figure><div class="scroll" tabindex="0" role="region" aria-label="\(label)">\
    \(HTML(markup: svg))</div><figcaption class="legend">\(legend)</figcaption></figure>
    """
  }

  // MARK: How many run when

  /// The number of moves that run at a time, as a filled curve.
  private var flights: HTML {
    let total = GanttChart.total(plan)
    let counts = Self.counts(plan, total: total)
    let most = counts.map { $0.live + $0.cold }.max() ?? 0
    guard most > 0 else { return "" }
    let (left, width, height) = (Self.left, Self.width - Self.left - 10, Self.height - 50)
    var svg = SVGWriter(
      width: Self.width,
      height: Self.height,
      title: "How many moves run at a time: at most \(most)"
    )
    for tick in GanttChart.ticks(to: total) {
      let x = left + tick / total * width
      svg.line(x, 20, x, 20 + height)
      svg.text(x, Self.height - 12, tick == 0 ? "0" : Format.duration(tick), anchor: "middle")
    }
    for mark in Set([0, (most + 1) / 2, most]).sorted() {
      let y = 20 + height - Double(mark) / Double(most) * height
      svg.line(left, y, left + width, y)
      svg.text(left - 8, y + 4, String(mark), anchor: "end")
    }
    func outline(_ level: (Flight) -> Int) -> [(Double, Double)] {
      var points = [(left, 20 + height)]
      for (i, count) in counts.enumerated() {
        let y = 20 + height - Double(level(count)) / Double(most) * height
        points.append((left + Double(i) / Double(counts.count) * width, y))
        points.append((left + Double(i + 1) / Double(counts.count) * width, y))
      }
      return points + [(left + width, 20 + height)]
    }
    svg.area(outline { $0.live + $0.cold }, style: "live")
    svg.area(outline(\.cold), style: "cold")
    return figure(
      "How many moves run at a time",
      svg.finish(),
      """
      <span><i class="line-live"></i>live</span><span><i class="line-cold"></i>cold</span>\
      <span>Moves that run at a time, at most \(most).</span>
      """
    )
  }

  /// Moves that run at a time.
  struct Flight: Equatable {
    var live = 0
    var cold = 0
  }

  /// The most that run in each of some hundred stretches of time, all equally long.
  ///
  /// O(moves · log moves + stretches).
  static func counts(_ plan: Plan, total: Double, stretches: Int = 300) -> [Flight] {
    var events: [(time: Double, isStart: Bool, isCold: Bool)] = []
    for move in plan.migrations where move.startSeconds < move.endSeconds {
      guard move.startSeconds.isFinite, move.endSeconds.isFinite else { continue }
      events.append((move.startSeconds, true, move.type == .cold))
      events.append((move.endSeconds, false, move.type == .cold))
    }
    // Ends first: what follows at the same moment takes the place of what ends.
    events.sort { ($0.time, $0.isStart ? 1 : 0) < ($1.time, $1.isStart ? 1 : 0) }
    var counts = [Flight](repeating: Flight(), count: max(1, stretches))
    var now = Flight()
    var next = 0
    for i in counts.indices {
      let until = total * Double(i + 1) / Double(counts.count)
      counts[i] = now
      while next < events.count, events[next].time < until {
        let step = events[next].isStart ? 1 : -1
        if events[next].isCold { now.cold += step } else { now.live += step }
        if now.live + now.cold > counts[i].live + counts[i].cold { counts[i] = now }
        next += 1
      }
    }
    return counts
  }
}
