import PlacementModel

/// The moves of an order as the document lists them.
struct Itinerary {
  let problem: Problem
  private(set) var migrations: [Plan.Migration] = []
  private(set) var batches: [Plan.Batch] = []
  /// The price of all moves, those to parking places included.
  private(set) var price = 0.0
  /// When it all runs.
  private(set) var timeline = Plan.Timeline(
    schedule: .batches,
    seconds: 0,
    work: 0,
    busiestNode: nil,
    chain: 0
  )

  init(problem: Problem, batches steps: [[Transit.Step]], start: Placement, end: Placement) {
    self.problem = problem
    var why = Why(problem: problem, start: start, end: end)
    for (b, batch) in steps.enumerated() {
      var ids: [Int] = []
      var longest = 0.0
      for step in batch {
        var migration = self.migration(step, batch: b + 1)
        migration.reason = why.reason(for: step)
        longest = max(longest, migration.estimatedSeconds)
        ids.append(migration.id)
        migrations.append(migration)
        price += cost(step)
      }
      guard let type = batch.first?.type else { continue }
      batches.append(
        Plan.Batch(number: b + 1, type: type, migrations: ids, estimatedSeconds: longest)
      )
    }
    time(steps)
  }

  /// Fills in what each move waits for and when it runs.
  private mutating func time(_ steps: [[Transit.Step]]) {
    let forerunners = Forerunners(problem, steps)
    let times = Timeline(
      problem,
      steps,
      seconds: migrations.map(\.estimatedSeconds),
      after: forerunners.after,
      schedule: problem.goal.schedule
    )
    timeline = times.figures
    for k in migrations.indices {
      migrations[k].after = forerunners.after[k].map { $0 + 1 }
      migrations[k].startSeconds = times.starts[k]
      migrations[k].endSeconds = times.ends[k]
    }
  }

  private func cost(_ step: Transit.Step) -> Double {
    let p = problem
    switch step.type {
    case .place: return 0
    case .live: return p.price[step.vm]
    case .cold: return p.isActive(step.vm) ? 3 * p.price[step.vm] : p.price[step.vm]
    }
  }

  private func migration(_ step: Transit.Step, batch: Int) -> Plan.Migration {
    let p = problem
    let vm = p.inventory.cluster.virtualMachines[step.vm]
    let links = [step.from, step.to].compactMap {
      $0 >= 0 ? p.inventory.cluster.nodes[$0].network?.utilization : nil
    }
    let times = MigrationTime.estimate(
      step.type,
      of: vm,
      p.inventory.policy.migration,
      links: links
    )
    var flags: [Plan.Migration.Flag] = []
    if step.isFallback { flags.append(.coldFallback) }
    if step.from >= 0, p.isDrained[Int(p.start[step.vm])] { flags.append(.forced) }
    return Plan.Migration(
      id: migrations.count + 1,
      vm: p.names[step.vm],
      from: step.from >= 0 ? p.nodeName(step.from) : nil,
      to: p.nodeName(step.to),
      type: step.type,
      batch: batch,
      memory: p.guestMemory[step.vm],
      estimatedSeconds: times.total,
      downtimeSeconds: times.down,
      kind: step.isParking ? .parking : .final,
      flags: flags,
      instanceType: vm.instanceType,
      notes: notes(vm, step)
    )
  }

  private func notes(_ vm: VirtualMachine, _ step: Transit.Step) -> [String] {
    if !vm.isActive { return ["VM is stopped"] }
    guard step.type == .cold, !step.isFallback else { return [] }
    if let condition = vm.liveMigratable { return [condition.reason ?? "Not live-migratable"] }
    return ["RWO storage"]
  }

  /// Totals; the improvement is the relative reduction of each standard deviation.
  func summary(_ balance: Plan.Balance) -> Plan.Summary {
    let moves = migrations.filter { $0.type != .place }
    func reduction(_ change: Plan.Change) -> Double {
      change.before > 0 ? (change.before - change.after) / change.before : 0
    }
    return Plan.Summary(
      migrations: moves.count,
      live: moves.count { $0.type == .live },
      cold: moves.count { $0.type == .cold },
      placements: migrations.count - moves.count,
      estimatedSeconds: timeline.seconds,
      downtimeSeconds: moves.reduce(0) { $0 + ($1.type == .cold ? $1.downtimeSeconds : 0) },
      improvement: Plan.Summary.Improvement(
        cpu: reduction(balance.cpu),
        memory: reduction(balance.memory),
        count: reduction(balance.count)
      )
    )
  }
}
