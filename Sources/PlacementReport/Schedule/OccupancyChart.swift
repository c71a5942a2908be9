import PlacementModel

/// How full each node is while a plan runs: requests over what is allocatable, with the share that
/// is charged twice because its VM is on its way.
public enum OccupancyChart {
  /// A node at one moment; it stays so until the next one.
  struct Moment: Equatable {
    var time: Double
    /// Requests of what is there and not on its way.
    var settled: Double
    /// Requests of VMs on their way, to it or from it.
    var moving: Double
  }

  /// The course of each node that something leaves or enters, in the order of the plan's table.
  ///
  /// Needs the inventory that the plan carries; empty without it. O(moves · moves of a node).
  static func courses(_ plan: Plan, _ resource: ResourceName) -> [(node: String, [Moment])] {
    guard let cluster = plan.inventory?.cluster else { return [] }
    var requests: [String: Double] = [:]
    for vm in cluster.virtualMachines where vm.isActive {
      requests[vm.fullName] = vm.requests[resource].value
    }
    return plan.nodes.compactMap { state in
      let moves = plan.migrations.filter { $0.from == state.name || $0.to == state.name }
      guard !moves.isEmpty, let node = cluster.nodes.first(where: { $0.name == state.name }) else {
        return nil
      }
      let size = node.allocatable[resource].value
      guard size > 0 else { return nil }
      let pair = resource == .cpu ? state.requests.cpu : state.requests.memory
      let times = Set(moves.flatMap { [$0.startSeconds, $0.endSeconds] } + [0]).sorted()
      let course = times.map { time -> Moment in
        var moment = Moment(time: time, settled: pair.before, moving: 0)
        for move in moves where move.startSeconds <= time {
          let share = (requests[move.vm] ?? 0) / size
          let isOver = move.endSeconds <= time
          // A cold move frees its source first.
          let leaves = move.from == state.name && (isOver || move.type != .live)
          if move.from == state.name { moment.settled -= share }
          if move.from == state.name, !leaves { moment.moving += share }
          if move.to == state.name, isOver { moment.settled += share }
          if move.to == state.name, !isOver { moment.moving += share }
        }
        return moment
      }
      return (state.name, course)
    }
  }

  // MARK: Text

  /// The chart as plain text, `width` columns wide: a line for each node, at most `limit`, with its
  /// highest point at the end; empty without an inventory.
  ///
  /// `levels` are what an empty to a full node shows as.
  public static func text(
    _ plan: Plan,
    resource: ResourceName = .memory,
    width: Int = 80,
    limit: Int = 20,
    levels: [Character] = Array(" ▁▂▃▄▅▆▇█")
  ) -> String {
    let courses = courses(plan, resource)
    guard !courses.isEmpty, let full = levels.last else { return "" }
    let total = GanttChart.total(plan)
    let shown = courses.prefix(max(0, limit))
    let label = min(shown.map { $0.node.printable.displayWidth }.max() ?? 0, max(10, width / 3))
    let columns = max(10, width - label - 10)
    var lines = shown.map { node, course -> String in
      let marks = highest(course, columns, total).map { share -> Character in
        let level = (min(1, max(0, share)) * Double(levels.count - 1)).rounded(.up)
        return share > 1 ? full : levels[Int(level)]
      }
      let peak = course.map { $0.settled + $0.moving }.max() ?? 0
      let figure = Format.percent(peak)
      return "\(GanttChart.fit(node.printable, label)) |\(String(marks))| "
        + String(repeating: " ", count: max(0, 5 - figure.displayWidth)) + figure
    }
    if courses.count > shown.count { lines.append("… and \(courses.count - shown.count) more") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The highest point of a course in each of some stretches of time, all equally long.
  private static func highest(_ course: [Moment], _ stretches: Int, _ total: Double) -> [Double] {
    (0..<stretches).map { i in
      let from = total * Double(i) / Double(stretches)
      let to = total * Double(i + 1) / Double(stretches)
      let first = course.lastIndex { $0.time <= from } ?? 0
      let moments = course[first...].prefix { $0.time < to }
      let share = moments.map { $0.settled + $0.moving }.max() ?? 0
      return share.isFinite ? share : 0
    }
  }

  // MARK: SVG

  /// The chart as an SVG image of its own, a strip for each node; empty without an inventory.
  public static func svg(_ plan: Plan, resource: ResourceName = .memory) -> String {
    let courses = courses(plan, resource)
    if courses.isEmpty { return "" }
    let total = GanttChart.total(plan)
    let (left, width, row, top) = (150.0, 760.0, 44.0, 24.0)
    let height = top + Double(courses.count) * row + 8
    var svg = SVGWriter(
      width: left + width + 60,
      height: height,
      title: "Requests of \(resource.rawValue) on each node while the plan runs"
    )
    for tick in GanttChart.ticks(to: total) {
      let x = left + tick / total * width
      svg.line(x, top - 4, x, height - 4)
      svg.text(x, top - 8, tick == 0 ? "0" : Format.duration(tick), anchor: "middle")
    }
    for (i, (node, course)) in courses.enumerated() {
      let bottom = top + Double(i + 1) * row - 4
      let scale = row - 10
      svg.name(left - 8, bottom - scale / 2 + 4, node, width: left - 10)
      svg.line(left, bottom - scale, left + width, bottom - scale)
      for (m, moment) in course.enumerated() {
        let until = m + 1 < course.count ? course[m + 1].time : total
        let (x1, x2) = (left + moment.time / total * width, left + until / total * width)
        let y = bottom - min(1.2, max(0, moment.settled)) * scale
        let z = bottom - min(1.2, max(0, moment.settled + moment.moving)) * scale
        svg.area([(x1, bottom), (x1, y), (x2, y), (x2, bottom)], style: "there")
        if z < y { svg.area([(x1, y), (x1, z), (x2, z), (x2, y)], style: "twice") }
      }
      let peak = course.map { $0.settled + $0.moving }.max() ?? 0
      svg.text(left + width + 6, bottom - scale / 2 + 4, Format.percent(peak))
    }
    return svg.finish()
  }
}
