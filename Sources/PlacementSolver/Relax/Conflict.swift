import PlacementModel

/// Names a small set of demands that cannot all be met, by leaving out one after the other.
///
/// What can be left out without the goal becoming possible is no part of the conflict (a deletion
/// filter). What remains is small, and every part of it is needed, as far as the solver can tell.
struct Conflict {
  let problem: Problem
  /// The VMs that must leave and cannot.
  let stuck: [Int]
  /// The placement in which as much as possible is done.
  let end: Placement

  /// Something that may be left out.
  private enum Item: Hashable {
    /// A VM that must leave.
    case leaves(Int)
    /// Whatever a change takes away.
    case demand(Amendment)
  }

  /// The conflict; empty where none was found.
  func demands(_ trial: inout Trial) -> [Plan.Demand] {
    let forced = problem.names.indices.filter {
      problem.role[$0] == .forced
        || problem.role[$0] == .frozen && problem.start[$0] >= 0
          && problem.isDrained[Int(problem.start[$0])]
    }
    let stuck = Set(self.stuck)
    // Those that are stuck last, so that they are what remains.
    let leaving = forced.sorted { a, b in
      let (x, y) = (stuck.contains(a), stuck.contains(b))
      return x == y ? a < b : !x
    }
    var items = leaving.map { Item.leaves($0) }
    for change in changes() { items.append(.demand(change)) }
    guard items.count > 1, stays(items, items, &trial) else { return [] }
    let kept = filter(items, &trial)
    return kept.map { describe($0) }
  }

  /// What the VMs that are stuck run into, each as the change that takes it away everywhere.
  private func changes() -> [Amendment] {
    let why = WhyNot(problem: problem, placement: end, start: Placement(problem))
    var found: [Amendment] = []
    func note(_ change: Amendment) {
      var change = change
      // As much as anybody could want.
      if change.kind == .free { change.amount = 4e15 / 1_024 }
      if !found.contains(change) { found.append(change) }
    }
    for vm in stuck.prefix(8) {
      for n in 0..<problem.nodeCount where n != Int(problem.start[vm]) && !problem.isDrained[n] {
        for change in why.remedies(for: vm, on: n) ?? [] { note(change) }
      }
    }
    if problem.goal.maxDowntime != nil { note(Amendment(.allowDowntime)) }
    if problem.goal.maxMigrations != nil { note(Amendment(.allowMigrations)) }
    return found
  }

  /// Whether the goal stays impossible when all items but those kept are left out.
  private func stays(_ kept: [Item], _ all: [Item], _ trial: inout Trial) -> Bool {
    var changes: [Amendment] = []
    var staying: [String: String] = [:]
    let kept = Set(kept)
    for item in all where !kept.contains(item) {
      switch item {
      case .leaves(let v):
        staying[problem.names[v]] = problem.nodeName(Int(problem.start[v]))
      case .demand(let change): changes.append(change)
      }
    }
    guard let blocked = trial.blocked(changes, staying: staying) else { return false }
    return !blocked.isEmpty
  }

  /// Leaves out halves, then quarters, and so on, as long as the goal stays impossible.
  private func filter(_ items: [Item], _ trial: inout Trial) -> [Item] {
    var kept = items
    var size = max(1, items.count / 2)
    while true {
      var from = 0
      while from < kept.count, kept.count > 1, !trial.isOver {
        let chunk = Set(kept[from..<min(from + size, kept.count)])
        let rest = kept.filter { !chunk.contains($0) }
        if !rest.isEmpty, stays(rest, items, &trial) { kept = rest } else { from += size }
      }
      if size == 1 || trial.isOver { return kept }
      size = max(1, size / 2)
    }
  }

  private func describe(_ item: Item) -> Plan.Demand {
    switch item {
    case .leaves(let v):
      return Plan.Demand(
        message: "\(problem.names[v]) must leave \(problem.nodeName(Int(problem.start[v])))",
        code: .draining
      )
    case .demand(let change): return Self.describe(change)
    }
  }

  private static func describe(_ change: Amendment) -> Plan.Demand {
    let (vm, node) = (change.vm ?? "", change.node ?? "")
    switch change.kind {
    case .tolerate:
      let taint = change.taint?.description ?? ""
      return Plan.Demand(message: "\(vm) does not tolerate \(taint)", code: .taint)
    case .uncordon: return Plan.Demand(message: "\(node) is cordoned", code: .cordoned)
    case .free:
      let resource = change.resource ?? .cpu
      return Plan.Demand(message: "the \(resource) of \(node)", code: .capacity(resource))
    case .allowMigrations:
      return Plan.Demand(message: "the limit on migrations", code: .maxMigrations)
    case .allowDowntime:
      return Plan.Demand(
        message: vm.isEmpty ? "the limit on downtime" : "the limit on downtime of \(vm)",
        code: .maxDowntime
      )
    case .dropRule: return Plan.Demand(message: "rule \(change.rule ?? "")", code: .fence)
    case .goCold: return Plan.Demand(message: "\(vm) goes live", code: .unreachable)
    case .allowRestart:
      return Plan.Demand(message: "\(vm) must not be restarted", code: .losesData)
    case .unpin: return Plan.Demand(message: "\(vm) is pinned", code: .pinned)
    case .label:
      let labels = (change.labels ?? [:]).sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
      return Plan.Demand(message: "\(node) lacks \(labels)", code: .nodeSelector)
    case .dropNodeAffinity:
      return Plan.Demand(message: "the required node affinity of \(vm)", code: .nodeAffinity)
    case .dropPodTerms:
      return Plan.Demand(
        message: "the required pod affinity and spreading of \(vm)",
        code: .affinity
      )
    case .raiseQuota: return Plan.Demand(message: "quota \(change.rule ?? "")", code: .quota)
    case .sequential: return Plan.Demand(message: "several at a time", code: .maxMigrations)
    case .wait: return Plan.Demand(message: "migrations of others in flight", code: .migrating)
    }
  }
}
