import PlacementModel
import Testing

@testable import PlacementChecker

/// A right plan made wrong in one way.
struct WrongPlan: Sendable, CustomTestStringConvertible {
  var code: Violation.Code
  var what: String
  var test: Case = WrongPlan.base
  var moves: [[Move]] = [[Move("p", to: "n2")]]
  var status: Plan.Status?
  var blocked: [String] = []
  var spoil: @Sendable (inout Plan) -> Void = { _ in }

  var testDescription: String { "\(code.rawValue): \(what)" }

  /// Three nodes; p and q are on the first one.
  static let base = Case(
    [node("n1"), node("n2"), node("n3")],
    [vm("p", on: "n1"), vm("q", on: "n1")]
  )

  static func base(_ change: (inout Case) -> Void) -> Case {
    var test = base
    change(&test)
    return test
  }

  static func first(
    _ change: (inout VirtualMachine) -> Void,
    limited: (inout Goal) -> Void = { _ in }
  ) -> Case {
    base {
      change(&$0.inventory.cluster.virtualMachines[0])
      limited(&$0.goal)
    }
  }
}

extension Plan.Timeline {
  /// A timeline that takes so long, whatever its moves take.
  fileprivate static func of(seconds: Double) -> Self {
    Self(schedule: .streaming, seconds: seconds, work: 0, busiestNode: nil, chain: 0)
  }
}

@Suite struct WrongPlanTests {
  private static let drained = WrongPlan.base { $0.goal.drain = ["n1"] }
  /// Two VMs that must be apart are together.
  private static let apart = WrongPlan.base { $0.inventory.rules = [.apart("p", "q")] }
  private static let both = [[Move("p", to: "n2"), Move("q", to: "n3")]]

