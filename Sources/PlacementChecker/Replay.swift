import PlacementModel

/// Runs batches one after the other and notes what breaks a rule on the way.
struct Replay {
  let facts: Facts
  let yardstick: Yardstick
  private(set) var state: State
  /// Which VMs arrived where they are by this plan.
  private(set) var hasMoved: [Bool]
  private(set) var violations: [Violation] = []
  private(set) var transcript: [CheckReport.Step] = []
  /// The batch that runs, for the violations.
  private var batch: Int?
  private var batchStart = 0

  /// Starts where everything is now.
  init(_ yardstick: Yardstick) {
    facts = yardstick.facts
    self.yardstick = yardstick
    state = yardstick.start
    hasMoved = [Bool](repeating: false, count: yardstick.facts.vms.count)
  }

  /// Notes a violation in the batch that runs.
  mutating func note(_ violation: Violation) {
    var violation = violation
    violation.batch = violation.batch ?? batch
    violations.append(violation)
  }

  /// Runs one batch.
  ///
  /// - Parameters:
  ///   - number: what the document calls it.
  ///   - moves: the VMs with where they go and how; they are where the state says.
  mutating func run(
    batch number: Int,
    type: Plan.MigrationType,
    moves: [(vm: Int, to: Int, type: Plan.MigrationType)]
  ) {
    batch = number
    batchStart = violations.count
    defer { batch = nil }
    var receivers: [Int: Receiver] = [:]
    let movers = moves.map { Mover(vm: $0.vm, from: state.position[$0.vm], to: $0.to) }
    let together = moves.indices.filter { moves[$0].type != .cold }.map { movers[$0] }
    let live = moves.indices.filter { moves[$0].type == .live }.map { movers[$0] }
    checkLimits(live: live)
    checkDependencies(moves.filter { $0.type != .place }.map(\.vm))
    if !together.isEmpty {
      arrive(together.filter { facts.active[$0.vm] }, &receivers)
      for mover in together where !facts.active[mover.vm] { state.move(mover.vm, to: mover.to) }
    }
    for (move, mover) in zip(moves, movers) where move.type == .cold {
      if facts.active[mover.vm] {
        leave(mover)
        arrive([Mover(vm: mover.vm, from: Facts.none, to: mover.to)], &receivers)
      } else {
        state.move(mover.vm, to: mover.to)
      }
    }
    for mover in movers { hasMoved[mover.vm] = true }
    transcript.append(
      CheckReport.Step(
        batch: number,
        type: type,
        moves: movers.map(describe),
        receivers: receivers.keys.sorted().compactMap { receivers[$0]?.entry(facts.nodes[$0].name) }
      )
    )
  }

  private func describe(_ mover: Mover) -> String {
    let from = mover.from == Facts.none ? "" : " from \(facts.nodes[mover.from].name)"
    return "\(facts.vms[mover.vm].fullName)\(from) to \(facts.nodes[mover.to].name)"
  }

  // MARK: - Phases

  private struct Receiver {
    var cpu: Double
    var memory: Double

    func entry(_ name: String) -> CheckReport.Receiver {
      CheckReport.Receiver(node: name, cpu: cpu, memory: memory)
    }
  }

  /// A VM stops where it is; what it leaves behind must keep the rules.
  private mutating func leave(_ mover: Mover) {
    state.move(mover.vm, to: Facts.none)
    settle([mover])
  }

  /// VMs arrive while those among them that come from a node are still there, then end.
  private mutating func arrive(_ movers: [Mover], _ receivers: inout [Int: Receiver]) {
    checkCapacity(movers, &receivers)
    checkQuotas(movers)
    for problem in Arrivals(movers, state, yardstick).problems(in: state) { note(problem) }
    for mover in movers {
      state.move(mover.vm, to: mover.to)
      hasMoved[mover.vm] = true
    }
    settle(movers)
  }

  /// Checks the groups that movers touch, with nothing in transit.
  private mutating func settle(_ movers: [Mover]) {
    var touched = Set<Int>()
    for mover in movers { touched.formUnion(facts.countedIn[mover.vm]) }
    for g in touched.sorted() where yardstick.binds(g) {
      switch facts.groups[g].kind {
      case .affinity, .spread, .topologySpread: check(g)
      case .podAffinity where mayUpset(g, movers): check(g)
      // A domain only fills when a VM arrives, which is checked then.
      default: break
      }
    }
    for mover in movers {
      for g in facts.carries[mover.vm] where facts.groups[g].kind == .podAffinity {
        check(g, carriers: [mover.vm])
      }
    }
  }

  private mutating func check(_ g: Int, carriers: [Int]? = nil) {
    let moved = hasMoved
    for problem in yardstick.problems(of: g, in: state, carriers: carriers, hasMoved: { moved[$0] })
    where !violations[batchStart...].contains(where: { $0.isSame(as: problem) }) {
      note(problem)
    }
  }

