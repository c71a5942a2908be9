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

  /// In the order of the list, unless putting first what most others or the busiest node wait for
  /// saves a twentieth or more.
  private mutating func runStream() {
    let plain = stream(Array(steps.indices))
    let tails = self.tails
    let load = nodeSeconds
    func urgency(_ k: Int) -> Double {
      guard steps[k].type == .live else { return tails[k] }
      return max(tails[k], load.out[steps[k].from], load.into[steps[k].to])
    }
    let keys = steps.indices.map(urgency)
    let urgent = stream(
      steps.indices.sorted { (keys[$1], seconds[$1], $0) < (keys[$0], seconds[$0], $1) }
    )
    starts = (urgent.max() ?? 0) < 0.95 * (plain.max() ?? 0) ? urgent : plain
    // `stream` gives ends, which are exact sums of the estimates.
    ends = starts
    for k in starts.indices { starts[k] = ends[k] - seconds[k] }
  }

  /// When each move ends if the first in a preference that may begin always does.
  private func stream(_ preference: [Int]) -> [Double] {
    var ends = [Double](repeating: 0, count: steps.count)
    var missing = after.map(\.count)
    var followers = [[Int]](repeating: [], count: steps.count)
    for k in steps.indices { for j in after[k] { followers[j].append(k) } }
    var lanes = self.lanes
    var idle = preference
    var running: [Int] = []
    var now = 0.0
    while !idle.isEmpty || !running.isEmpty {
      var begun: Set<Int> = []
      for k in idle where missing[k] == 0 {
        if steps[k].type == .live {
          guard lanes.isOpen else { break }
          guard lanes.admits(steps[k]) else { continue }
          lanes.enter(steps[k])
        }
        ends[k] = now + seconds[k]
        running.append(k)
        begun.insert(k)
      }
      if !begun.isEmpty { idle.removeAll { begun.contains($0) } }
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

  /// The seconds for which migrations keep a node busy, each way, with all its slots in use.
  private var nodeSeconds: (out: [Double], into: [Double]) {
    var out = [Double](repeating: 0, count: lanes.out.count)
    var into = out
    for (k, step) in steps.enumerated() where step.type == .live {
      out[step.from] += seconds[k] / Double(max(1, lanes.out[step.from]))
      into[step.to] += seconds[k] / Double(max(1, lanes.into[step.to]))
    }
    return (out, into)
  }

  private func bound(_ p: Problem, _ schedule: Goal.Schedule) -> Plan.Timeline {
    let live = steps.indices.reduce(0) { $0 + (steps[$1].type == .live ? seconds[$1] : 0) }
    // Cold moves run alone.
    let alone = steps.indices.reduce(0) { $0 + (steps[$1].type == .live ? 0 : seconds[$1]) }
    let load = nodeSeconds
    let busiest = (0..<p.nodeCount).max { a, b in
      (max(load.out[a], load.into[a]), b) < (max(load.out[b], load.into[b]), a)
    }
    let most = busiest.map { max(load.out[$0], load.into[$0]) } ?? 0
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