  static let documents: [WrongPlan] = [
    WrongPlan(code: .document, what: "kind") { $0.kind = "Scenario" },
    WrongPlan(code: .document, what: "version") { $0.apiVersion = "v2" },
    WrongPlan(code: .goal, what: "another goal") { $0.goal.optimize = .count },
    WrongPlan(code: .goal, what: "other weights") { $0.goal.weights.cpu = 0.7 },
    WrongPlan(code: .loadSource, what: "another load") { $0.loadSource = .usage },
    WrongPlan(code: .numbering, what: "ids") { $0.migrations[0].id = 2 },
    WrongPlan(code: .numbering, what: "batch numbers") { $0.batches[0].number = 0 },
    WrongPlan(code: .numbering, what: "membership") { $0.migrations[0].batch = 7 },
    WrongPlan(code: .numbering, what: "no such migration") { $0.batches[0].migrations = [1, 9] },
    WrongPlan(code: .numbering, what: "twice") { $0.batches[0].migrations = [1, 1] },
    WrongPlan(code: .numbering, what: "no batch") { $0.batches = [] },
    WrongPlan(code: .batch, what: "empty") { $0.batches[0].migrations = [] },
    WrongPlan(code: .batch, what: "mixed") { $0.batches[0].type = .cold },
    WrongPlan(code: .unknownVM, what: "migration") { $0.migrations[0].vm = "default/x" },
    WrongPlan(code: .unknownNode, what: "migration") { $0.migrations[0].to = "x" },
    WrongPlan(code: .from, what: "elsewhere") { $0.migrations[0].from = "n3" },
    WrongPlan(code: .from, what: "nowhere") { $0.migrations[0].from = nil },
    WrongPlan(code: .sameNode, what: "stays", moves: [[Move("p", to: "n1")]]),
    WrongPlan(code: .flags, what: "not cold") { $0.migrations[0].flags = [.coldFallback] },
    WrongPlan(code: .estimate, what: "memory") { $0.migrations[0].memory = 1 },
    WrongPlan(code: .estimate, what: "seconds") { $0.migrations[0].estimatedSeconds = -1 },
    WrongPlan(code: .estimate, what: "not a number") { $0.migrations[0].downtimeSeconds = .nan },
    WrongPlan(code: .estimate, what: "batch") { $0.batches[0].estimatedSeconds = 1000 },
    WrongPlan(code: .timeline, what: "too short") { $0.timeline = .of(seconds: 0.5) },
    WrongPlan(code: .after, what: "nothing") {
      $0.timeline = .of(seconds: 1)
      $0.migrations[0].after = [99]
    },
    WrongPlan(code: .objective, what: "too good") { $0.solver.objective -= 0.001 },
    WrongPlan(code: .objective, what: "not a number") { $0.solver.objective = .nan },
    WrongPlan(code: .objective, what: "worse than staying") { $0.solver.stay = 0 },
    WrongPlan(code: .score, what: "a term") { $0.score[0].after += 0.1 },
    WrongPlan(code: .score, what: "before") { $0.score[0].before += 0.1 },
    WrongPlan(code: .score, what: "an invented term") {
      $0.score.append(.init(name: "luck", before: 0, after: -1))
    },
    WrongPlan(code: .score, what: "no moves") { $0.score.removeAll { $0.name == "moves" } },
    WrongPlan(code: .bound, what: "above") { $0.solver.bound = 9 },
    WrongPlan(code: .bound, what: "not a number") { $0.solver.bound = .nan },
    WrongPlan(code: .bound, what: "gap") { $0.solver.gap += 0.1 },
    WrongPlan(code: .bound, what: "captured") { $0.solver.captured = 0.5 },
    WrongPlan(code: .balance, what: "before") { $0.balance.memory.before = 0 },
    WrongPlan(code: .nodes, what: "a count") { $0.nodes[0].vms.after = 9 },
    WrongPlan(code: .nodes, what: "a figure") { $0.nodes[1].requests.memory.after = 0.5 },
    WrongPlan(code: .nodes, what: "balanced") { $0.nodes[1].balanced = false },
    WrongPlan(code: .nodes, what: "missing") { $0.nodes.removeLast() },
    WrongPlan(code: .summary, what: "live") { $0.summary.live = 2 },
    WrongPlan(code: .summary, what: "seconds") { $0.summary.estimatedSeconds = 9 },
    WrongPlan(code: .summary, what: "downtime") { $0.summary.downtimeSeconds = 1 },
    WrongPlan(code: .summary, what: "improvement") { $0.summary.improvement.cpu = 0.99 },
    WrongPlan(code: .status, what: "balanced") { $0.status = .balanced },
    WrongPlan(code: .status, what: "partial") { $0.status = .partial },
    WrongPlan(code: .status, what: "infeasible", blocked: ["p"]) { $0.status = .infeasible },
    WrongPlan(code: .status, what: "nothing planned", moves: []) { $0.status = .planned },
    WrongPlan(code: .broken, what: "invented") {
      $0.broken = [Plan.BrokenRule(rule: "apart", required: true, before: 1, after: 0)]
    },
    WrongPlan(code: .broken, what: "silent", test: apart) { $0.broken = nil },
    WrongPlan(code: .broken, what: "called preferred", test: apart) {
      $0.broken?[0].required = false
    },
    WrongPlan(code: .broken, what: "less than it is", test: apart) { $0.broken?[0].before = 0 },
    WrongPlan(code: .status, what: "balanced", test: apart, moves: [], status: .balanced),
    WrongPlan(code: .blocked, what: "needless", blocked: ["q"]),
    WrongPlan(code: .blocked, what: "moves", test: drained, status: .partial, blocked: ["p", "q"]),
    WrongPlan(code: .blocked, what: "twice", test: drained, status: .partial, blocked: ["q", "q"]),
    WrongPlan(code: .unknownVM, what: "blocked", blocked: ["x"]),
    WrongPlan(code: .digest, what: "changed") { $0.digest = "sha256:0" },
    WrongPlan(code: .inventoryDigest, what: "another cluster") { $0.inventoryDigest = "" },
  ]

