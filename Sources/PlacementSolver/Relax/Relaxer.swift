import PlacementModel

/// Finds the cheapest changes that make an impossible goal possible, and tries each of them.
struct Relaxer {
  let problem: Problem
  /// The VMs that must leave and cannot.
  let stuck: [Int]
  private let why: WhyNot
  /// The most relaxations that are offered.
  private static let most = 5

  /// Prepares.
  ///
  /// - Parameter end: The placement in which as much as possible is done.
  init(problem: Problem, stuck: [Int], end: Placement) {
    self.problem = problem
    self.stuck = stuck
    why = WhyNot(problem: problem, placement: end, start: Placement(problem))
  }

  /// The relaxations, cheapest first.
  func relaxations(_ trial: inout Trial) -> [Plan.Relaxation] {
    var offers = limits(&trial)
    guard let first = stuck.first else { return offers }
    // What helps the first is tried for all of them; what the others need is added to it.
    for changes in choices(for: first).prefix(24) where offers.count < Self.most + 3 {
      guard let works = complete(changes, &trial) else { continue }
      let small = shrink(works, &trial)
      guard !offers.contains(where: { $0.changes == small }),
        let plan = trial.plan(small), plan.blocked.allSatisfy({ $0.node == nil })
      else { continue }
      offers.append(offer(small, plan))
    }
    let merged = merge(offers)
    return Array(
      merged.enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
        .map(\.element).prefix(Self.most)
    )
  }

  private func offer(_ changes: [Amendment], _ plan: Plan) -> Plan.Relaxation {
    Plan.Relaxation(
      message: changes.words,
      changes: changes,
      cost: changes.cost,
      migrations: plan.summary.migrations
    )
  }

  /// More migrations, none of those in flight, or no reserve, where that alone helps.
  private func limits(_ trial: inout Trial) -> [Plan.Relaxation] {
    var offers: [Plan.Relaxation] = []
    if problem.goal.maxMigrations != nil {
      let unlimited = Amendment(.allowMigrations)
      if let plan = trial.plan([unlimited]), plan.blocked.allSatisfy({ $0.node == nil }) {
        let needed = Amendment(.allowMigrations, amount: Double(plan.summary.migrations))
        if let again = trial.plan([needed]), again.blocked.allSatisfy({ $0.node == nil }) {
          offers.append(offer([needed], again))
        }
      }
    }
    if problem.goal.maxDowntime != nil,
      let plan = trial.plan([Amendment(.allowDowntime)]),
      plan.blocked.allSatisfy({ $0.node == nil })
    {
      let needed = Amendment(.allowDowntime, amount: plan.summary.downtimeSeconds)
      if let again = trial.plan([needed]), again.blocked.allSatisfy({ $0.node == nil }) {
        offers.append(offer([needed], again))
      }
    }
    if problem.inFlight.total > 0, let plan = trial.plan([Amendment(.wait)]),
      plan.blocked.allSatisfy({ $0.node == nil })
    {
      offers.append(offer([Amendment(.wait)], plan))
    }
    // Room that is kept free is there, and whose it is can be decided otherwise.
    let reserves = problem.inventory.rules.filter { $0.required && $0.type == "reserve" }
    for rule in reserves.prefix(3) {
      let change = Amendment(.dropRule, rule: rule.name)
      if let plan = trial.plan([change]), plan.blocked.allSatisfy({ $0.node == nil }) {
        offers.append(offer([change], plan))
      }
    }
    return offers
  }

  /// What might let a VM go, node by node, cheapest first.
  private func choices(for vm: Int) -> [[Amendment]] {
    let p = problem
    var found: [[Amendment]] = []
    for n in 0..<p.nodeCount where n != Int(p.start[vm]) && !p.isDrained[n] {
      guard let changes = why.remedies(for: vm, on: n), !found.contains(changes) else { continue }
      found.append(changes)
    }
    let sorted = found.enumerated().sorted { a, b in
      (a.element.cost, size(a.element), a.offset) < (b.element.cost, size(b.element), b.offset)
    }
    return sorted.map(\.element).filter { !$0.isEmpty }
  }

  /// How much memory and other resources changes free, to prefer the least.
  private func size(_ changes: [Amendment]) -> Double {
    changes.reduce(0) { $0 + ($1.kind == .free ? $1.amount ?? 0 : 0) }
  }

  /// A set that frees everybody, from changes that free one VM; `nil` where none was found.
  private func complete(
    _ changes: [Amendment],
    _ trial: inout Trial
  ) -> [Amendment]? {
    var set = changes
    for _ in 0...min(stuck.count, 24) {
      guard let blocked = trial.blocked(set) else { return nil }
      guard let next = stuck.first(where: { blocked.contains(problem.names[$0]) }) else {
        return blocked.isEmpty ? set : nil
      }
      // The same kind of change first, so that one relaxation says one thing.
      let kinds = Set(set.map(\.kind))
      let fresh = choices(for: next).filter { !$0.allSatisfy(set.contains) }
      guard
        let more = fresh.first(where: { Set($0.map(\.kind)).isSubset(of: kinds) }) ?? fresh.first
      else { return nil }
      for change in more { add(change, to: &set) }
    }
    return nil
  }

  /// Adds a change; what is freed on the same node is freed for both.
  private func add(_ change: Amendment, to set: inout [Amendment]) {
    if change.kind == .free,
      let i = set.firstIndex(where: {
        $0.kind == .free && $0.node == change.node && $0.resource == change.resource
      })
    {
      set[i].amount = (set[i].amount ?? 0) + (change.amount ?? 0)
    } else if !set.contains(change) {
      set.append(change)
    }
  }

  /// Leaves out what is not needed.
  private func shrink(_ changes: [Amendment], _ trial: inout Trial) -> [Amendment] {
    guard changes.count > 1 else { return changes }
    var kept = changes
    for change in changes where kept.count > 1 {
      let without = kept.filter { $0 != change }
      if let blocked = trial.blocked(without), blocked.isEmpty { kept = without }
    }
    return kept
  }

  /// Puts offers together that free the same resource on every node of a zone.
  private func merge(_ offers: [Plan.Relaxation]) -> [Plan.Relaxation] {
    let zone = "topology.kubernetes.io/zone"
    let nodes = problem.inventory.cluster.nodes
    func home(_ offer: Plan.Relaxation) -> (zone: String, resource: ResourceName)? {
      guard offer.changes.count == 1, let change = offer.changes.first, change.kind == .free,
        let resource = change.resource,
        let label = nodes.first(where: { $0.name == change.node })?.label(zone)
      else { return nil }
      return (label, resource)
    }
    var result: [Plan.Relaxation] = []
    var done: [String] = []
    for offer in offers {
      guard let (label, resource) = home(offer) else {
        result.append(offer)
        continue
      }
      let key = "\(label) \(resource)"
      if done.contains(key) { continue }
      let alike = offers.filter { home($0).map { "\($0.zone) \($0.resource)" } == key }
      let names = alike.compactMap { $0.changes.first?.node }
      let all = problem.balanceSet.filter { nodes[$0].label(zone) == label }
      guard names.count > 1, names.count == all.count,
        let largest = alike.max(by: { ($0.changes[0].amount ?? 0) < ($1.changes[0].amount ?? 0) })
      else {
        result.append(offer)
        continue
      }
      done.append(key)
      var merged = largest
      merged.message =
        "free \(largest.changes[0].amountInWords) on any node of zone \(label) "
        + "(\(names.joined(separator: ", ")))"
      result.append(merged)
    }
    return result
  }
}
