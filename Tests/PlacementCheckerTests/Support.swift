import PlacementModel
import Testing

@testable import PlacementChecker

/// A quantity from its spelling; one that is none is zero, which no test wants.
func q(_ text: String) -> Quantity { Quantity(text) ?? .zero }

/// A whole quantity.
func q(_ number: Int) -> Quantity { Quantity(number) }

/// A node of 8 cores and 16 GiB unless told otherwise.
func node(
  _ name: String,
  cpu: Int = 8,
  memory: Int = 16,
  _ change: (inout Node) -> Void = { _ in }
) -> Node {
  var node = Node(
    name: name,
    allocatable: ["cpu": Quantity(cpu), "memory": Quantity(memory << 30)]
  )
  change(&node)
  return node
}

/// A VM of one core and 1 GiB unless told otherwise.
func vm(
  _ name: String,
  on node: String?,
  cpu: Int = 1,
  memory: Int = 1,
  _ change: (inout VirtualMachine) -> Void = { _ in }
) -> VirtualMachine {
  var vm = VirtualMachine(
    name: name,
    node: node,
    requests: ["cpu": Quantity(cpu), "memory": Quantity(memory << 30)]
  )
  change(&vm)
  return vm
}

/// A move in a plan that a test writes by hand.
struct Move: Sendable {
  var vm: String
  var to: String
  var type: Plan.MigrationType
  var kind: Plan.Migration.Kind

  init(
    _ vm: String,
    to: String,
    _ type: Plan.MigrationType = .live,
    _ kind: Plan.Migration.Kind = .final
  ) {
    self.vm = vm
    self.to = to
    self.type = type
    self.kind = kind
  }
}

/// A cluster, a goal and the plans one can make for them.
struct Case: Sendable {
  var inventory: Inventory
  var goal: Goal

  init(
    _ nodes: [Node],
    _ vms: [VirtualMachine],
    rules: [Rule] = [],
    policy: Policy = Policy(),
    goal: Goal = Goal()
  ) {
    let cluster = Cluster(nodes: nodes, virtualMachines: vms)
    inventory = Inventory(cluster: cluster, rules: rules, policy: policy)
    self.goal = goal
  }

  var facts: Facts { Facts(inventory: inventory, goal: goal) }
  var scorer: Scorer { Scorer(inventory: inventory, goal: goal) }

  /// A document with all its figures right, whether or not its moves are legal.
  func plan(
    _ batches: [[Move]],
    status: Plan.Status? = nil,
    blocked: [String] = []
  ) throws -> Plan {
    let vms = Dictionary(
      inventory.cluster.virtualMachines.map { ($0.fullName, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    var place: [String: String] = [:]
    var migrations: [Plan.Migration] = []
    var list: [Plan.Batch] = []
    for (b, moves) in batches.enumerated() {
      var ids: [Int] = []
      for move in moves {
        let name = "default/\(move.vm)"
        let vm = vms[name]
        let isDown = move.type == .cold && vm?.isActive == true
        migrations.append(
          Plan.Migration(
            id: migrations.count + 1,
            vm: name,
            from: place[name] ?? vm?.node,
            to: move.to,
            type: move.type,
            batch: b + 1,
            memory: vm?.guest[.memory].value ?? 0,
            estimatedSeconds: 10,
            downtimeSeconds: isDown ? 40 : move.type == .live ? 1 : 0,
            kind: move.kind,
            flags: move.type == .cold && vm?.canMigrateLive == true ? [.coldFallback] : []
          )
        )
        place[name] = move.to
        ids.append(migrations.count)
      }
      let type = moves.first?.type ?? .live
      list.append(Plan.Batch(number: b + 1, type: type, migrations: ids, estimatedSeconds: 10))
    }
    let plan = document(place, migrations, list, status, blocked)
    return try plan.sealed(inventory: inventory)
  }

  private func document(
    _ place: [String: String],
    _ migrations: [Plan.Migration],
    _ batches: [Plan.Batch],
    _ status: Plan.Status?,
    _ blocked: [String]
  ) -> Plan {
    let score = scorer.score(
      placement: place,
      moves: migrations.map { ($0.vm, $0.type) }
    )
    let live = migrations.count { $0.type == .live }
    let cold = migrations.count { $0.type == .cold }
    let staysBroken = score.broken.contains { $0.required && $0.after > 0 }
    let idle: Plan.Status = staysBroken ? .partial : .balanced
    var plan = Plan(
      status: status ?? (migrations.isEmpty ? idle : .planned),
      goal: goal,
      loadSource: scorer.loadSource,
      solver: SolverInfo(
        method: .greedy,
        termination: .workLimit,
        objective: score.objective,
        stay: max(score.objective, score.untouched),
        bound: 0,
        seconds: 0,
        work: 0
      ),
      balance: score.balance,
      score: score.terms,
      nodes: score.nodes,
      migrations: migrations,
      batches: batches,
      summary: Plan.Summary(
        migrations: live + cold,
        live: live,
        cold: cold,
        placements: migrations.count - live - cold,
        estimatedSeconds: batches.reduce(0) { $0 + $1.estimatedSeconds },
        downtimeSeconds: migrations.reduce(0) {
          $0 + ($1.type == .cold ? $1.downtimeSeconds : 0)
        },
        improvement: score.improvement
      ),
      blocked: blocked.map { name in
        Plan.Blocked(
          vm: "default/\(name)",
          reasons: [Reason(node: nil, code: .pinned, message: "it must stay")]
        )
      }
    )
    plan.broken = score.broken.isEmpty ? nil : score.broken
    plan.levels = score.levels
    return plan
  }

  /// What the checker finds in a plan of these moves.
  func check(
    _ batches: [[Move]],
    status: Plan.Status? = nil,
    blocked: [String] = []
  ) throws -> CheckReport {
    let plan = try plan(batches, status: status, blocked: blocked)
    return PlanChecker(inventory: inventory, goal: goal).check(plan)
  }

  /// The codes of the violations in a plan of these moves, those of the objective's size left out:
  /// moves made to try a rule need not be worth making.
  func codes(
    _ batches: [[Move]],
    status: Plan.Status? = nil,
    blocked: [String] = []
  ) throws -> Set<Violation.Code> {
    Set(try check(batches, status: status, blocked: blocked).violations.map(\.code))
      .subtracting([.objective])
  }
}

extension Rule {
  /// An anti-affinity rule by names of VMs in `default`.
  static func apart(
    _ vms: String...,
    key: String = Node.hostnameLabel,
    max: Int = 1,
    required: Bool = true
  ) -> Rule {
    Rule(
      name: "apart",
      demand: .antiAffinity(
        Members(virtualMachines: vms.map { "default/\($0)" }),
        topologyKey: key,
        max: max
      ),
      required: required
    )
  }

  /// An affinity rule by names of VMs in `default`.
  static func together(_ vms: String..., key: String = Node.hostnameLabel) -> Rule {
    Rule(
      name: "together",
      demand: .affinity(
        Members(virtualMachines: vms.map { "default/\($0)" }),
        topologyKey: key
      )
    )
  }

  /// A spread rule by names of VMs in `default`.
  static func spread(
    _ vms: String...,
    key: String = Node.hostnameLabel,
    maxSkew: Int = 1
  ) -> Rule {
    Rule(
      name: "spread",
      demand: .spread(
        Members(virtualMachines: vms.map { "default/\($0)" }),
        topologyKey: key,
        maxSkew: maxSkew
      )
    )
  }
}
