import PlacementModel

/// Why each move is made.
struct Why {
  let problem: Problem
  let start: Placement
  let end: Placement
  /// The end, in which one VM at a time goes home and comes back: a copy for each move would make
  /// the reasons of a large plan the slowest part of it.
  private var trial: Placement
  private let spread: Problem.Load

  init(problem: Problem, start: Placement, end: Placement) {
    self.problem = problem
    self.start = start
    self.end = end
    trial = end
    spread = Self.deviation(problem, end)
  }

  mutating func reason(for step: Transit.Step) -> String {
    let p = problem
    if step.isParking {
      let place = p.nodeName(Int(end.node[step.vm]))
      return end.node[step.vm] == p.start[step.vm]
        ? "makes room for others and goes back to \(place)"
        : "waits here until its place on \(place) is free"
    }
    if step.to == Int(p.start[step.vm]) { return "goes back, having made room for others" }
    let fallback = step.isFallback ? "; it goes cold because it cannot get there live" : ""
    if !p.stipulated.isEmpty, p.stipulated[step.vm] != nil {
      return "\(p.nodeName(step.to)) was chosen for it" + fallback
    }
    switch p.role[step.vm] {
    case .forced, .idleForced:
      return "\(p.nodeName(Int(p.start[step.vm]))) is being drained" + fallback
    case .unplaced: return "it has no node yet"
    case .movable, .frozen, .idle: return gain(step) + fallback
    }
  }

  /// What would be lost if the VM had stayed.
  private mutating func gain(_ step: Transit.Step) -> String {
    let p = problem
    let home = Int(p.start[step.vm])
    trial.set(p, step.vm, to: home)
    defer { trial.set(p, step.vm, to: Int(end.node[step.vm])) }
    let loss = trial.objective(p) - end.objective(p)
    let before = p.eligibility.brokenRules[p.eligibility.index(step.vm, home)]
    if before > 0 { return "it breaks a rule on \(p.nodeName(home))" }
    for m in p.memberships(of: step.vm) {
      let g = Int(m.group)
      if p.groups[g].price > 0, trial.excess[g] > end.excess[g] {
        return "keeps rule \(p.groups[g].name)"
      }
    }
    if start.isOverfull(p, home) { return "\(p.nodeName(home)) holds more than fits" }
    let points = Self.deviation(p, trial) - spread
    let parts = ["cpu", "memory", "count"].enumerated().compactMap { lane, name -> String? in
      guard p.objective.balance.weight[lane] > 0, points[lane] > 0 else { return nil }
      return lane == 2
        ? "\(name) by \(decimal(points[lane]))"
        : "\(name) by \(decimal(100 * points[lane])) points"
    }
    if parts.isEmpty { return "makes room for other moves" }
    return "lowers the standard deviation of \(parts.joined(separator: ", of "))"
      + (loss > 0 ? "" : "; with the other moves it pays")
  }

  private static func deviation(_ p: Problem, _ placement: Placement) -> Problem.Load {
    Problem.deviation(p.balanceSet.map { placement.utilization[$0] })
  }

  /// Two significant decimals without a format string.
  private func decimal(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths >= 1 else { return "less than 0.01" }
    let whole = Int(hundredths) / 100
    let rest = Int(hundredths) % 100
    return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
