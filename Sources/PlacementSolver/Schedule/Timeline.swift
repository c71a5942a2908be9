import PlacementModel

/// When each move of an order begins and ends by the estimates, and how much sooner it could all
/// be over at best.
struct Timeline {
  /// Seconds from the beginning, by place in the list.
  private(set) var starts: [Double]
  private(set) var ends: [Double]
  /// The total and what it cannot fall below.
  private(set) var figures: Plan.Timeline

  private let steps: [Transit.Step]
  private let seconds: [Double]
  private let after: [[Int]]
  private let lanes: Lanes

  /// - Parameters:
  ///   - seconds: How long each move takes, by place in the list.
  ///   - after: What each waits for; see ``Forerunners``.
  init(
    _ problem: Problem,
    _ batches: [[Transit.Step]],
    seconds: [Double],
    after: [[Int]],
    schedule: Goal.Schedule
  ) {
    steps = batches.flatMap { $0 }
    self.seconds = seconds
    self.after = after
    lanes = Lanes(problem)
    starts = [Double](repeating: 0, count: seconds.count)
    ends = starts
    figures = Plan.Timeline(schedule: schedule, seconds: 0, work: 0, busiestNode: nil, chain: 0)
    switch schedule {
    case .batches: runBatches(batches.map(\.count))
    case .streaming: runStream()
    }
    figures = bound(problem, schedule)
  }

  private mutating func runBatches(_ sizes: [Int]) {
    var (now, k) = (0.0, 0)
    for size in sizes {
      var end = now
      for i in k..<k + size {
        starts[i] = now
        ends[i] = now + seconds[i]
        end = max(end, ends[i])
      }
      (now, k) = (end, k + size)
    }
  }

  // MARK: Streaming

  /// What is left of the total where another order of beginning is worth it.
  private static let worthwhile = 0.98

  /// In the order of the list, unless beginning the one with the most still to be done after it, or at
  /// its nodes, saves a fiftieth or more.
  private mutating func runStream() {
    let plain = stream(isUrgent: false)
    let urgent = stream(isUrgent: true)
    // `stream` gives ends, which are exact sums of the estimates.
    ends = (urgent.max() ?? 0) < Self.worthwhile * (plain.max() ?? 0) ? urgent : plain
    for k in starts.indices { starts[k] = ends[k] - seconds[k] }
  }

  /// When each move ends if one that may begin always does: the first in the list, or the one with the
  /// most still to be done after it or at its nodes.
  ///
  /// O(moves²).
  private func stream(isUrgent: Bool) -> [Double] {
    var ends = [Double](repeating: 0, count: steps.count)
    var missing = after.map(\.count)
    var followers = [[Int]](repeating: [], count: steps.count)
    for k in steps.indices { for j in after[k] { followers[j].append(k) } }
    var lanes = self.lanes
    let tails = self.tails
    var left = NodeSeconds(steps, seconds, lanes)
    var idle = Array(steps.indices)
    var running: [Int] = []
    var now = 0.0

    func mayBegin(_ k: Int) -> Bool {
      missing[k] == 0 && (steps[k].type != .live || lanes.admits(steps[k]))
    }
    func urgency(_ k: Int) -> (Double, Double, Int) {
      let step = steps[k]
      let load = step.type == .live ? max(left.out(of: step.from), left.into(step.to)) : 0
      return (max(tails[k], load), seconds[k], -k)
    }
    func next() -> Int? {
      guard isUrgent else { return idle.firstIndex(where: mayBegin) }
      return idle.indices.filter { mayBegin(idle[$0]) }
        .max { urgency(idle[$0]) < urgency(idle[$1]) }
    }

    while !idle.isEmpty || !running.isEmpty {
      while let place = next() {
        let k = idle.remove(at: place)
        if steps[k].type == .live {
          lanes.enter(steps[k])
          left.count(steps[k], -seconds[k])
        }
        ends[k] = now + seconds[k]
        running.append(k)
      }
      guard let next = running.map({ ends[$0] }).min() else {
        // Migrations of others hold every slot: nothing of this can be timed.
        for k in idle { ends[k] = now + seconds[k] }
        break
      }
      now = next
      for k in running where ends[k] <= now {
        if steps[k].type == .live { lanes.exit(steps[k]) }
        for f in followers[k] { missing[f] -= 1 }
      }
      running.removeAll { ends[$0] <= now }
    }
    return ends
  }

  // MARK: The least that is possible

  /// The longest chain of waiting moves that each one begins, its own time included.
  private var tails: [Double] {
    var tails = seconds
    for k in steps.indices.reversed() {
      for j in after[k] { tails[j] = max(tails[j], seconds[j] + tails[k]) }
    }
    return tails
  }

  private func bound(_ p: Problem, _ schedule: Goal.Schedule) -> Plan.Timeline {
    let live = steps.indices.reduce(0) { $0 + (steps[$1].type == .live ? seconds[$1] : 0) }
    // Cold moves run alone.
    let alone = steps.indices.reduce(0) { $0 + (steps[$1].type == .live ? 0 : seconds[$1]) }
    let load = NodeSeconds(steps, seconds, lanes)
    let busiest = (0..<p.nodeCount).max { a, b in
      (load.most(at: a), b) < (load.most(at: b), a)
    }
    let most = busiest.map { load.most(at: $0) } ?? 0
    return Plan.Timeline(
      schedule: schedule,
      seconds: ends.max() ?? 0,
      work: live / Double(max(1, lanes.cluster)) + alone,
      busiestNode: busiest.flatMap { n in
        most > 0 ? Plan.Timeline.BusiestNode(name: p.nodeName(n), seconds: most + alone) : nil
      },
      chain: tails.max() ?? 0
    )
  }
}

/// The seconds for which live migrations keep each node busy, each way: all of them with every slot in
/// use, or those of large VMs one after the other, whichever is more.
private struct NodeSeconds {
  private let slots: Lanes
  private var all: (out: [Double], into: [Double])
  private var large: (out: [Double], into: [Double])

  init(_ steps: [Transit.Step], _ seconds: [Double], _ lanes: Lanes) {
    slots = lanes
    let none = [Double](repeating: 0, count: lanes.out.count)
    all = (none, none)
    large = (none, none)
    for (k, step) in steps.enumerated() where step.type == .live { count(step, seconds[k]) }
  }

  mutating func count(_ step: Transit.Step, _ seconds: Double) {
    all.out[step.from] += seconds
    all.into[step.to] += seconds
    guard slots.isLarge(step.vm) else { return }
    large.out[step.from] += seconds
    large.into[step.to] += seconds
  }

  func out(of node: Int) -> Double {
    max(all.out[node] / Double(max(1, slots.out[node])), large.out[node])
  }

  func into(_ node: Int) -> Double {
    max(all.into[node] / Double(max(1, slots.into[node])), large.into[node])
  }

  func most(at node: Int) -> Double { max(out(of: node), into(node)) }
}