  static let moves: [WrongPlan] = [
    WrongPlan(
      code: .inventory,
      what: "no such node",
      test: .init([node("n1"), node("n2")], [vm("p", on: "n1"), vm("x", on: "x")])
    ),
    WrongPlan(
      code: .inventory,
      what: "drains no node",
      test: WrongPlan.base { $0.goal.drain = ["x"] }
    ),
    WrongPlan(
      code: .batch,
      what: "two cold moves",
      test: WrongPlan.base { $0.goal.coldFallback = .always },
      moves: [[Move("p", to: "n2", .cold), Move("q", to: "n2", .cold)]]
    ),
    WrongPlan(
      code: .batch,
      what: "one VM twice",
      moves: [[Move("p", to: "n2"), Move("p", to: "n3")]]
    ),
    WrongPlan(
      code: .type,
      what: "storage",
      test: WrongPlan.first { $0.accessModes = [.readWriteMany, .readWriteOnce] }
    ),
    WrongPlan(
      code: .type,
      what: "condition",
      test: WrongPlan.first { $0.liveMigratable = .init(status: "Unknown") }
    ),
    WrongPlan(code: .type, what: "placed twice", moves: [[Move("p", to: "n2", .place)]]),
    WrongPlan(code: .type, what: "on no node", test: WrongPlan.first { $0.node = nil }),
    WrongPlan(code: .coldFallback, what: "not forced", moves: [[Move("p", to: "n2", .cold)]]),
    WrongPlan(
      code: .coldFallback,
      what: "never",
      test: WrongPlan.base {
        $0.goal.coldFallback = .never
        $0.goal.drain = ["n1"]
      },
      moves: [[Move("p", to: "n2", .cold)]]
    ),
    WrongPlan(
      code: .flags,
      what: "cold",
      test: drained,
      moves: [[Move("p", to: "n2", .cold)]]
    ) { $0.migrations[0].flags = [] },
    WrongPlan(code: .frozen, what: "pinned", test: WrongPlan.first { $0.pinned = true }),
    WrongPlan(code: .frozen, what: "evacuating", test: WrongPlan.first { $0.evacuating = true }),
    WrongPlan(code: .frozen, what: "in flight", test: WrongPlan.first { $0.migratingTo = "n3" }),
    WrongPlan(code: .parking, what: "for good", moves: [[Move("p", to: "n2", .live, .parking)]]),
    WrongPlan(
      code: .parking,
      what: "twice",
      moves: [[Move("p", to: "n2")], [Move("p", to: "n3")]]
    ),
    WrongPlan(
      code: .parking,
      what: "thrice",
      moves: [
        [Move("p", to: "n2", .live, .parking)], [Move("p", to: "n3", .live, .parking)],
        [Move("p", to: "n2")],
      ]
    ),
    WrongPlan(
      code: .stopped,
      what: "without need",
      test: WrongPlan.first { $0.powerState = .stopped },
      moves: [[Move("p", to: "n2", .cold)]]
    ),
    WrongPlan(
      code: .maxMigrations,
      what: "parking counts",
      test: WrongPlan.base { $0.goal.maxMigrations = 1 },
      moves: [[Move("p", to: "n2", .live, .parking)], [Move("p", to: "n3")]]
    ),
    WrongPlan(
      code: .maxMigrations,
      what: "cold moves count",
      test: WrongPlan.first {
        $0.accessModes = [.readWriteOnce]
      } limited: {
        $0.maxMigrations = 0
      },
      moves: [[Move("p", to: "n2", .cold)]]
    ),
    WrongPlan(
      code: .maxDowntime,
      what: "all together",
      test: WrongPlan.first {
        $0.accessModes = [.readWriteOnce]
      } limited: {
        $0.maxDowntime = 39
      },
      moves: [[Move("p", to: "n2", .cold)]]
    ),
    WrongPlan(
      code: .maxDowntime,
      what: "one VM",
      test: WrongPlan.first {
        $0.accessModes = [.readWriteOnce]
        $0.maxDowntime = 39
      },
      moves: [[Move("p", to: "n2", .cold)]]
    ),
    WrongPlan(
      code: .stipulation,
      what: "not kept",
      moves: [[Move("p", to: "n2")]],
      spoil: { $0.stipulations = Stipulations(fixed: ["default/p": "n3"]) }
    ),
    WrongPlan(code: .forced, what: "forgotten", test: drained),
    WrongPlan(
      code: .unplaced,
      what: "forgotten",
      test: WrongPlan.base { $0.inventory.cluster.virtualMachines[1].node = nil }
    ),
  ]

