import PlacementModel

/// Judges when moves begin and end by the plan's own estimates.
struct TimelineCheck {
  private let plan: Plan
  private let facts: Facts
  private var found: [Violation] = []

  /// Prepares for a plan.
  init(_ plan: Plan, _ facts: Facts) {
    self.plan = plan
    self.facts = facts
  }

  /// Everything that is wrong.
  func problems() -> [Violation] {
    guard let timeline = plan.timeline else { return [] }
    var check = self
    check.checkTimes(timeline)
    check.checkSlots()
    return check.found
  }

  private mutating func note(_ message: String, vm: String? = nil) {
    found.append(Violation(.timeline, message, vm: vm))
  }

  private mutating func checkTimes(_ timeline: Plan.Timeline) {
    var ends: [Int: Double] = [:]
    var (batch, batchStart, last) = (0, 0.0, 0.0)
    for move in plan.migrations {
      if !isClose(move.endSeconds, move.startSeconds + move.estimatedSeconds)
        || !(move.startSeconds >= 0)
      {
        note("from \(move.startSeconds) to \(move.endSeconds) is not what it takes", vm: move.vm)
      }
      for id in move.after {
        guard let end = ends[id], !isAtMost(end, move.startSeconds) else { continue }
        note(
          "it begins at \(move.startSeconds), migration \(id) ends at \(end)",
          vm: move.vm
        )
      }
      if timeline.schedule == .batches {
        if move.batch != batch { (batch, batchStart) = (move.batch, last) }
        if !isAtMost(batchStart, move.startSeconds) {
          note("it begins before batch \(batch - 1) has ended", vm: move.vm)
        }
      }
      last = max(last, move.endSeconds)
      ends[move.id] = move.endSeconds
    }
    if !isClose(timeline.seconds, last) { note("\(timeline.seconds) seconds instead of \(last)") }
    if !isAtMost(timeline.lowerBound, last) {
      note("no less than \(timeline.lowerBound) seconds, but it takes \(last)")
    }
  }

  /// The limits at each beginning; in between only ends happen.
  private mutating func checkSlots() {
    let limits = facts.policy.migration
    // Where others hold the slots nothing can be timed.
    let room = limits.parallelPerCluster - facts.inFlight.count
    let moves = plan.migrations.filter { $0.estimatedSeconds > 0 }
      .sorted { $0.startSeconds < $1.startSeconds }
    var next = 0
    // What has begun and not ended.
    var others: [Plan.Migration] = []
    for move in moves {
      while next < moves.count, isAtMost(moves[next].startSeconds, move.startSeconds) {
        others.append(moves[next])
        next += 1
      }
      others.removeAll { isAtMost($0.endSeconds, move.startSeconds) }
      if move.type == .place { continue }
      if move.type == .cold, others.count > 1 {
        note("\(others.count - 1) others run beside a cold move", vm: move.vm)
      }
      let live = others.filter { $0.type == .live }
      for (count, limit) in [
        (live.count, room),
        (live.count { $0.from == move.from }, limits.parallelOutboundPerNode),
        (live.count { $0.to == move.to }, limits.parallelInboundPerNode),
      ] where move.type == .live && count > max(0, limit) {
        note(
          "\(count) live migrations at \(move.startSeconds) s, allowed are \(limit)",
          vm: move.vm
        )
      }
    }
  }

  private func isAtMost(_ a: Double, _ b: Double) -> Bool { a <= b || isClose(a, b) }
}