  /// Whether movers may have taken the last company from somebody, or ended somebody's being the
  /// only one of his kind.
  private func mayUpset(_ g: Int, _ movers: [Mover]) -> Bool {
    movers.contains { mover in
      let from = state.domain(of: mover.from, in: g)
      return from == Facts.none || state.counted[g][from] <= 1
    }
  }

  // MARK: - Limits

  private mutating func checkCapacity(_ movers: [Mover], _ receivers: inout [Int: Receiver]) {
    var arriving: [Int: [Int]] = [:]
    for mover in movers { arriving[mover.to, default: []].append(mover.vm) }
    for node in arriving.keys.sorted() {
      var load = facts.resources.indices.map { state.requests(on: node, $0) }
      for vm in arriving[node] ?? [] {
        for charge in facts.vmRequests[vm] { load[charge.resource] += charge.amount }
      }
      let limits = facts.resources.indices.map { facts.limit(of: $0, on: node) }
      for (r, limit) in limits.enumerated() {
        guard let limit, load[r] > limit else { continue }
        let name = facts.resources[r]
        let unit = name == .cpu ? "m" : ""
        note(
          Violation(
            .capacity,
            "\(name): \(load[r])\(unit) requested with every arrival and no departure,"
              + " the limit is \(limit)\(unit)",
            node: facts.nodes[node].name
          )
        )
      }
      func share(_ r: Int) -> Double {
        guard let limit = limits[r], limit > 0 else { return 0 }
        return Double(load[r]) / Double(limit)
      }
      let now = Receiver(cpu: share(0), memory: share(1))
      let worst = receivers[node]
      receivers[node] = Receiver(
        cpu: max(now.cpu, worst?.cpu ?? 0),
        memory: max(now.memory, worst?.memory ?? 0)
      )
    }
  }

  private mutating func checkQuotas(_ movers: [Mover]) {
    let touched = Set(movers.flatMap { state.quotas(of: $0.vm) }).sorted()
    for q in touched {
      let quota = facts.quotas[q]
      for (e, entry) in quota.entries.enumerated() {
        let new = movers.reduce(Int128(0)) {
          facts.vms[$1.vm].namespace == quota.namespace
            ? $0 + facts.amount(of: entry.resource, requestedBy: $1.vm) : $0
        }
        let sum = state.quotaUse[q][e] + new
        // Admission looks only at what a new pod asks for.
        guard new > 0, sum > entry.hard else { continue }
        note(
          Violation(
            .quota,
            "quota \(quota.name): \(entry.label) \(sum) with the new pods, hard is \(entry.hard)"
          )
        )
      }
    }
  }

  private mutating func checkLimits(live movers: [Mover]) {
    if movers.isEmpty { return }
    let limits = facts.policy.migration
    func check(_ code: Violation.Code, _ count: Int, _ limit: Int, _ others: Int, _ node: Int) {
      let room = max(0, max(0, limit) - others)
      guard count > room else { return }
      note(
        Violation(
          code,
          "\(count) live migrations at a time, allowed are \(room)"
            + (others > 0 ? " besides \(others) in flight" : ""),
          node: node == Facts.none ? nil : facts.nodes[node].name
        )
      )
    }
    check(
      .parallelPerCluster,
      movers.count,
      limits.parallelPerCluster,
      facts.inFlight.count,
      Facts.none
    )
    for node in Set(movers.map(\.from)).sorted() where node != Facts.none {
      check(
        .parallelOutboundPerNode,
        movers.count { $0.from == node },
        limits.parallelOutboundPerNode,
        facts.inFlight.count { facts.home[$0] == node },
        node
      )
    }
    for node in Set(movers.map(\.to)).sorted() {
      check(
        .parallelInboundPerNode,
        movers.count { $0.to == node },
        limits.parallelInboundPerNode,
        facts.inFlight.count { facts.nodeIndex[facts.vms[$0].migratingTo ?? ""] == node },
        node
      )
    }
  }

  private mutating func checkDependencies(_ vms: [Int]) {
    let touched = Set(vms.flatMap { facts.dependenciesOf[$0] }).sorted()
    for d in touched {
      let dependency = facts.dependencies[d]
      let moving = dependency.members.filter { vms.contains($0) || facts.inFlight.contains($0) }
      guard moving.count > 1 else { continue }
      let names = moving.map { facts.vms[$0].fullName }.joined(separator: ", ")
      note(Violation(.dependency, "rule \(dependency.name): in flight together are \(names)"))
    }
  }
}

extension Violation {
  /// Whether it says what another one says of the same batch.
  fileprivate func isSame(as other: Violation) -> Bool {
    code == other.code && vm == other.vm && message == other.message
  }
}

extension Facts {
  /// The capacity limit of a resource on a node; `nil` is none.
  func limit(of resource: Int, on node: Int) -> Int128? {
    limits[node * resources.count + resource]
  }
}