  /// The codes of rules, each of which has tests of its own.
  static let elsewhere: Set<Violation.Code> = [
    .notReady, .cordoned, .draining, .taint, .nodeLabel, .losesData, .restartPending, .nodeSelector,
    .nodeAffinity, .cpuModel, .localVolume,
    .fence, .ban, .capacity, .quota, .antiAffinity, .affinity, .spread, .dependency,
    .nodeFailure, .parallelPerCluster, .parallelOutboundPerNode, .parallelInboundPerNode,
  ]

  @Test(arguments: documents + moves)
  func isFound(_ wrong: WrongPlan) throws {
    var plan = try wrong.test.plan(wrong.moves, status: wrong.status, blocked: wrong.blocked)
    wrong.spoil(&plan)
    if wrong.code != .digest, wrong.code != .inventoryDigest,
      let sealed = try? plan.sealed(inventory: wrong.test.inventory)
    {
      plan = sealed
    }
    let checker = PlanChecker(inventory: wrong.test.inventory, goal: wrong.test.goal)
    let report = checker.check(plan)
    #expect(report.violations.contains { $0.code == wrong.code })
    #expect(report.violations.allSatisfy { !$0.message.isEmpty })
  }

  @Test func everyCodeIsProvoked() {
    let provoked = Set((Self.documents + Self.moves).map(\.code)).union(Self.elsewhere)
    #expect(provoked == Set(Violation.Code.allCases))
  }

  @Test func theRightPlanIsRight() throws {
    #expect(try WrongPlan.base.check([[Move("p", to: "n2")]]).violations == [])
    #expect(try Self.drained.check(Self.both).violations == [])
    #expect(try WrongPlan.base.check([]).violations == [])
  }

  @Test func blockedVMsMakeAPlanPartial() throws {
    var test = Self.drained
    test.inventory.cluster.virtualMachines[1].pinned = true
    let moves = [[Move("p", to: "n2")]]
    #expect(try test.codes(moves, status: .partial, blocked: ["q"]) == [])
    #expect(try test.codes(moves, status: .planned, blocked: ["q"]) == [.status])
    #expect(try test.codes([], status: .infeasible, blocked: ["q"]) == [])
    #expect(try test.codes([], status: .infeasible) == [.status])
  }

  @Test func anUnplacedVMThatNothingTakesIsBlocked() throws {
    let test = Case([node("n1")], [vm("p", on: nil, cpu: 9)])
    #expect(try test.codes([], blocked: ["p"]) == [])
    #expect(try test.codes([], status: .partial, blocked: ["p"]) == [])
    #expect(try test.codes([]) == [.unplaced])
  }

  @Test func termsOfUnnamedRulesMayBeCalledAnything() throws {
    var test = WrongPlan.base
    test.inventory.cluster.virtualMachines[1].affinity.nodeAffinity.preferred = [
      .init(
        weight: 1,
        preference: .init(matchExpressions: [.init(key: "z", operator: .in, values: ["a"])])
      )
    ]
    var plan = try test.plan([[Move("p", to: "n2")]])
    var renamed = 0
    for i in plan.score.indices where plan.score[i].name == "rule.preferred/nodeAffinity" {
      plan.score[i].name = "rule.preferred/nodeAffinity of default/q"
      renamed += 1
    }
    #expect(renamed == 1)
    plan = try plan.sealed(inventory: test.inventory)
    #expect(PlanChecker(inventory: test.inventory, goal: test.goal).check(plan).isLegal)
  }

  @Test func theSameDocumentAfterJSON() throws {
    let plan = try Self.drained.plan(Self.both)
    let copy = try Plan(json: plan.json())
    #expect(
      PlanChecker(inventory: Self.drained.inventory, goal: Self.drained.goal).check(copy).isLegal
    )
  }
}
