import PlacementModel

/// A small cluster from which plans are worked out by hand, so that all their figures agree.
struct ClusterFixture {
  struct Machine {
    var name: String
    var cores: Double
    var gib: Double
    /// What everything but VMs uses.
    var other: (cpu: Double, gib: Double) = (0, 0)
    var balanced = true
  }

  struct Guest {
    var name: String
    var node: String?
    var vcpus: Double
    var gib: Double
    /// The share of its vCPUs and of its memory in use.
    var busy: (cpu: Double, memory: Double) = (0.5, 0.5)
    var stopped = false
  }

  struct Move {
    var vm: String
    var to: String
    var type: Plan.MigrationType = .live
    var batch: Int
    var kind: Plan.Migration.Kind = .final
    var flags: [Plan.Migration.Flag] = []
    var reason = ""
    var instanceType: String?
    var notes: [String] = []
  }

  var machines: [Machine]
  var guests: [Guest]

  private static let gib = 1_073_741_824.0

  func plan(
    _ moves: [Move] = [],
    goal: Goal = Goal(),
    status: Plan.Status = .planned,
    loadSource: LoadSource = .usage,
    method: SolverInfo.Method = .exact,
    termination: SolverInfo.Termination = .optimal,
    stay: Double? = nil,
    bound: Double? = nil,
    fallback: String? = nil,
    blocked: [Plan.Blocked] = [],
    relaxations: [Plan.Relaxation] = [],
    warnings: [String] = []
  ) -> Plan {
    var place = Dictionary(uniqueKeysWithValues: guests.map { ($0.name, $0.node) })
    let before = place
    var migrations: [Plan.Migration] = []
    for move in moves {
      let guest = guests.first { $0.name == move.vm } ?? Guest(name: "", vcpus: 0, gib: 0)
      let stopped = guest.stopped
      let seconds = move.type == .live ? guest.gib * 16 : move.type == .cold && !stopped ? 40 : 0
      migrations.append(
        Plan.Migration(
          id: migrations.count + 1,
          vm: move.vm,
          from: place[move.vm] ?? nil,
          to: move.to,
          type: move.type,
          batch: move.batch,
          memory: guest.gib * Self.gib,
          estimatedSeconds: move.type == .place ? 20 : stopped ? 5 : seconds,
          downtimeSeconds: move.type == .live ? 1 : move.type == .cold && !stopped ? 40 : 0,
          kind: move.kind,
          flags: move.flags,
          reason: move.reason,
          instanceType: move.instanceType,
          notes: move.notes
        )
      )
      place[move.vm] = move.to
    }
    let nodes = machines.map { state($0, before, place, loadSource) }
    let balance = balance(nodes)
    let score = score(balance, goal, migrations)
    let objective = score.reduce(0) { $0 + $1.after }
    var plan = Plan(
      status: status,
      goal: goal,
      loadSource: loadSource,
      solver: SolverInfo(
        method: method,
        termination: termination,
        objective: objective,
        stay: stay ?? score.reduce(0) { $0 + $1.before },
        bound: bound ?? objective,
        seconds: 0.4,
        work: 1_000,
        fallback: fallback
      ),
      balance: balance,
      score: score,
      nodes: nodes,
      migrations: migrations,
      batches: batches(migrations),
      summary: summary(migrations, balance),
      blocked: blocked,
      relaxations: relaxations,
      warnings: warnings
    )
    plan.digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)
    return plan
  }

  private func state(
    _ machine: Machine,
    _ before: [String: String?],
    _ after: [String: String?],
    _ loadSource: LoadSource
  ) -> Plan.NodeState {
    func change(_ value: (Guest) -> Double, base: Double = 0, over: Double) -> Plan.Change {
      func sum(_ place: [String: String?]) -> Double {
        guests.filter { !$0.stopped && place[$0.name] == machine.name }.reduce(base) {
          $0 + value($1)
        }
      }
      return Plan.Change(before: sum(before) / over, after: sum(after) / over)
    }
    let count = change({ _ in 1 }, over: 1)
    let allocation = Plan.NodeState.Pair(
      cpu: change(\.vcpus, over: machine.cores),
      memory: change(\.gib, over: machine.gib)
    )
    let requests = Plan.NodeState.Pair(
      cpu: change(\.vcpus, base: machine.other.cpu, over: machine.cores),
      memory: change(\.gib, base: machine.other.gib, over: machine.gib)
    )
    let usage = Plan.NodeState.Pair(
      cpu: change({ $0.vcpus * $0.busy.cpu }, base: machine.other.cpu, over: machine.cores),
      memory: change({ $0.gib * $0.busy.memory }, base: machine.other.gib, over: machine.gib)
    )
    let load = loadSource == .usage ? usage : requests
    return Plan.NodeState(
      name: machine.name,
      vms: Plan.NodeState.Count(before: Int(count.before), after: Int(count.after)),
      cpu: load.cpu,
      memory: load.memory,
      allocation: allocation,
      requests: requests,
      capacity: Plan.NodeState.Size(cpu: machine.cores, memory: machine.gib * Self.gib),
      balanced: machine.balanced
    )
  }

  private func balance(_ nodes: [Plan.NodeState]) -> Plan.Balance {
    let members = nodes.filter(\.balanced)
    func deviation(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(max(values.count, 1))).squareRoot()
    }
    return Plan.Balance(
      cpu: .init(
        before: deviation(members.map(\.cpu.before)),
        after: deviation(members.map(\.cpu.after))
      ),
      memory: .init(
        before: deviation(members.map(\.memory.before)),
        after: deviation(members.map(\.memory.after))
      ),
      count: .init(
        before: deviation(members.map { Double($0.vms.before) }),
        after: deviation(members.map { Double($0.vms.after) })
      )
    )
  }

  private func score(
    _ balance: Plan.Balance,
    _ goal: Goal,
    _ migrations: [Plan.Migration]
  ) -> [Plan.ScoreTerm] {
    let weights = goal.weights.normalized
    func term(
      _ name: String,
      _ weight: Double,
      _ change: Plan.Change,
      tolerance: Double = 0.02,
      atLeast least: Double = 0.05
    ) -> Plan.ScoreTerm {
      let scale = max(change.before - tolerance, least)
      return Plan.ScoreTerm(
        name: name,
        before: weight * max(0, change.before - tolerance) / scale,
        after: weight * max(0, change.after - tolerance) / scale
      )
    }
    let total = guests.reduce(0) { $0 + $1.gib } * Self.gib
    let moves = migrations.filter { $0.type != .place }.reduce(0) { sum, move in
      let price = 0.05 / Double(guests.count) + 0.05 * move.memory / total
      return sum + price * (move.type == .cold && move.downtimeSeconds > 0 ? 3 : 1)
    }
    let terms =
      switch goal.optimize {
      case .none, .relieve: [Plan.ScoreTerm]()
      case .count: [term("balance.count", 1, balance.count, tolerance: 0.5, atLeast: 0.5)]
      case .cpu: [term("balance.cpu", 1, balance.cpu)]
      case .memory: [term("balance.memory", 1, balance.memory)]
      case .balance, .performance:
        [
          term("balance.cpu", weights.cpu, balance.cpu),
          term("balance.memory", weights.memory, balance.memory),
        ]
      }
    return terms + [
      Plan.ScoreTerm(name: "moves", before: 0, after: moves * goal.migrationCost),
      Plan.ScoreTerm(name: "overload", before: 0, after: 0),
    ]
  }

  private func batches(_ migrations: [Plan.Migration]) -> [Plan.Batch] {
    let numbers = migrations.map(\.batch)
    return (1...max(numbers.max() ?? 1, 1)).compactMap { number in
      let members = migrations.filter { $0.batch == number }
      guard let first = members.first else { return nil }
      return Plan.Batch(
        number: number,
        type: first.type,
        migrations: members.map(\.id),
        estimatedSeconds: members.map(\.estimatedSeconds).max() ?? 0
      )
    }
  }

  private func summary(_ migrations: [Plan.Migration], _ balance: Plan.Balance) -> Plan.Summary {
    func improvement(_ change: Plan.Change) -> Double {
      change.before > 0 ? 1 - change.after / change.before : 0
    }
    return Plan.Summary(
      migrations: migrations.count { $0.type != .place },
      live: migrations.count { $0.type == .live },
      cold: migrations.count { $0.type == .cold },
      placements: migrations.count { $0.type == .place },
      estimatedSeconds: batches(migrations).reduce(0) { $0 + $1.estimatedSeconds },
      downtimeSeconds: migrations.filter { $0.type == .cold }.reduce(0) {
        $0 + $1.downtimeSeconds
      },
      improvement: .init(
        cpu: improvement(balance.cpu),
        memory: improvement(balance.memory),
        count: improvement(balance.count)
      )
    )
  }
}
